import { abortable, delay } from '../base/abortable.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import {
  IceServersSchema,
  JoinAnswerSchema,
  ResumeAnswerSchema,
  RtcError,
  TicketAnswerSchema,
  type Admission,
  type AnswerTo,
  type ClientEvents,
  type EndReason,
  type ErrorCode,
  type IceServers,
  type JoinRequest,
  type PeerSignal,
  type RoomEvent,
} from '../protocol/index.js';
import { answered } from './answered.js';
import { EventOrder } from './event-order.js';
import { SignalOutbox } from './signal-outbox.js';
import type { RoomChannel, RoomChannelEvents, RoomRequests, TicketOptions, WaitingFor } from './signaling-client.js';
import type { SocketIoConnection } from './socket-io-connection.js';

/** A service that cannot resume us right now is asked again after this long. */
const RESUME_RETRY_MS = 500;

/** What keeps a resume from being decided; anything else is the service's word on the membership. */
const UNDECIDED: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'signaling/timeout',
  'protocol/busy',
  'protocol/internal',
  'room/unavailable',
]);

/** How a membership ended that the service will not resume; by default its time was up. */
const ENDED_BY: Partial<Record<ErrorCode, EndReason>> = {
  'room/closed': 'closed',
  'room/banned': 'banned',
  'room/replaced': 'replaced',
};

type Enter = { readonly signal: AbortSignal; readonly waiting: (waitingFor: WaitingFor) => void };

/** One membership over a shared socket: entered, kept over interruptions, left. */
export class SocketIoRoomChannel extends TypedEventTarget<RoomChannelEvents> implements RoomChannel {
  readonly #connection: SocketIoConnection;
  readonly #room: string;
  readonly #release: () => void;
  readonly #lifetime = new AbortController();
  readonly #outbox: SignalOutbox;
  #admission: Admission | undefined;
  #resumeToken = '';
  /** What came before `open()`, in its order; `undefined` once open. */
  #held: (() => void)[] | undefined = [];
  /** What came before it is known what it follows: the answer to a join or a resume says that. */
  #early: RoomEvent[] = [];
  #isLevel = false;
  #order: EventOrder | undefined;
  /** Requests without an answer yet. */
  readonly #asks = new Set<Promise<unknown>>();
  /** Which connection this is: a try to resume on an older one ends. */
  #run = 0;
  /** The newest join that was asked for; none while the connection is awaited. */
  #asked: Promise<unknown> | undefined;

