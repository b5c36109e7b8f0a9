import fp from 'fastify-plugin';
import { Server } from 'socket.io';
import { MAX_SIGNALING_MESSAGE_BYTES } from '../../src/protocol/index.js';
import type { ClientEvents, IceServer, ServerEvents } from '../../src/protocol/index.js';
import { RoomFeed } from '../rooms/room-feed.js';
import type { RoomStore } from '../rooms/room-store.js';
import { answerRequests } from '../signaling/answer-requests.js';
import { Attendance } from '../signaling/attendance.js';
import { mayConnect } from '../signaling/origin.js';
import type { AllowedOrigins } from '../signaling/origin.js';
import { peerHandlers } from '../signaling/peer-handlers.js';
import { roomHandlers } from '../signaling/room-handlers.js';
import { Visitor } from '../signaling/visitor.js';
import type { Membership, VisitorSocket } from '../signaling/visitor.js';

export interface SignalingOptions {
  readonly allowedOrigins: AllowedOrigins;
  readonly iceServers: readonly IceServer[];
  readonly maxParticipants: number;
  readonly roomStore: RoomStore;
}

/** Time for a socket to say which namespace it wants. Ours say so in the same breath; the silent ones only cost memory. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Time for the other end to say goodbye after we did. WebSocket itself would wait 30 s for somebody hostile, or a laptop
 * that was shut, and a closing service with it.
 */
const GOODBYE_TIMEOUT_MS = 1_000;

/** Rooms and the way between peers, by socket.io on Fastify's own server and socket.io's default path. */
export const signaling = fp<SignalingOptions>(
  async (fastify, { allowedOrigins, iceServers, maxParticipants, roomStore }) => {
    const io = new Server<ClientEvents, ServerEvents>(fastify.server, {
      transports: ['websocket'],
      serveClient: false,
      // Signaling messages are small, and a compressed one could grow past every limit once unpacked.
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: MAX_SIGNALING_MESSAGE_BYTES,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // `connectionStateRecovery` stays off: it lets a socket back in past every check made at the door.
      allowRequest: (request, decide) => {
        const allowed = mayConnect(request.headers, allowedOrigins);
        if (!allowed) fastify.log.warn('refused a socket from an origin that is not allowed');
        decide(allowed ? null : 'origin not allowed', allowed);
      },
    });

    io.engine.on('connection', (connection: VisitorSocket['conn']) => {
      const { socket } = connection.request;
      connection.once('close', () => {
        const hangUp = setTimeout(() => socket.destroy(), GOODBYE_TIMEOUT_MS).unref();
        socket.once('close', () => {
          clearTimeout(hangUp);
        });
      });
    });

    const feed = new RoomFeed<Membership>(roomStore, {
      broadcast: (room, event) => io.local.to(channel(room)).emit('room:happened', event),
      send: ({ socket }, event) => socket.emit('room:happened', event),
      add: (room, { socket }) => void socket.join(channel(room)),
      remove: (room, { socket }) => void socket.leave(channel(room)),
    });
    const attendance = new Attendance(roomStore, feed, fastify.log);
    const routes = new Map(
      [...roomHandlers({ attendance, maxParticipants, iceServers }), ...peerHandlers(attendance)].map((route) => [
        route.event as string,
        route,
      ]),
    );

    io.on('connection', (socket) => {
      const visitor = new Visitor(socket);
      answerRequests(visitor, routes, fastify.log);
      socket.once('disconnect', () => {
        attendance.leaveAll(visitor);
      });
    });

    // Open sockets keep a closing HTTP server waiting, so they go first: those in rooms, then those still arriving.
    fastify.addHook('preClose', async () => {
      io.local.disconnectSockets(true);
      io.engine.close();
      await attendance.departed();
    });
  },
  { fastify: '5.x', name: 'rtc-elements-signaling' },
);

/** socket.io keeps a channel per socket id as well; the prefix keeps a room from being named like one. */
function channel(room: string): string {
  return `room:${room}`;
}
