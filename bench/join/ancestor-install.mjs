import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../../scripts/root.mjs';
import { runNpm } from '../../scripts/run.mjs';

// Not in bench/: what reads the project's sources would read these as well.
const FOLDER = join(root, 'build/bench');
const MANIFESTS = ['package.json', 'package-lock.json'];

/** Installs what bench/package.json pins unless it is there. Resolves with the folder; rejects when npm fails. */
export async function installAncestor() {
  const installed = MANIFESTS.every((name) => existsSync(join(FOLDER, name)) && same(name));
  if (installed && existsSync(join(FOLDER, 'node_modules'))) return FOLDER;
  console.log('Installing what is measured against (npm ci)…');
  mkdirSync(FOLDER, { recursive: true });
  for (const name of MANIFESTS) copyFileSync(beside(name), join(FOLDER, name));
  const code = await runNpm(['ci', '--prefix', FOLDER, '--no-audit', '--no-fund', '--ignore-scripts']);
  if (code !== 0) throw new Error('npm ci failed; its message is above.');
  return FOLDER;
}

function beside(name) {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

function same(name) {
  return readFileSync(beside(name)).equals(readFileSync(join(FOLDER, name)));
}
