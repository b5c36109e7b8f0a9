import { io, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import { TypedEventTarget } from '../base/typed-event-target.js';
import {
  RoomEventSchema,
  RtcError,
  SignalDeliverySchema,
  type Acknowledgement,
  type AnswerTo,
  type ClientEvents,
  type RoomEvent,
  type ServerEvents,
  type SignalDelivery,
} from '../protocol/index.js';

/** How long an answer of the service may take; longer than a slow mobile link, shorter than a visitor's patience. */
const ANSWER_TIMEOUT_MS = 10_000;

interface ConnectionEvents {
  connect: null;
  disconnect: { readonly reason: string };
  happened: RoomEvent;
  signalled: SignalDelivery;
}

/** One socket to one service, shared by all rooms of the page that use this service. */
export class SocketIoConnection extends TypedEventTarget<ConnectionEvents> {
  readonly #socket: Socket<ServerEvents, ClientEvents>;

  constructor(url: string) {
    super();
    this.#socket = io(url, {
      transports: ['websocket'],
      // Sharing is our own: by URL, counted.
      forceNew: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 5_000,
      timeout: ANSWER_TIMEOUT_MS,
    });
    this.#socket.on('connect', () => this.emit('connect', null));
    this.#socket.on('disconnect', (reason) => {
      this.emit('disconnect', { reason });
      // The service ended the connection (a restart, a closed socket): socket.io waits to be told to try again.
      if (reason === 'io server disconnect') this.#socket.connect();
    });
    this.#socket.on('room:happened', (received: unknown) => {
      const parsed = v.safeParse(RoomEventSchema, received);
      if (parsed.success) this.emit('happened', parsed.output);
    });
    this.#socket.on('peer:signalled', (received: unknown) => {
      const parsed = v.safeParse(SignalDeliverySchema, received);
      if (parsed.success) this.emit('signalled', parsed.output);
    });
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  close(): void {
    this.#socket.disconnect();
  }

  /** Resolves once there is a connection. Rejects with `signaling/unreachable` in time, or the signal's reason. */
  ready(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#socket.connected) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settled = new AbortController();
      const fail = (error: unknown): void => {
        settled.abort();
        reject(error);
      };
      const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
      timeout.addEventListener('abort', () => fail(unreachable()), { signal: settled.signal });
      signal.addEventListener('abort', () => fail(signal.reason), { signal: settled.signal });
      this.on(
        'connect',
        () => {
          settled.abort();
          resolve();
        },
        { signal: settled.signal },
      );
    });
  }

  /**
   * Asks the service and resolves with its answer. Rejects with the service's refusal, `signaling/unreachable`
   * without a connection (what is said now would be out of date by the next one), `signaling/timeout` when no answer
   * comes.
   */
  async request<E extends keyof ClientEvents>(event: E, request: Parameters<ClientEvents[E]>[0]): Promise<AnswerTo<E>> {
    if (!this.#socket.connected) throw unreachable();
    const acknowledgement = await new Promise<Acknowledgement<AnswerTo<E>>>((resolve, reject) => {
      const socket = this.#socket.timeout(ANSWER_TIMEOUT_MS);
      // socket.io's types cannot follow a generic event name; the event map guarantees the shapes.
      const emit = socket.emit.bind(socket) as (
        event: string,
        request: unknown,
        acknowledge: (timeout: Error | null, answer: Acknowledgement<AnswerTo<E>>) => void,
      ) => void;
      emit(event, request, (timeout, answer) => {
        if (timeout === null) resolve(answer);
        else reject(this.#socket.connected ? silent(timeout) : unreachable(timeout));
      });
    });
    if (acknowledgement.ok) return acknowledgement.value;
    const { code, message } = acknowledgement.error;
    throw new RtcError(code, message);
  }
}

function silent(cause: unknown): RtcError {
  return new RtcError('signaling/timeout', 'The signaling service did not answer in time.', { cause });
}

function unreachable(cause?: unknown): RtcError {
  return new RtcError('signaling/unreachable', 'The signaling service cannot be reached.', {
    cause,
    hint: 'Is it running at the address in the server attribute, and does RTC_ALLOWED_ORIGINS name this page?',
  });
}
