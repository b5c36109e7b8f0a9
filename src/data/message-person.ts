import { MESSAGE_LANES, RtcError, type MessageLane } from '../protocol/index.js';
import type { AssemblyShare } from './assembly-budget.js';
import type { MessageLink } from './data-link.js';
import { encodeMessageFrame, type MessageFrame } from './message-frames.js';
import { MessageBudget, type MessageRate } from './message-budget.js';
import { MessageInbox } from './message-inbox.js';
import { NewestStates } from './newest-states.js';
import { MessageOutbox, type MessageWay } from './message-outbox.js';

/** How far the connection with a person is, as far as messages care: `none` when there shall be none. */
export type Reach = 'open' | 'pending' | 'failed' | 'none';

/** A direct way that is not there for this long is done without, if something waits. */
const RELAY_AFTER_MS = 4_000;

/** What went through the service and was not confirmed for this long is sent again. */
const REPEAT_AFTER_MS = 3_000;

/** What a well-meaning page never exceeds; each also stands for a message of 32 KiB. */
export const MESSAGE_RATES: Readonly<Record<MessageLane, MessageRate>> = {
  // A hundred lines a second are no conversation; a page that tells a long story has its two thousand at once.
  chat: { burst: 2_000, perSecond: 100 },
  // Pointers and strokes of a dozen boards at sixty a second each.
  messages: { burst: 5_000, perSecond: 2_000 },
};

/**
 * Frames that bring nothing new: confirmations, notes beyond the rate, and what is sent again after a connection has
 * ended, which is as much as was not confirmed.
 */
const IDLE_FRAMES: MessageRate = { burst: 20_000, perSecond: 1_000 };

/** Frames that are none, in all: one is a fault, so many are a purpose. */
const MAX_MALFORMED = 256;

export interface MessagePersonOptions {
  readonly budget: AssemblyShare;
  /** Through the service. Resolves when it is passed on; rejects only when the room is left. */
  readonly relay: (lane: MessageLane, frame: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly deliver: (lane: MessageLane, message: Uint8Array<ArrayBuffer>) => void;
  readonly noted: (payload: Uint8Array<ArrayBuffer>) => void;
  readonly flooded: () => void;
  /** Ends with the person's membership, or ours. */
  readonly signal: AbortSignal;
}

interface Lane {
  readonly outbox: MessageOutbox;
  readonly inbox: MessageInbox;
  /** How the newest frame came: what answers it goes the same way. */
  cameBy: object | undefined;
}

/** All that goes to and comes from one person: directly, or through the service where there is no direct way. */
export class MessagePerson {
  readonly #options: MessagePersonOptions;
  readonly #lanes: Readonly<Record<MessageLane, Lane>>;
  readonly #relay: object = {};
  #link: MessageLink | undefined;
  /** The link that has shown to be open. */
  #opened: MessageLink | undefined;
  #reach: Reach = 'pending';
  #isRelayDue = false;
  #relayTimer: ReturnType<typeof setTimeout> | undefined;
  /** Ends the use of the current way. */
  #using = new AbortController();
  #used: object | undefined;
  readonly #states: NewestStates;
  readonly #idle = new MessageBudget(IDLE_FRAMES);
  #malformed = 0;
  #isShut = false;

