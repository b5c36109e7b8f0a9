import fp from 'fastify-plugin';
import type { Config } from './config.js';
import { bundle } from './plugins/bundle.js';
import { signaling } from './plugins/signaling.js';
import { MemoryRoomStore } from './rooms/memory-room-store.js';
import type { RoomStore } from './rooms/room-store.js';

export type RtcElementsOptions = Pick<Config, 'allowedOrigins' | 'iceServers' | 'maxParticipants' | 'distDir'> & {
  /** Default: rooms in this process's memory. */
  readonly roomStore?: RoomStore;
};

/** What a page needs from a server, for any Fastify app: the bundles and the signaling. */
export const rtcElements = fp<RtcElementsOptions>(
  async (fastify, { distDir, roomStore = new MemoryRoomStore(), ...options }) => {
    await fastify.register(bundle, { distDir });
    await fastify.register(signaling, { ...options, roomStore });
  },
  { fastify: '5.x', name: 'rtc-elements' },
);
