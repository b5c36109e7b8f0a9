import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from './root.mjs';

/**
 * Runs a program in the project's folder with its output on ours and resolves with its exit code (1 when a signal ended
 * it). A program that cannot be started rejects with the spawn error.
 */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** Runs a Node program. */
export function runNode(args, options) {
  return run(process.execPath, args, options);
}

/** As `runNode`, but keeps the output to itself. Resolves with `{ code, output }`. */
export async function runNodeAside(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  return { code: code ?? 1, output };
}

/** Runs npm: the one that started us where there is one, because a bare `npm` is a shell script on Windows. */
export function runNpm(args) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) return runNode([npm, ...args]);
  return run('npm', args, { shell: process.platform === 'win32' });
}
