// `npm run test:services`: the tests that need more than Node and Chromium.
import { findChromium } from './browser.mjs';
import { build } from './build.mjs';
import { findCoturn, findStunClient } from './coturn.mjs';
import { filesBelow } from './files.mjs';
import { findFirefox } from './firefox.mjs';
import { findHaproxy } from './haproxy.mjs';
import { installIfNeeded } from './install.mjs';
import { findNft } from './nft.mjs';
import { requireNode } from './node-version.mjs';
import { runNodeTests } from './node-tests.mjs';
import { findRedis } from './redis.mjs';
import { findPhp } from './php.mjs';
import { runSteps } from './steps.mjs';
import { findXvfb } from './xvfb.mjs';

/** What they promise is a time: they have the machine for themselves. */
const ALONE = /\/turn\.test\.js$/;

const serviceFiles = (alone) =>
  filesBelow('build/test/services').filter((file) => file.endsWith('.test.js') && ALONE.test(file) === alone);

/** Installs what is missing where we may, and leaves the paths where the tests' own searches look first. */
async function findPrograms() {
  process.env.CHROME_PATH = await findChromium();
  process.env.FIREFOX_PATH = await findFirefox();
  process.env.PHP_PATH = await findPhp();
  process.env.REDIS_PATH = await findRedis();
  process.env.HAPROXY_PATH = await findHaproxy();
  process.env.COTURN_PATH = await findCoturn();
  process.env.STUNCLIENT_PATH = await findStunClient();
  process.env.XVFB_PATH = await findXvfb();
  // Only root may make the networks it filters, and only on Linux; elsewhere their test says that it was skipped.
  if (process.platform === 'linux' && process.getuid?.() === 0) process.env.NFT_PATH = await findNft();
  return true;
}

requireNode();
await installIfNeeded();
await runSteps([
  { name: 'programs', run: findPrograms },
  { name: 'build', run: () => build({ tests: true }) },
  {
    name: 'services',
    runner: 'services',
    run: () => runNodeTests('services', serviceFiles(false), { concurrency: 2 }),
  },
  { name: 'timed', runner: 'timed', run: () => runNodeTests('timed', serviceFiles(true)) },
]);
