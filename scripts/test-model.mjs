// `node scripts/test-model.mjs [runs] [seed]`: random histories of rooms on every store there is, 10,000 of them each.
import { build } from './build.mjs';
import { findRedis } from './redis.mjs';
import { requireNode } from './node-version.mjs';

requireNode();
const runs = Number(process.argv[2] ?? 10_000);
const seed = process.argv[3] === undefined ? undefined : Number(process.argv[3]);
if (!(await build({ tests: true }))) process.exit(1);

const testing = new URL('../build/server/rooms/testing/', import.meta.url);
const load = (name) => import(new URL(`${name}.js`, testing).href);
const [{ playHistories }, { memoryUnderTest }, { embeddedUnderTest }, { RedisServer }, { redisUnderTest }] =
  await Promise.all(
    ['room-model', 'store-under-test', 'embedded-under-test', 'redis-server', 'redis-under-test'].map(load),
  );

const redis = await findRedis().then(
  (program) => RedisServer.start(program),
  (error) => void console.log(`redis: not tried. ${error.message}`),
);
const stores = { memory: memoryUnderTest, embedded: embeddedUnderTest };
if (redis) stores.redis = () => redisUnderTest(redis);

let failed = 0;
try {
  for (const [name, create] of Object.entries(stores)) {
    const began = performance.now();
    try {
      const report = await playHistories({ runs, seed, create });
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      const { commands, refusals, events } = report;
      console.log(`${name}: ${report.runs} histories without a violation, seed ${report.seed}, ${seconds} s`);
      console.log(`  ${commands} commands, ${refusals} refused, ${events} events`);
    } catch (error) {
      failed += 1;
      console.error(`${name}: violated`);
      console.error(error);
    }
  }
} finally {
  await redis?.stop();
}
const passed = Object.keys(stores).length - failed;
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
