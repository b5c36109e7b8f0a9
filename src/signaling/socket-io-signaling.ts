import * as v from 'valibot';
import { abortable } from '../base/abortable.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import {
  AdmissionSchema,
  RtcError,
  type Admission,
  type JoinRequest,
  type PeerSignal,
  type RoomEvent,
} from '../protocol/index.js';
import { EventOrder } from './event-order.js';
import type { RoomChannel, RoomChannelEvents, SignalingClient } from './signaling-client.js';
import { SocketIoConnection } from './socket-io-connection.js';

interface Shared {
  readonly connection: SocketIoConnection;
  /** Names of the rooms it is in, or entering. */
  readonly rooms: Set<string>;
}

/**
 * The sockets of this page, by service, alive while a room uses them. One carries any number of rooms, but each only
 * once: somebody who is in a room twice, as in a demo with both ends on one page, needs a second.
 */
const shared = new Map<string, Set<Shared>>();

function acquire(url: string, room: string): Shared {
  const sockets = shared.get(url) ?? new Set();
  shared.set(url, sockets);
  let socket = [...sockets].find(({ rooms }) => !rooms.has(room));
  if (socket === undefined) sockets.add((socket = { connection: new SocketIoConnection(url), rooms: new Set() }));
  socket.rooms.add(room);
  return socket;
}

function release(url: string, room: string, socket: Shared): void {
  socket.rooms.delete(room);
  if (socket.rooms.size > 0) return;
  socket.connection.close();
  const sockets = shared.get(url);
  sockets?.delete(socket);
  if (sockets?.size === 0) shared.delete(url);
}

/** Signaling over our own service. */
export class SocketIoSignaling implements SignalingClient {
  readonly #url: string;

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

  async join(request: JoinRequest, { signal }: { readonly signal: AbortSignal }): Promise<RoomChannel> {
    signal.throwIfAborted();
    const url = this.#url;
    const { room } = request;
    const socket = acquire(url, room);
    const channel = new SocketIoRoomChannel(socket.connection, room, () => release(url, room, socket));
    try {
      await socket.connection.ready(signal);
      await abortable(channel.enter(request), signal);
      return channel;
    } catch (error) {
      // Also takes back an admission that comes after we gave up; nobody has to wait for that.
      void channel.leave();
      throw error;
    }
  }
}

class SocketIoRoomChannel extends TypedEventTarget<RoomChannelEvents> implements RoomChannel {
  readonly #connection: SocketIoConnection;
  readonly #room: string;
  readonly #release: () => void;
  readonly #lifetime = new AbortController();
  #admission: Admission | undefined;
  /** What came before `open()`, in its order; `undefined` once open. */
  #held: (() => void)[] | undefined = [];
  #early: RoomEvent[] = [];
  #order: EventOrder | undefined;
  /** The join that is under way or done; none while the connection is awaited. */
  #entering: Promise<unknown> | undefined;
  #lost = false;

  constructor(connection: SocketIoConnection, room: string, release: () => void) {
    super();
    this.#connection = connection;
    this.#room = room;
    this.#release = release;
    const options = { signal: this.#lifetime.signal };
    connection.on('happened', (event) => this.#receiveEvent(event), options);
    connection.on(
      'signalled',
      (delivery) => {
        if (delivery.room !== room) return;
        this.#deliver(() => this.emit('signal', { from: delivery.from, signal: delivery.signal }));
      },
      options,
    );
    connection.on('disconnect', ({ reason }) => this.#interrupt(reason), options);
    connection.on('connect', () => this.#restore(), options);
  }

  get admission(): Admission {
    if (this.#admission === undefined) throw new RtcError('room/not-joined', 'Not in the room yet.');
    return this.#admission;
  }

  async enter(request: JoinRequest): Promise<void> {
    this.#entering = this.#connection.request('room:join', request);
    const parsed = v.safeParse(AdmissionSchema, await this.#entering);
    if (!parsed.success) throw new RtcError('protocol/invalid', 'The service answered a join with something else.');
    this.#admission = parsed.output;
    this.#order = new EventOrder(parsed.output.sequence);
    for (const event of this.#early.splice(0)) this.#receiveEvent(event);
  }

  open(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const deliver of held) deliver();
  }

  async send(to: string, signal: PeerSignal): Promise<void> {
    await this.#connection.request('peer:signal', { room: this.#room, to, signal });
  }

  async leave(): Promise<void> {
    if (this.#lifetime.signal.aborted) return;
    this.#lifetime.abort();
    if (this.#entering !== undefined && !this.#lost) {
      const leaving = this.#entering.then(() => this.#connection.request('room:leave', { room: this.#room }));
      // A refusal means we are out already; without a connection the service notices by itself.
      await leaving.catch(() => undefined);
    }
    this.#release();
  }

  #receiveEvent(event: RoomEvent): void {
    if (event.room !== this.#room) return;
    if (this.#order === undefined) {
      this.#early.push(event);
      return;
    }
    for (const due of this.#order.take(event)) this.#deliver(() => this.emit('event', due));
  }

  #interrupt(reason: string): void {
    if (this.#admission === undefined) return;
    this.#lost = true;
    this.#deliver(() => this.emit('interrupted', { reason }));
  }

  #restore(): void {
    if (this.#lost) this.#deliver(() => this.emit('restored', null));
  }

  #deliver(deliver: () => void): void {
    if (this.#held === undefined) deliver();
    else this.#held.push(deliver);
  }
}
