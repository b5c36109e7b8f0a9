import { after, before, test } from 'node:test';
import { findRedis } from '#scripts/redis.mjs';
import { RedisServer } from '../../server/rooms/testing/redis-server.js';
import { redisUnderTest } from '../../server/rooms/testing/redis-under-test.js';
import { playHistories } from '../../server/rooms/testing/room-model.js';

const runs = Number(process.env['RTC_MODEL_RUNS'] ?? 100);
const seed = process.env['RTC_MODEL_SEED'] === undefined ? undefined : Number(process.env['RTC_MODEL_SEED']);

let server: RedisServer;
before(async () => {
  server = await RedisServer.start(await findRedis());
});
after(() => server.stop());

test('random histories leave every room in order: redis, two nodes', async (context) => {
  const create = () => redisUnderTest(server);
  context.diagnostic(JSON.stringify(await playHistories({ runs, seed, create })));
});
