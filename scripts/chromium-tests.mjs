// For commands beside `npm test` that need what it needs: Node and Chromium.
import { findChromium } from './browser.mjs';
import { build } from './build.mjs';
import { installIfNeeded } from './install.mjs';
import { requireNode } from './node-version.mjs';
import { runNodeTests } from './node-tests.mjs';
import { runSteps } from './steps.mjs';

/**
 * Installs, builds, and runs what `files()` names, two files at a time: pages open and wait more than they send, and one at a
 * time leaves a core idle. `runner` is also the name of the step.
 */
export async function runChromiumTests(runner, files) {
  requireNode();
  await installIfNeeded();
  await runSteps([
    {
      name: 'programs',
      run: async () => {
        process.env.CHROME_PATH = await findChromium();
        return true;
      },
    },
    { name: 'build', run: () => build({ tests: true }) },
    { name: runner, runner, run: () => runNodeTests(runner, files(), { concurrency: 2 }) },
  ]);
}