  constructor(connection: SocketIoConnection, room: string, release: () => void) {
    super();
    this.#connection = connection;
    this.#room = room;
    this.#release = release;
    const { signal } = this.#lifetime;
    this.#outbox = new SignalOutbox({ send: (to, outgoing) => this.#pass(to, outgoing), signal });
    connection.on('room:happened', (events) => events.forEach((event) => this.#receiveEvent(event)), { signal });
    connection.on(
      'peer:signalled',
      (told) => {
        if (told.room === room) this.#deliver(() => this.emit('signal', { from: told.from, signal: told.signal }));
      },
      { signal },
    );
    connection.on(
      'peer:messaged',
      ({ room: where, ...relayed }) => {
        if (where === room) this.#deliver(() => this.emit('relayed', relayed));
      },
      { signal },
    );
    connection.on(
      'member:mute-requested',
      ({ room: where, ...request }) => {
        if (where === room) this.#deliver(() => this.emit('mute-requested', request));
      },
      { signal },
    );
    connection.on(
      'room:ended',
      ({ room: where, ...ending }) => {
        if (where === room && this.#admission !== undefined) this.#end(ending);
      },
      { signal },
    );
    connection.on('disconnect', () => this.#interrupt(), { signal });
    connection.on('connect', () => void this.#resume(), { signal });
  }

  get admission(): Admission {
    if (this.#admission === undefined) throw new RtcError('room/not-joined', 'Not in the room yet.');
    return this.#admission;
  }

  /** Resolves when it is let in. A wait goes on over interruptions, which the service takes as giving up. */
  async enter(request: JoinRequest, options: Enter): Promise<void> {
    const { signal } = options;
    let isWaiting = false;
    const waiting = (waitingFor: WaitingFor): void => {
      isWaiting = true;
      options.waiting(waitingFor);
    };
    await this.#connection.ready(signal);
    while (this.#admission === undefined) {
      try {
        await this.#enterOnce(request, { signal, waiting });
      } catch (error) {
        const isLost = error instanceof RtcError && error.code === 'signaling/unreachable';
        if (!isWaiting || !isLost) throw error;
        this.#asked = undefined;
        await this.#connection.connection(signal);
      }
    }
  }

  async #enterOnce(request: JoinRequest, { signal, waiting }: Enter): Promise<void> {
    const attempt = new AbortController();
    try {
      const decided = this.#decision(attempt.signal);
      this.#asked = this.#connection.request('room:join', request);
      const answer = answered(JoinAnswerSchema, await abortable(this.#asked, signal));
      if (answer.outcome === 'waiting') waiting(answer.for);
      this.#admit(answer.outcome === 'admitted' ? answer.admission : await abortable(decided, signal));
    } finally {
      attempt.abort();
    }
  }

  open(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const deliver of held) deliver();
  }

  async send(to: string, signal: PeerSignal): Promise<void> {
    await this.#outbox.send(to, signal);
  }

  async ask<E extends keyof RoomRequests>(event: E, request: RoomRequests[E]): Promise<void> {
    // TypeScript cannot put the generic halves together.
    await this.#request(event, { ...request, room: this.#room });
  }

  async ticket({ expiresInSeconds, signal }: TicketOptions): Promise<string> {
    const made = this.#request('room:ticket', { room: this.#room, expiresInSeconds });
    return answered(TicketAnswerSchema, await (signal ? abortable(made, signal) : made)).ticket;
  }

  async iceServers(): Promise<IceServers> {
    return answered(IceServersSchema, await this.#request('ice:renew', { room: this.#room }));
  }

  async leave(): Promise<void> {
    if (this.#lifetime.signal.aborted) return;
    this.#lifetime.abort();
    if (this.#asked !== undefined && this.#connection.connected) {
      // A join that was not answered may have been heard.
      const join = this.#asked.catch(() => undefined);
      const leaving = join.then(() => this.#connection.request('room:leave', { room: this.#room }));
      // A refusal means we are out already; without a connection the service notices by itself.
      await leaving.catch(() => undefined);
    }
    this.#release();
  }

  async #request<E extends keyof ClientEvents>(
    event: E,
    request: Parameters<ClientEvents[E]>[0],
  ): Promise<AnswerTo<E>> {
    if (this.#lifetime.signal.aborted) throw new RtcError('protocol/not-in-room', 'Not in the room any more.');
    const answer = this.#connection.request(event, request);
    this.#asks.add(answer);
    try {
      return await answer;
    } finally {
      this.#asks.delete(answer);
    }
  }

  /** The service's word on a join that waits. Rejects with its refusal, or when the connection is lost before it comes. */
  #decision(signal: AbortSignal): Promise<Admission> {
    const decision = new Promise<Admission>((resolve, reject) => {
      const options = { signal };
      this.#connection.on('room:admitted', (told) => told.room === this.#room && resolve(told.admission), options);
      this.#connection.on(
        'room:refused',
        ({ room, error }) => room === this.#room && reject(new RtcError(error.code, error.message)),
        options,
      );
      this.#connection.on('disconnect', () => reject(interrupted()), options);
    });
    // Whoever waits for it hears of a refusal there; a join that is answered at once never asks.
    decision.catch(() => undefined);
    return decision;
  }

  #admit(admission: Admission): void {
    this.#admission = admission;
    this.#resumeToken = admission.resumeToken;
    this.#order = new EventOrder(admission.snapshot.sequence);
    this.#level();
  }

  #level(): void {
    this.#isLevel = true;
    for (const event of this.#early.splice(0)) this.#receiveEvent(event);
  }

  #receiveEvent(event: RoomEvent): void {
    if (event.room !== this.#room) return;
    if (this.#order === undefined || !this.#isLevel) this.#early.push(event);
    else this.#deliverEvents(this.#order.take(event));
  }

  #deliverEvents(events: readonly RoomEvent[]): void {
    for (const event of events) this.#deliver(() => this.emit('event', event));
  }

  async #pass(to: string, signal: PeerSignal): Promise<void> {
    await this.#connection.request('peer:signal', { room: this.#room, to, signal });
  }

  #interrupt(): void {
    this.#outbox.pause();
    this.#isLevel = false;
    this.#early = [];
    if (this.#admission !== undefined) this.#deliver(() => this.emit('interrupted', null));
  }

  async #resume(): Promise<void> {
    const { signal } = this.#lifetime;
    const run = ++this.#run;
    while (this.#admission !== undefined && run === this.#run && this.#connection.connected && !signal.aborted) {
      try {
        await this.#resumeOnce(this.#admission.userId);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const code = error instanceof RtcError ? error.code : 'protocol/internal';
        // Lost again: the next connection resumes. The token stays good until a newer one was used.
        if (code === 'signaling/unreachable') return;
        if (!UNDECIDED.has(code)) {
          this.#end({ reason: ENDED_BY[code] ?? 'expired', by: null });
          return;
        }
        // Only the end of the membership rejects here, which the loop's condition sees.
        await delay(RESUME_RETRY_MS, signal).catch(() => undefined);
      }
    }
  }

  async #resumeOnce(userId: string): Promise<void> {
    const order = (this.#order ??= new EventOrder(0));
    const request = { room: this.#room, userId, resumeToken: this.#resumeToken, sequence: order.last };
    const answer = await this.#connection.request('room:resume', request);
    if (this.#lifetime.signal.aborted) return;
    const { resumeToken, missed, snapshot } = answered(ResumeAnswerSchema, answer);
    this.#resumeToken = resumeToken;
    for (const event of missed ?? []) this.#deliverEvents(order.take(event));
    if (snapshot !== null) order.restart(snapshot.sequence);
    this.#deliver(() => this.emit('resumed', { snapshot: snapshot ?? undefined }));
    this.#level();
    this.#outbox.resume();
  }

  #end(ending: RoomChannelEvents['ended']): void {
    this.#deliver(() => {
      if (this.#lifetime.signal.aborted) return;
      this.#lifetime.abort();
      // Who closes the room is told of its end before the answer to the request.
      void Promise.allSettled(this.#asks).then(this.#release);
      this.emit('ended', ending);
    });
  }

  #deliver(deliver: () => void): void {
    if (this.#held === undefined) deliver();
    else this.#held.push(deliver);
  }
}

function interrupted(): RtcError {
  return new RtcError('signaling/unreachable', 'The line to the service was lost.');
}
