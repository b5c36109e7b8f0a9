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
  users: number;
}

/** One socket per service and page, alive while a room uses it. */
const shared = new Map<string, Shared>();

function acquire(url: string): SocketIoConnection {
  const entry = shared.get(url) ?? { connection: new SocketIoConnection(url), users: 0 };
  entry.users += 1;
  shared.set(url, entry);
  return entry.connection;
}

function release(url: string): void {
  const entry = shared.get(url);
  if (entry === undefined) return;
  entry.users -= 1;
  if (entry.users > 0) return;
  shared.delete(url);
  entry.connection.close();
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
    const connection = acquire(url);
    const channel = new SocketIoRoomChannel(connection, request.room, () => release(url));
    try {
      await connection.ready(signal);
      await abortable(channel.enter(request), signal);
      return channel;
    } catch (error) {
      // Also takes back an admission that comes after we gave up.
      await channel.leave();
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
