// `npm run build`: sources → build/ (tsc) → dist/ (rollup, types, precompressed copies, manifest.json).
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesBelow } from './files.mjs';
import { root } from './root.mjs';
import { runNode } from './run.mjs';
import { hashOf, isStamped, writeStamp } from './stamp.mjs';

const STAMP = 'build/.stamp';
const TEST_CODE = /\.(test|contract)\.|\/testing\//;

/** What the service and the bundles are made from; tests are not among it. */
function inputs() {
  const sources = ['src', 'elements', 'server'].flatMap(filesBelow).filter((file) => !TEST_CODE.test(file));
  const scripts = ['scripts/build.mjs', 'scripts/bundle.mjs', 'rollup.config.mjs'];
  return [...sources, ...scripts, 'tsconfig.base.json', 'tsconfig.json', 'package-lock.json'];
}

/** Compiles with tsc: everything with tests, or only what the service needs. Resolves with whether it was clean. */
export async function compile({ tests }) {
  removeOrphans();
  const projects = tests ? [] : ['elements', 'server'];
  return (await runNode(['node_modules/typescript/bin/tsc', '-b', ...projects])) === 0;
}

/** Makes dist/ from build/. Resolves with whether it worked. */
export async function bundle() {
  return (await runNode(['scripts/bundle.mjs'])) === 0;
}

/** Compiles and bundles, unless the bundles are of these sources already. Resolves with whether both worked. */
export async function build({ tests }) {
  const hash = hashOf(inputs());
  const compiled = await compile({ tests });
  if (compiled && isBuilt(hash)) return true;
  // In spite of type errors, which tsc emits code for: the later tests then say more than that dist/ is missing.
  const built = (await bundle()) && compiled;
  // The hash was taken first: a source edited during the build must not look built.
  if (built) writeStamp(STAMP, hash);
  return built;
}

/** Builds unless the inputs are those of the last build. Resolves with whether there is a build to run. */
export async function buildIfNeeded() {
  if (isBuilt(hashOf(inputs()))) return true;
  console.log('Building…');
  return build({ tests: false });
}

const isBuilt = (hash) => isStamped(STAMP, hash) && existsSync(join(root, 'dist/manifest.json'));

/** Compiled files of deleted sources would still be served and tested: tsc leaves them behind. */
function removeOrphans() {
  const outputs = ['src', 'elements', 'server', 'test'].flatMap((folder) => filesBelow(`build/${folder}`));
  for (const output of outputs) {
    const source = output.replace(/^build\//, '').replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
    if (source.endsWith('.ts') && !existsSync(join(root, source))) rmSync(join(root, output));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  process.exitCode = (await build({ tests: false })) ? 0 : 1;
}
