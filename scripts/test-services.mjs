// `npm run test:services`: the tests that need more than Node and Chromium.
import { findChromium } from './browser.mjs';
import { build } from './build.mjs';
import { filesBelow } from './files.mjs';
import { findFirefox } from './firefox.mjs';
import { findHaproxy } from './haproxy.mjs';
import { installIfNeeded } from './install.mjs';
import { requireNode } from './node-version.mjs';
import { runNodeTests } from './node-tests.mjs';
import { findRedis } from './redis.mjs';
import { findPhp } from './php.mjs';
import { runSteps } from './steps.mjs';

const serviceFiles = () => filesBelow('build/test/services').filter((file) => file.endsWith('.test.js'));

/** Installs what is missing where we may, and leaves the paths where the tests' own searches look first. */
async function findPrograms() {
  process.env.CHROME_PATH = await findChromium();
  process.env.FIREFOX_PATH = await findFirefox();
  process.env.PHP_PATH = await findPhp();
  process.env.REDIS_PATH = await findRedis();
  process.env.HAPROXY_PATH = await findHaproxy();
  return true;
}

requireNode();
await installIfNeeded();
await runSteps([
  { name: 'programs', run: findPrograms },
  { name: 'build', run: () => build({ tests: true }) },
  { name: 'services', runner: 'services', run: () => runNodeTests('services', serviceFiles()) },
]);
