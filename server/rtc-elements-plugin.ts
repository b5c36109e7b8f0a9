import fp from 'fastify-plugin';
import type { Config } from './config.js';
import { openRoomStore } from './open-room-store.js';
import { bundle } from './plugins/bundle.js';
import { readiness } from './plugins/readiness.js';
import { roomList } from './plugins/room-list.js';
import { signaling } from './plugins/signaling.js';
import { stun } from './plugins/stun.js';
import type { RoomStore } from './rooms/room-store.js';
import { Addresses } from './signaling/addresses.js';
import { DEFAULT_LIMITS } from './signaling/limits.js';
import type { Limits } from './signaling/limits.js';

type Settings =
  | ('allowedOrigins' | 'maxParticipants' | 'distDir' | 'stateDir' | 'redisUrl' | 'trustedProxies')
  | ('host' | 'stunUrls' | 'stunPort' | 'turn');

export type RtcElementsOptions = Pick<Config, Settings> & {
  /** Instead of what `redisUrl` or `stateDir` name. Closed by whoever made it. */
  readonly roomStore?: RoomStore;
  readonly limits?: Limits;
};

/** What a page needs from a server, for any Fastify app: the bundles, the signaling and the public lists. */
export const rtcElements = fp<RtcElementsOptions>(
  async (fastify, { distDir, stateDir, redisUrl, trustedProxies, limits = DEFAULT_LIMITS, ...options }) => {
    const { host, stunUrls, stunPort, turn } = options;
    await fastify.register(bundle, { distDir });
    await fastify.register(stun, { host, stunPort, trustedProxies });

    const roomStore = options.roomStore ?? (await openRoomStore({ redisUrl, stateDir }, fastify.log));
    const cluster = redisUrl === null ? null : await (await import('./cluster.js')).openCluster(redisUrl, fastify.log);
    // After the sockets, whose departures are written into the store.
    fastify.addHook('onClose', async () => {
      cluster?.close();
      if (options.roomStore === undefined) await roomStore.close();
    });

    const addresses = new Addresses(limits, trustedProxies);
    const ice = { stunUrls, turn, ownStunPort: fastify.ownStunPort };
    const adapter = cluster?.adapter ?? null;
    await fastify.register(signaling, { ...options, ice, roomStore, limits, addresses, adapter });
    await fastify.register(roomList, { roomStore, addresses, allowedOrigins: options.allowedOrigins });
    await fastify.register(readiness);
  },
  { fastify: '5.x', name: 'rtc-elements' },
);
