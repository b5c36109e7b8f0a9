import type { FastifyBaseLogger } from 'fastify';
import type { Config } from './config.js';
import type { RoomStore } from './rooms/room-store.js';

/**
 * Where rooms are kept: Redis if there is one, else the folder, else memory. Rejects with `room/unavailable` and why.
 * Only that store's code is loaded: the client of Redis alone is half of what a service without it has in memory.
 */
export async function openRoomStore(
  { redisUrl, stateDir }: Pick<Config, 'redisUrl' | 'stateDir'>,
  log: FastifyBaseLogger,
): Promise<RoomStore> {
  if (redisUrl !== null) {
    const { RedisRoomStore } = await import('./rooms/redis-room-store.js');
    const onError = (error: unknown) => log.warn({ err: error }, 'the connection to Redis failed');
    return RedisRoomStore.open({ url: redisUrl, onError });
  }
  if (stateDir !== null) {
    const { EmbeddedRoomStore } = await import('./rooms/embedded-room-store.js');
    return EmbeddedRoomStore.open(stateDir);
  }
  const { MemoryRoomStore } = await import('./rooms/memory-room-store.js');
  return new MemoryRoomStore();
}
