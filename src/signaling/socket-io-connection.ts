import { io, type Socket } from 'socket.io-client';
import * as v from 'valibot';
import { abortable } from '../base/abortable.js';
import { BackOff } from '../base/back-off.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import {
  AdmittedSchema,
  CallEndedSchema,
  CallRangSchema,
  EndedSchema,
  MuteRequestedSchema,
  RefusedSchema,
  RelayedMessageSchema,
  RoomEventSchema,
  RoomsChangedSchema,
  RtcError,
  SignalDeliverySchema,
  type Acknowledgement,
  type AnswerTo,
  type ClientEvents,
  type ServerEvents,
} from '../protocol/index.js';
import type { VisitorIdentity } from './visitor-identity.js';

/** How long an answer of the service may take; longer than a slow mobile link, shorter than a visitor's patience. */
const ANSWER_TIMEOUT_MS = 10_000;

/** What the service tells, by its name on the wire. Anything that does not fit its schema is dropped. */
const TOLD = {
  'room:happened': v.array(RoomEventSchema),
  'room:admitted': AdmittedSchema,
  'room:refused': RefusedSchema,
  'room:ended': EndedSchema,
  'member:mute-requested': MuteRequestedSchema,
  'rooms:changed': RoomsChangedSchema,
  'call:rang': CallRangSchema,
  'call:ended': CallEndedSchema,
  'peer:signalled': SignalDeliverySchema,
  'peer:messaged': RelayedMessageSchema,
} as const satisfies Partial<Record<keyof ServerEvents, v.GenericSchema>>;

type Told = { [E in keyof typeof TOLD]: v.InferOutput<(typeof TOLD)[E]> };

interface ConnectionEvents extends Told {
  connect: null;
  disconnect: null;
}

/** One socket to one service, shared by all that this page does there. Comes back by itself until it is closed. */
export class SocketIoConnection extends TypedEventTarget<ConnectionEvents> {
  readonly #socket: Socket<ServerEvents, ClientEvents>;
  readonly #identity: VisitorIdentity;
  readonly #lifetime = new AbortController();

  constructor(url: string, identity: VisitorIdentity) {
    super();
    this.#identity = identity;
    this.#socket = io(url, {
      transports: ['websocket'],
      // Sharing is our own: by URL, counted.
      forceNew: true,
      // So is coming back: socket.io neither tries at once nor when the network returns.
      reconnection: false,
      timeout: ANSWER_TIMEOUT_MS,
      auth: (show) => void identity.show().then(show),
    });
    const { signal } = this.#lifetime;
    const backOff = new BackOff({ task: () => this.#socket.connect(), signal });
    this.#socket.on('connect', () => {
      backOff.succeeded();
      this.emit('connect', null);
    });
    this.#socket.on('connect_error', () => backOff.failed());
    this.#socket.on('disconnect', (reason) => {
      // What was said on a line that was dead already, after a sleep say, is kept by socket.io and would go out on the next
      // one before we are a member there; whoever said it hears of the loss and says it again in its turn.
      this.#socket.sendBuffer = [];
      this.emit('disconnect', null);
      // Our own doing: the page is going away, or nobody needs the socket any more.
      if (reason !== 'io client disconnect') backOff.failed();
    });
    for (const event of Object.keys(TOLD) as (keyof Told)[]) this.#tell(event);
    this.#followPage(backOff, signal);
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  close(): void {
    this.#lifetime.abort();
    this.#socket.disconnect();
  }

  /** Resolves once there is a connection, however long that takes. Rejects with the signal's reason. */
  connection(signal: AbortSignal): Promise<void> {
    const connected = this.#socket.connected
      ? Promise.resolve()
      : new Promise<void>((resolve) => this.on('connect', () => resolve(), { once: true, signal }));
    return abortable(connected, signal);
  }

  /** As `connection`, but rejects with `signaling/unreachable` when it takes too long. */
  async ready(signal: AbortSignal): Promise<void> {
    const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    try {
      await this.connection(AbortSignal.any([signal, timeout]));
    } catch (error) {
      signal.throwIfAborted();
      throw timeout.aborted ? unreachable() : error;
    }
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
    const { visitor } = acknowledgement;
    if (typeof visitor === 'string') this.#identity.issued(visitor);
    if (acknowledgement.ok) return acknowledgement.value;
    const { code, message } = acknowledgement.error;
    throw new RtcError(code, message);
  }

  #tell<E extends keyof Told>(event: E): void {
    // The same generic name as above: what is emitted is what the schema under this name gave.
    const listen = this.#socket.on.bind(this.#socket) as (event: string, listener: (told: unknown) => void) => void;
    listen(event, (told) => {
      const parsed = v.safeParse(TOLD[event], told);
      if (parsed.success) this.emit(event, parsed.output as ConnectionEvents[E]);
    });
  }

  #followPage(backOff: BackOff, signal: AbortSignal): void {
    const { window, document } = globalThis;
    window.addEventListener('online', () => backOff.now(), { signal });
    document.addEventListener(
      'visibilitychange',
      () => {
        if (document.visibilityState === 'visible') backOff.now();
      },
      { signal },
    );
    // Said aloud, a page that goes away is gone for the others at once; a socket that only breaks is waited for.
    window.addEventListener('pagehide', () => this.#socket.disconnect(), { signal });
    // Back from the browser's page cache.
    window.addEventListener(
      'pageshow',
      ({ persisted }) => {
        if (persisted) this.#socket.connect();
      },
      { signal },
    );
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
