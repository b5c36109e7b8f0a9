import type { Socket } from 'node:net';
import fp from 'fastify-plugin';
import { Server } from 'socket.io';
import type { ServerOptions } from 'socket.io';
import { MAX_SIGNALING_MESSAGE_BYTES } from '../../src/protocol/index.js';
import type { IceServerSettings } from '../ice/ice-servers.js';
import { randomText } from '../random-text.js';
import type { RoomStore } from '../rooms/room-store.js';
import type { Addresses } from '../signaling/addresses.js';
import { answerRequests } from '../signaling/answer-requests.js';
import { limitBacklog } from '../signaling/backlog.js';
import { Farewells } from '../signaling/farewell.js';
import { limiterFor } from '../signaling/limiter.js';
import type { Limits } from '../signaling/limits.js';
import type { SignalingServer } from '../signaling/nodes.js';
import { mayConnect } from '../signaling/origin.js';
import type { AllowedOrigins } from '../signaling/origin.js';
import { RoomSignaling } from '../signaling/room-signaling.js';
import { Visitor } from '../signaling/visitor.js';
import type { VisitorSocket } from '../signaling/visitor.js';

export interface SignalingOptions {
  readonly allowedOrigins: AllowedOrigins;
  readonly ice: IceServerSettings;
  readonly maxParticipants: number;
  readonly roomStore: RoomStore;
  readonly limits: Limits;
  readonly addresses: Addresses;
  /** socket.io's way to the other nodes; null where there is only this one. */
  readonly adapter: NonNullable<ServerOptions['adapter']> | null;
}

/**
 * A socket that fell silent is noticed within 15 s: half of what its membership then waits for it, and little enough
 * that people believe what they see. Six pings a minute cost 0.1 % of a core for a thousand sockets.
 */
const PING_INTERVAL_MS = 10_000;
const PING_TIMEOUT_MS = 5_000;

/**
 * Time for the other end to say goodbye after we did. WebSocket itself would wait 30 s for somebody hostile, or a laptop
 * that was shut, and a closing service with it.
 */
const GOODBYE_TIMEOUT_MS = 1_000;

/** As many as engine.io's own, which asks the system for each. */
const SOCKET_ID_BYTES = 15;

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the service can let people in right now. */
    readonly isReadyForVisitors: () => boolean;
  }
}

/** Rooms and the way between peers, by socket.io on Fastify's own server and socket.io's default path. */
export const signaling = fp<SignalingOptions>(
  async (fastify, { allowedOrigins, limits, addresses, adapter, ...options }) => {
    const closing = new AbortController();
    const io: SignalingServer = new Server(fastify.server, {
      transports: ['websocket'],
      serveClient: false,
      // Signaling messages are small, and a compressed one could grow past every limit once unpacked.
      perMessageDeflate: false,
      httpCompression: false,
      maxHttpBufferSize: MAX_SIGNALING_MESSAGE_BYTES,
      connectTimeout: limits.connectTimeoutMs,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      ...(adapter === null ? {} : { adapter }),
      // `connectionStateRecovery` stays off: it lets a socket back in past every check made at the door.
      allowRequest: (request, decide) => {
        const refusal = closing.signal.aborted
          ? 'closing'
          : !mayConnect(request.headers, allowedOrigins)
            ? 'origin not allowed'
            : addresses.hasRoomFor(addresses.of(request))
              ? null
              : 'too many connections';
        if (refusal !== null) fastify.log.warn({ refusal }, 'refused a socket');
        // A refusal is written and the connection destroyed, which would take along what is held back.
        if (refusal === null) sendTogether(request.socket);
        decide(refusal, refusal === null);
      },
    });

    io.engine.generateId = () => randomText(SOCKET_ID_BYTES);
    const farewells = new Farewells();
    io.engine.on('connection', (connection: VisitorSocket['conn']) => {
      farewells.follow(connection);
      const { socket } = connection.request;
      const disconnected = addresses.connected(addresses.of(connection.request));
      limitBacklog(connection, limits.backlogBytes, () => fastify.log.warn('cut a socket that does not read'));
      connection.once('close', () => {
        disconnected();
        const hangUp = setTimeout(() => socket.destroy(), GOODBYE_TIMEOUT_MS).unref();
        socket.once('close', () => {
          clearTimeout(hangUp);
        });
      });
    });

    const rooms = await RoomSignaling.start({
      ...options,
      ...{ io, limits, isAlone: adapter === null, closing: closing.signal, log: fastify.log },
    });
    fastify.decorate('isReadyForVisitors', () => !closing.signal.aborted && rooms.isHealthy);

    io.on('connection', (socket) => {
      const shown: unknown = socket.handshake.auth['visitor'];
      const known = rooms.visitorIds.verify(shown);
      const { visitorId, signed } = known === undefined ? rooms.visitorIds.issue() : { visitorId: known, signed: null };
      const address = addresses.of(socket.request);
      const visitor = new Visitor(socket, { visitorId, signed, address });
      answerRequests(visitor, rooms.routes, limiterFor(limits, addresses.rateOf(address)), fastify.log);
      socket.once('disconnect', (reason) => {
        void farewells.of(socket.conn, reason).then((farewell) => {
          // Whoever is sent away by a service that closes comes back to the next one.
          rooms.disconnected(visitor, closing.signal.aborted ? 'lost' : farewell);
        });
      });
    });

    // Nobody comes in any more; then open sockets go, since they keep a closing HTTP server waiting. Their connections are
    // broken off rather than ended with a word, which would tell the pages not to come back.
    fastify.addHook('preClose', async () => {
      closing.abort();
      await rooms.quiet();
      io.engine.close();
      await rooms.stop();
      await io.of('/').adapter.close();
    });
  },
  { fastify: '5.x', name: 'rtc-elements-signaling' },
);

/** What is written until the event loop goes on leaves as one packet: the handshake's answer and engine.io's first word. */
function sendTogether(socket: Socket): void {
  socket.cork();
  // engine.io speaks in a microtask; a tick asked for in one comes when all of those are done.
  queueMicrotask(() => process.nextTick(() => socket.uncork()));
}
