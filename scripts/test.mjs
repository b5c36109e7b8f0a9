// `npm test`, or `npm test -- unit browser` for single steps. Plain Node until everything is installed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './browser.mjs';
import { build } from './build.mjs';
import { DEMO_TESTS } from './demo-tests.mjs';
import { filesBelow } from './files.mjs';
import { installIfNeeded } from './install.mjs';
import { requireNode } from './node-version.mjs';
import { runNodeTests } from './node-tests.mjs';
import { clearResults } from './results.mjs';
import { root } from './root.mjs';
import { runNode, runNodeAside } from './run.mjs';
import { runSteps } from './steps.mjs';

const ELSEWHERE =
  /\.browser\.test\.js$|^build\/test\/(e2e|long|faults|services|layers)\/|^build\/test\/(size|exports)\.test\.js$/;

const testFiles = (folder) => filesBelow(folder).filter((file) => file.endsWith('.test.js'));
const unitFiles = () => [
  ...['src', 'elements', 'server', 'test']
    .flatMap((folder) => testFiles(`build/${folder}`))
    .filter((file) => !ELSEWHERE.test(file)),
  ...filesBelow('scripts').filter((file) => file.endsWith('.test.mjs')),
];

const toolAside = async (path, ...args) => {
  const { code, output } = await runNodeAside([`node_modules/${path}`, ...args]);
  if (output !== '') console.log(output);
  return code === 0;
};
const tests = (runner, files, options) => ({ runner, run: () => runNodeTests(runner, files(), options) });

const STEPS = {
  // These read sources alone, and building has one core to spare.
  prettier: { aside: true, run: () => toolAside('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.') },
  eslint: { aside: true, run: () => toolAside('eslint/bin/eslint.js', '--max-warnings=0', '.') },
  build: { run: () => build({ tests: true }) },
  layers: tests('layers', () => testFiles('build/test/layers')),
  // Beside all below: they wait more than they work, and any alone leaves a core idle.
  browser: { aside: true, runner: 'browser', run: browserTests },
  unit: tests('unit', unitFiles, { concurrency: 2 }),
  // One at a time: two calls at once on two cores are two slow calls. More of them: `npm run test:long`, `test:demos`.
  e2e: tests('e2e', () => testFiles('build/test/e2e').filter((file) => !file.startsWith(DEMO_TESTS))),
  size: tests('size', () => ['build/test/size.test.js']),
  exports: tests('exports', () => ['build/test/exports.test.js']),
  parity: { afterAll: true, run: parity },
};

async function browserTests() {
  clearResults('browser');
  return toolAside('@web/test-runner/dist/bin.js');
}

async function parity() {
  if (existsSync(join(root, 'scripts/parity.mjs'))) return (await runNode(['scripts/parity.mjs'])) === 0;
  console.log('No parity check yet.');
  return true;
}

/** The steps asked for on the command line, in their own order; all when none is named. */
function chosenSteps(names) {
  const unknown = names.filter((name) => !Object.hasOwn(STEPS, name));
  if (unknown.length > 0) {
    console.error(`Unknown step: ${unknown.join(', ')}. There are: ${Object.keys(STEPS).join(', ')}.`);
    process.exit(1);
  }
  const all = Object.entries(STEPS).map(([name, step]) => ({ name, ...step }));
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

requireNode();
const steps = chosenSteps(process.argv.slice(2));
await installIfNeeded();
if (steps.some(({ name }) => ['browser', 'e2e'].includes(name))) {
  try {
    // Found once, for all runners below: each looks at this variable first.
    process.env.CHROME_PATH = await findChromium();
  } catch (error) {
    console.error(error.message);
    console.log('0 passed, 1 failed');
    process.exit(1);
  }
}
await runSteps(steps);
