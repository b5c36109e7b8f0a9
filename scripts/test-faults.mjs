// `npm run test:faults`: what the service and its pages survive; `-- quick` and `-- long` run those that take seconds or minutes,
// `-- alone` those that measure. The faults of Redis and of several nodes are among the service tests.
import { findChromium } from './browser.mjs';
import { build } from './build.mjs';
import { filesBelow } from './files.mjs';
import { installIfNeeded } from './install.mjs';
import { requireNode } from './node-version.mjs';
import { runNodeTests } from './node-tests.mjs';
import { runSteps } from './steps.mjs';

const chosen = ['quick', 'long', 'alone'].filter((name) => process.argv.includes(name));

const faultFiles = (folder) => filesBelow(`build/test/faults/${folder}`).filter((file) => file.endsWith('.test.js'));

/** The step that runs these folders; none where others were chosen. */
function faults(runner, folders, options) {
  const wanted = folders.filter((folder) => chosen.length === 0 || chosen.includes(folder));
  if (wanted.length === 0) return [];
  return [{ name: runner, runner, run: () => runNodeTests(runner, wanted.flatMap(faultFiles), options) }];
}

async function findPrograms() {
  process.env.CHROME_PATH = await findChromium();
  return true;
}

requireNode();
await installIfNeeded();
await runSteps([
  { name: 'programs', run: findPrograms },
  { name: 'build', run: () => build({ tests: true }) },
  // They wait more than they work.
  ...faults('faults', ['quick', 'long'], { concurrency: 2 }),
  // What these promise is a rate: each has the machine for itself.
  ...faults('alone', ['alone']),
]);
