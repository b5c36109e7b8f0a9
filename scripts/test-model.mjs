// `node scripts/test-model.mjs [runs] [seed]`: random histories of rooms on every store there is, 10,000 of them each.
// What came of them is kept in bench/results/model.json; of fewer, which say little, in build/results/model.json.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { build } from './build.mjs';
import { findRedis } from './redis.mjs';
import { requireNode } from './node-version.mjs';

requireNode();
const ENOUGH = 10_000;
const runs = Number(process.argv[2] ?? ENOUGH);
const seed = process.argv[3] === undefined ? undefined : Number(process.argv[3]);
if (!(await build({ tests: true }))) process.exit(1);

const testing = new URL('../build/server/rooms/testing/', import.meta.url);
const load = (name) => import(new URL(`${name}.js`, testing).href);
const [{ playHistories }, { memoryUnderTest }, { embeddedUnderTest }, { RedisServer }, { redisUnderTest }] =
  await Promise.all(
    ['room-model', 'store-under-test', 'embedded-under-test', 'redis-server', 'redis-under-test'].map(load),
  );

const program = await findRedis().catch((error) => {
  console.error(`redis: ${error.message}`);
  process.exit(1);
});
const redis = await RedisServer.start(program);
const stores = { memory: memoryUnderTest, embedded: embeddedUnderTest, redis: () => redisUnderTest(redis) };

let failed = 0;
const results = [];
try {
  for (const [name, create] of Object.entries(stores)) {
    const began = performance.now();
    try {
      const report = await playHistories({ runs, seed, create });
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      const { commands, refusals, events } = report;
      console.log(`${name}: ${report.runs} histories without a violation, seed ${report.seed}, ${seconds} s`);
      results.push({ store: name, ...report, violations: 0, seconds: Number(seconds) });
      console.log(`  ${commands} commands, ${refusals} refused, ${events} events`);
    } catch (error) {
      failed += 1;
      console.error(`${name}: violated`);
      console.error(error);
    }
  }
} finally {
  await redis.stop();
}
const passed = Object.keys(stores).length - failed;
if (failed === 0) {
  const file = new URL(`../${runs >= ENOUGH ? 'bench' : 'build'}/results/model.json`, import.meta.url);
  await mkdir(dirname(file.pathname), { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(file, `${JSON.stringify({ date, results }, null, 2)}\n`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
