import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.js';
import { EmbeddedRoomStore } from './rooms/embedded-room-store.js';
import { MemoryRoomStore } from './rooms/memory-room-store.js';
import { RedisRoomStore } from './rooms/redis-room-store.js';
import type { RoomStore } from './rooms/room-store.js';

/** Where rooms are kept: Redis if there is one, else the folder, else memory. Rejects with `room/unavailable` and why. */
export async function openRoomStore(
  { redisUrl, stateDir }: Pick<Config, 'redisUrl' | 'stateDir'>,
  log: FastifyBaseLogger,
): Promise<RoomStore> {
  if (redisUrl !== null) {
    const onError = (error: unknown) => log.warn({ err: error }, 'the connection to Redis failed');
    return RedisRoomStore.open({ url: redisUrl, onError });
  }
  return stateDir === null ? new MemoryRoomStore() : EmbeddedRoomStore.open(stateDir);
}
