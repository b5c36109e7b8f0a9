// `npm run test:faults`: what the service and its pages survive, the tests that take long included; `-- long` runs those
// alone, since `npm test` has run the quick ones. The faults of Redis and of several nodes are among the service tests.
import { findChromium } from './browser.mjs';
import { build } from './build.mjs';
import { filesBelow } from './files.mjs';
import { installIfNeeded } from './install.mjs';
import { requireNode } from './node-version.mjs';
import { runNodeTests } from './node-tests.mjs';
import { runSteps } from './steps.mjs';

const folder = process.argv.includes('long') ? 'build/test/faults/long' : 'build/test/faults';
const faultFiles = () => filesBelow(folder).filter((file) => file.endsWith('.test.js'));

async function findPrograms() {
  process.env.CHROME_PATH = await findChromium();
  return true;
}

requireNode();
await installIfNeeded();
await runSteps([
  { name: 'programs', run: findPrograms },
  { name: 'build', run: () => build({ tests: true }) },
  // One at a time: each has the machine for itself, as its promises about time need.
  { name: 'faults', runner: 'faults', run: () => runNodeTests('faults', faultFiles()) },
]);