  constructor(options: MessagePersonOptions) {
    this.#options = options;
    this.#lanes = { chat: this.#lane('chat'), messages: this.#lane('messages') };
    const { signal } = options;
    this.#states = new NewestStates((frame) => this.#opened?.sendStateFrame(frame) ?? false, signal);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(this.#relayTimer);
        this.#using.abort();
        for (const lane of MESSAGE_LANES) this.#lanes[lane].outbox.end(signal.reason);
      },
      { once: true },
    );
    this.#awaitDirect();
  }

  /** There is a way now that does not need the service. */
  get isDirect(): boolean {
    return this.#used !== undefined && this.#used === this.#opened;
  }

  /** It does not keep to the rules: nothing is taken from it any more, and nothing sent to it. */
  get isShut(): boolean {
    return this.#isShut;
  }

  async send(lane: MessageLane, message: Uint8Array, signal?: AbortSignal): Promise<void> {
    if (this.#isShut) throw cutOff();
    return this.#lanes[lane].outbox.send(message, signal);
  }

  /** Sent once, if there is a direct way; not repeated and not confirmed. */
  note(lane: MessageLane, payload: Uint8Array<ArrayBuffer>): void {
    if (this.isDirect)
      this.#opened?.sendMessageFrame(lane, encodeMessageFrame({ kind: 'note', payload })).catch(() => undefined);
  }

  /** Sent at most once, and only while there is a direct way; the next of its topic takes its place if it still waits. */
  tell(topic: string, frame: Uint8Array<ArrayBuffer>): void {
    if (this.isDirect) this.#states.set(topic, frame);
  }

  /** A new connection; what was not confirmed goes over it once it is open. */
  connect(link: MessageLink): void {
    if (this.#isShut) {
      // It was cut off on another connection, and made this one.
      link.ignoreMessages();
      return;
    }
    this.#link = link;
    const opening = MESSAGE_LANES.map((lane) =>
      link.sendMessageFrame(lane, encodeMessageFrame(this.#lanes[lane].inbox.credit)),
    );
    Promise.all(opening).then(
      () => {
        if (this.#link !== link) return;
        this.#opened = link;
        this.#isRelayDue = this.#reach === 'failed';
        this.#choose();
      },
      // It never opened; the next one is told of too.
      () => undefined,
    );
    const ended = (): void => {
      for (const lane of MESSAGE_LANES) this.#lanes[lane].inbox.ended(link);
      if (this.#opened === link) this.#opened = undefined;
      this.#choose();
    };
    link.signal.addEventListener('abort', ended, { once: true, signal: this.#options.signal });
  }

  reach(reach: Reach): void {
    this.#reach = reach;
    this.#awaitDirect();
    this.#choose();
  }

  /** `link`: the connection it came over; none when it came through the service. */
  receive(lane: MessageLane, frame: MessageFrame, link: MessageLink | undefined): void {
    if (this.#isShut) return;
    const { outbox, inbox } = this.#lanes[lane];
    this.#lanes[lane].cameBy = link ?? this.#relay;
    // The other side has found no direct way, and sees that sooner than this one.
    if (link === undefined && !this.isDirect) {
      this.#isRelayDue = true;
      this.#choose();
    }
    switch (frame.kind) {
      case 'part':
        if (!inbox.take(frame, link ?? this.#relay)) this.#idled();
        return;
      case 'credit':
        this.#idled();
        return outbox.credited(frame);
      case 'refusal':
        this.#idled();
        return outbox.refused(frame);
      case 'note':
        // Dropped for want of a token, it is no offence yet: its sender is told of no credit for notes.
        if (inbox.note()) this.#options.noted(frame.payload);
        else this.#idled();
        return;
      default:
        frame satisfies never;
    }
  }

  /** What came was no frame. */
  malformed(): void {
    this.#malformed += 1;
    if (this.#malformed >= MAX_MALFORMED) this.#shut();
  }

  #idled(): void {
    if (!this.#idle.take(performance.now())) this.#shut();
  }

  #lane(lane: MessageLane): Lane {
    const rate = MESSAGE_RATES[lane];
    const { budget, deliver, signal } = this.#options;
    const inbox = new MessageInbox({
      rate,
      budget,
      deliver: (message) => deliver(lane, message),
      answer: (frame) => this.#answer(lane, encodeMessageFrame(frame)),
      flooded: () => this.#shut(),
      signal,
    });
    return { outbox: new MessageOutbox(rate.burst), inbox, cameBy: undefined };
  }

  /** A lost answer is given again to the next repetition. */
  #answer(lane: MessageLane, frame: Uint8Array<ArrayBuffer>): void {
    const link = this.#lanes[lane].cameBy === this.#relay ? undefined : this.#opened;
    const sent = link === undefined ? this.#options.relay(lane, frame) : link.sendMessageFrame(lane, frame);
    sent.catch(() => undefined);
  }

  #shut(): void {
    if (this.#isShut) return;
    this.#isShut = true;
    this.#link?.closeMessages();
    this.#opened = undefined;
    this.#use(undefined);
    // Whoever waits for it to have something would wait in vain.
    for (const lane of MESSAGE_LANES) this.#lanes[lane].outbox.end(cutOff());
    this.#options.flooded();
  }

  #awaitDirect(): void {
    clearTimeout(this.#relayTimer);
    this.#isRelayDue = this.#reach === 'failed';
    if (this.#reach !== 'pending') return;
    this.#relayTimer = setTimeout(() => {
      this.#isRelayDue = true;
      this.#choose();
    }, RELAY_AFTER_MS);
  }

  #choose(): void {
    if (this.#isShut || this.#options.signal.aborted) return;
    if (this.#opened !== undefined && !this.#isRelayDue) this.#use(this.#opened);
    else if (this.#isRelayDue && this.#reach !== 'none') this.#use(this.#relay);
    else this.#use(undefined);
  }

  #use(way: object | undefined): void {
    if (way === this.#used) return;
    this.#using.abort();
    this.#using = new AbortController();
    this.#used = way;
    this.#states.clear();
    for (const lane of MESSAGE_LANES) this.#lanes[lane].outbox.take(this.#wayFor(lane, way));
    if (way === this.#relay) this.#repeatLost(this.#using.signal);
  }

  /** The service may pass a frame on to a socket that has just gone. */
  #repeatLost(signal: AbortSignal): void {
    const timer = setInterval(() => {
      for (const lane of MESSAGE_LANES) this.#lanes[lane].outbox.repeat();
    }, REPEAT_AFTER_MS);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  #wayFor(lane: MessageLane, way: object | undefined): MessageWay | undefined {
    const { signal } = this.#using;
    if (way === this.#relay) return { send: (frame) => this.#options.relay(lane, frame), signal };
    const link = this.#opened;
    return link && way === link ? { send: (frame) => link.sendMessageFrame(lane, frame), signal } : undefined;
  }
}

function cutOff(): RtcError {
  return new RtcError('data/unreachable', 'This person sent more than it may, and was cut off.');
}
