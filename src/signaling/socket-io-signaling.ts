import * as v from 'valibot';
import { abortable } from '../base/abortable.js';
import {
  RoomListingSchema,
  RoomPresenceSchema,
  RtcError,
  type JoinRequest,
  type RoomListing,
  type RoomPresence,
} from '../protocol/index.js';
import { answered } from './answered.js';
import { acquireConnection, CALL_LINE } from './shared-connections.js';
import type { CallLine, RoomChannel, SignalingClient } from './signaling-client.js';
import type { SocketIoConnection } from './socket-io-connection.js';
import type { SocketIoRoomChannel } from './socket-io-room-channel.js';

type JoinOptions = Parameters<SignalingClient['join']>[1];
interface Abortable {
  readonly signal: AbortSignal;
}

/** Signaling over our own service. */
export class SocketIoSignaling implements SignalingClient {
  readonly #url: string;
  /** Where this client is reachable: calls go out on the same line, so that they can be returned. */
  #line: SocketIoConnection | undefined;

  /** `url`: the service's origin. Throws `signaling/invalid-url`. */
  constructor(url: string) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    if (parsed === undefined || !/^(https?|wss?):$/.test(parsed.protocol)) {
      throw new RtcError('signaling/invalid-url', `“${url}” is no address of a signaling service.`, {
        severity: 'fatal',
        hint: 'Set the server attribute to the http(s) address of the service.',
      });
    }
    this.#url = parsed.origin;
  }

  async join(request: JoinRequest, options: JoinOptions): Promise<RoomChannel> {
    options.signal.throwIfAborted();
    const { connection, release } = acquireConnection(this.#url, request.room);
    const Channel = await entering(options.signal).catch((error: unknown) => {
      release();
      throw error;
    });
    const channel = new Channel(connection, request.room, release);
    try {
      await channel.enter(request, options);
      return channel;
    } catch (error) {
      // Also takes back an admission that comes after we gave up; nobody has to wait for that.
      void channel.leave();
      throw error;
    }
  }

  async checkPresence(room: string, { signal }: Abortable): Promise<RoomPresence> {
    const presence = await this.#once((connection) => connection.request('presence:check', { room }), signal);
    return answered(RoomPresenceSchema, presence);
  }

  async listRooms(identifier: string, { signal }: Abortable): Promise<readonly RoomListing[]> {
    const rooms = await this.#once((connection) => connection.request('rooms:list', { identifier }), signal);
    return answered(v.array(RoomListingSchema), rooms);
  }

  async watchRooms(
    identifier: string,
    listener: (rooms: readonly RoomListing[]) => void,
    { signal }: Abortable,
  ): Promise<void> {
    const { connection, release } = this.#acquire(signal);
    const unwatch = watching(connection, identifier);
    const watch = async (): Promise<void> => {
      const rooms = answered(v.array(RoomListingSchema), await connection.request('rooms:watch', { identifier }));
      if (!signal.aborted) listener(rooms);
    };
    signal.addEventListener('abort', unwatch, { once: true });
    try {
      await connection.ready(signal);
      connection.on('rooms:changed', (told) => told.identifier === identifier && listener(told.rooms), { signal });
      await abortable(watch(), signal);
    } catch (error) {
      unwatch();
      release();
      throw error;
    }
    // A service that came back knows no watchers; the list stays as it was where it refuses this one.
    connection.on('connect', () => void watch().catch(() => undefined), { signal });
  }

  async reachableAs(name: string, { signal }: Abortable): Promise<CallLine> {
    const { connection, release } = this.#acquire(signal, CALL_LINE);
    this.#line = connection;
    signal.addEventListener('abort', () => this.#unline(connection), { once: true });
    try {
      const [{ SocketIoCallLine }] = await Promise.all([calling(), connection.ready(signal)]);
      const line = new SocketIoCallLine(connection, name, signal);
      await abortable(line.announce(name), signal);
      return line;
    } catch (error) {
      this.#unline(connection);
      release();
      throw error;
    }
  }

  async call(name: string, displayName: string, { signal }: Abortable): Promise<string> {
    const { ring } = await calling();
    const call = { name, displayName };
    if (this.#line !== undefined) return ring(this.#line, call, signal);
    return this.#once((connection) => ring(connection, call, signal), signal, CALL_LINE);
  }

  async #once<T>(
    ask: (connection: SocketIoConnection) => Promise<T>,
    signal: AbortSignal,
    place?: typeof CALL_LINE,
  ): Promise<T> {
    signal.throwIfAborted();
    const { connection, release } = acquireConnection(this.#url, place);
    try {
      await connection.ready(signal);
      return await abortable(ask(connection), signal);
    } finally {
      release();
    }
  }

  /** A connection until the signal aborts, or until it is released. */
  #acquire(signal: AbortSignal, place?: typeof CALL_LINE): ReturnType<typeof acquireConnection> {
    signal.throwIfAborted();
    const acquired = acquireConnection(this.#url, place);
    // After those who listen to the same signal, and say goodbye over it.
    signal.addEventListener('abort', () => queueMicrotask(acquired.release), { once: true });
    return acquired;
  }

  #unline(connection: SocketIoConnection): void {
    if (this.#line === connection) this.#line = undefined;
  }
}

/** A chunk of its own, for those who enter a room: fetched while the connection is made. */
async function entering(signal: AbortSignal): Promise<typeof SocketIoRoomChannel> {
  try {
    return (await abortable(import('./socket-io-room-channel.js'), signal)).SocketIoRoomChannel;
  } catch (cause) {
    signal.throwIfAborted();
    throw new RtcError('signaling/unreachable', 'The part that enters rooms could not be loaded.', { cause });
  }
}

/** A chunk of its own: few pages call anybody. */
const calling = () => import('./socket-io-call-line.js');

/** How many watch each list over one connection: the service counts sockets. */
const watchers = new WeakMap<SocketIoConnection, Map<string, number>>();

/** Counts one more; the function it returns takes it back, once. */
function watching(connection: SocketIoConnection, identifier: string): () => void {
  const counts = watchers.get(connection) ?? new Map<string, number>();
  watchers.set(connection, counts);
  counts.set(identifier, (counts.get(identifier) ?? 0) + 1);
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    const others = (counts.get(identifier) ?? 1) - 1;
    counts.set(identifier, others);
    // Without a connection nobody watches any more, which is what was wanted.
    if (others === 0) connection.request('rooms:unwatch', { identifier }).catch(() => undefined);
  };
}
