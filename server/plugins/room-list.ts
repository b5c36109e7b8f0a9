import fp from 'fastify-plugin';
import * as v from 'valibot';
import { ListIdentifierSchema } from '../../src/protocol/index.js';
import type { RoomStore } from '../rooms/room-store.js';
import type { Addresses } from '../signaling/addresses.js';
import { mayConnect } from '../signaling/origin.js';
import type { AllowedOrigins } from '../signaling/origin.js';
import { RateLimit } from '../signaling/rate-limit.js';
import { listRooms } from '../signaling/room-lists.js';

export interface RoomListOptions {
  readonly roomStore: RoomStore;
  readonly addresses: Addresses;
  readonly allowedOrigins: AllowedOrigins;
}

/** `GET /api/rooms?identifier=`: a public list for who does not want a socket for it. As `rooms:list` and under its limit. */
export const roomList = fp<RoomListOptions>(
  async (fastify, { roomStore, addresses, allowedOrigins }) => {
    fastify.get<{ Querystring: Readonly<Record<string, unknown>> }>('/api/rooms', async (request, reply) => {
      void reply.headers({ 'cache-control': 'no-store', vary: 'origin' });
      const { origin } = request.headers;
      if (origin !== undefined && mayConnect(request.headers, allowedOrigins)) {
        void reply.header('access-control-allow-origin', origin);
      }
      if (!RateLimit.take('question', [addresses.rateOf(addresses.of(request.raw))])) {
        return reply.code(429).send({ statusCode: 429, message: 'Too many questions; try again in a moment.' });
      }
      const parsed = v.safeParse(ListIdentifierSchema, request.query['identifier'] ?? '');
      if (!parsed.success) {
        return reply
          .code(400)
          .send({ statusCode: 400, message: 'identifier: at most 128 characters, none of them a control character' });
      }
      return { identifier: parsed.output, rooms: await listRooms(roomStore, parsed.output) };
    });
  },
  { fastify: '5.x', name: 'rtc-elements-room-list' },
);
