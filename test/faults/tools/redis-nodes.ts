import type { TestContext } from 'node:test';
import { findRedis } from '#scripts/redis.mjs';
import { RedisServer } from '../../../server/rooms/testing/redis-server.js';
import type { RedisOptions } from '../../../server/rooms/testing/redis-server.js';
import { ServiceProcess } from './service-process.js';

export interface Installation {
  readonly redis: RedisServer;
  readonly nodes: readonly ServiceProcess[];
}

/** So many nodes on one Redis, until the test ends. */
export async function installation(
  t: TestContext,
  count: number,
  { environment = {}, ...options }: RedisOptions & { readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<Installation> {
  const redis = await RedisServer.start(await findRedis(), options);
  const nodes: ServiceProcess[] = [];
  for (let index = 0; index < count; index += 1) {
    nodes.push(await ServiceProcess.start(t, { ...environment, RTC_REDIS_URL: redis.url }));
  }
  // After the nodes have ended: hooks run in their order.
  t.after(() => redis.stop());
  return { redis, nodes };
}
