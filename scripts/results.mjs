import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './root.mjs';

const FOLDER = 'build/results';

/**
 * The file of one runner's results: a JSON line a test, `{ file, name, outcome }`, where `file` is the test's source
 * from the project's folder, `name` its full title and `outcome` is passed, failed or skipped.
 */
export function resultsFile(runner) {
  return `${FOLDER}/${runner}.jsonl`;
}

export function clearResults(runner) {
  mkdirSync(join(root, FOLDER), { recursive: true });
  rmSync(join(root, resultsFile(runner)), { force: true });
}

export function resultLine({ file, name, outcome }) {
  return `${JSON.stringify({ file: sourceOf(file), name, outcome })}\n`;
}

export function appendResult(runner, result) {
  mkdirSync(join(root, FOLDER), { recursive: true });
  appendFileSync(join(root, resultsFile(runner)), resultLine(result));
}

/** How many of a runner's tests had which outcome. */
export function countResults(runner) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const path = join(root, resultsFile(runner));
  if (!existsSync(path)) return counts;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line !== '') counts[JSON.parse(line).outcome] += 1;
  }
  return counts;
}

/** `build/src/x.test.js`, in whatever form a runner names it, is `src/x.test.ts` to people. */
function sourceOf(file) {
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  const inProject = (isAbsolute(path) ? relative(root, path) : path).replaceAll(sep, '/');
  return inProject.startsWith('build/') ? inProject.slice('build/'.length).replace(/\.js$/, '.ts') : inProject;
}
