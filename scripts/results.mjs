import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './root.mjs';

const FOLDER = 'build/results';

/** Of what a failed test said: its message, the values compared, and where. */
const PROBLEM_LINES = 14;

/**
 * The file of one runner's results: a JSON line a test, `{ file, name, outcome }`, where `file` is the test's source
 * from the project's folder, `name` its full title and `outcome` is passed, failed or skipped; `problem`, of a failed one,
 * is what it said.
 */
export function resultsFile(runner) {
  return `${FOLDER}/${runner}.jsonl`;
}

export function clearResults(runner) {
  mkdirSync(join(root, FOLDER), { recursive: true });
  rmSync(join(root, resultsFile(runner)), { force: true });
}

export function resultLine({ file, name, outcome, problem }) {
  return `${JSON.stringify({ file: sourceOf(file), name, outcome, problem })}\n`;
}

export function appendResult(runner, result) {
  mkdirSync(join(root, FOLDER), { recursive: true });
  appendFileSync(join(root, resultsFile(runner)), resultLine(result));
}

/** How many of a runner's tests had which outcome. */
export function countResults(runner) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of resultsOf(runner)) counts[outcome] += 1;
  return counts;
}

/** What failed, for people: a few lines a test, so that nobody has to look for it in the output of half an hour. */
export function describeFailures(runner) {
  return resultsOf(runner)
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ file, name, problem = '' }) => {
      const said = problem.trim().split('\n').slice(0, PROBLEM_LINES);
      return [`✖ ${runner}: ${file} › ${name}`, ...said.map((line) => `    ${line}`)].join('\n');
    });
}

function resultsOf(runner) {
  const path = join(root, resultsFile(runner));
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** `build/src/x.test.js`, in whatever form a runner names it, is `src/x.test.ts` to people. */
function sourceOf(file) {
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  const inProject = (isAbsolute(path) ? relative(root, path) : path).replaceAll(sep, '/');
  return inProject.startsWith('build/') ? inProject.slice('build/'.length).replace(/\.js$/, '.ts') : inProject;
}
