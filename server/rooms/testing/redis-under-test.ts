import { createClient } from 'redis';
import { RedisRoomStore } from '../redis-room-store.js';
import { CLOSED_KEPT_MS } from '../room-store.js';
import type { RedisServer } from './redis-server.js';
import type { StoreUnderTest } from './store-under-test.js';

/** Kept for the installation, not for a room. */
const NOT_OF_A_ROOM = /:(clock|nodes|origin|secret:.*)$/;

let installations = 0;

/** Two nodes on one Redis, under a prefix nobody else uses. */
export async function redisUnderTest(server: RedisServer): Promise<StoreUnderTest & { readonly prefix: string }> {
  installations += 1;
  const prefix = `test-${process.pid}-${installations}:`;
  const open = () => RedisRoomStore.open({ url: server.url, prefix });
  const [store, other, client] = [await open(), await open(), createClient({ url: server.url, RESP: 2 })];
  await client.connect();
  await store.heartbeat('test');
  return {
    prefix,
    store,
    other,
    advance: async (ms) => {
      await client.hIncrBy(`${prefix}clock`, 'store', Math.ceil(ms));
    },
    remains: async () => {
      const keys = (await client.keys(`${prefix}*`)).filter((key) => !NOT_OF_A_ROOM.test(key));
      const left = await Promise.all(keys.map((key) => client.pTTL(key)));
      return left.filter((ms) => ms === -1 || ms > CLOSED_KEPT_MS).length;
    },
    close: async () => {
      await store.close();
      await other.close();
      const keys = await client.keys(`${prefix}*`);
      if (keys.length > 0) await client.del(keys);
      client.destroy();
    },
  };
}
