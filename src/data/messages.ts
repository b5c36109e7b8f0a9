import { TypedEventTarget } from '../base/typed-event-target.js';
import {
  MAX_MESSAGE_BYTES,
  MAX_MESSAGE_FRAME_BYTES,
  RtcError,
  type MessageHeader,
  type MessageLane,
} from '../protocol/index.js';
import { AssemblyBudget } from './assembly-budget.js';
import type { MessageLink } from './data-link.js';
import { decodeMessageFrame, encodeMessageFrame } from './message-frames.js';
import { packMessage, unpackMessage } from './message-packing.js';
import { MessagePerson, type Reach } from './message-person.js';

/** Of messages that are not complete, from everybody together: four of the largest. */
const ASSEMBLY_BYTES = 268_435_456;

/** Of these, for one person: the largest, and beside it a line that is long for a line. */
const SHARE_BYTES = MAX_MESSAGE_BYTES + 4_194_304;

const NO_MESSAGE = 'A peer sent what is no message.';

export interface ReceivedMessage {
  readonly from: string;
  readonly header: MessageHeader;
  readonly body: Uint8Array<ArrayBuffer>;
}

interface MessagesEvents {
  /** Each message once, in the order its sender sent it in its lane. */
  received: ReceivedMessage;
  /** Somebody sent what is no message, or more than it may. */
  error: { readonly from: string; readonly error: RtcError };
}

export interface MessagesOptions {
  /** Passes a frame on through the service. Resolves when that is done; rejects only when the membership is over. */
  readonly relay: (to: string, lane: MessageLane, frame: Uint8Array<ArrayBuffer>) => Promise<void>;
  /** Ends with the membership: people are known by its ids. */
  readonly signal: AbortSignal;
}

interface Known {
  readonly person: MessagePerson;
  readonly lifetime: AbortController;
  /** Of what it was complained: once each, because who sends a million of them wants a million complaints. */
  readonly told: Set<string>;
}

/**
 * Messages between the people of a room: of any length up to 64 MiB, in order per sender and lane, each once, over
 * connections that come and go and through the service where there is none.
 */
export class Messages extends TypedEventTarget<MessagesEvents> {
  readonly #options: MessagesOptions;
  readonly #budget = new AssemblyBudget(ASSEMBLY_BYTES, SHARE_BYTES);
  readonly #people = new Map<string, Known>();

  constructor(options: MessagesOptions) {
    super();
    this.#options = options;
  }

  /**
   * Resolves when everybody of `to` has it. Rejects with `data/unreachable` when somebody has not, `data/backlog`,
   * `data/too-large`, or the signal's reason.
   */
  async send(
    lane: MessageLane,
    message: { readonly header: MessageHeader; readonly body?: Uint8Array },
    to: readonly string[],
    signal?: AbortSignal,
  ): Promise<void> {
    const packed = packMessage(message.header, message.body);
    const outcomes = await Promise.allSettled(
      to.map(async (userId) => this.#person(userId).send(lane, packed, signal)),
    );
    this.#options.signal.throwIfAborted();
    signal?.throwIfAborted();
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    if (lost.length === 0) return;
    const [cause] = lost;
    if (cause instanceof RtcError && cause.code !== 'data/unreachable' && lost.length === to.length) throw cause;
    throw new RtcError('data/unreachable', `The message did not reach ${lost.length} of ${to.length} people.`, {
      cause,
    });
  }

  /** At most once, to those with a direct connection: for what is stale by the time it could be repeated. */
  note(lane: MessageLane, header: MessageHeader, to: readonly string[]): void {
    const packed = packMessage(header);
    for (const userId of to) this.#people.get(userId)?.person.note(lane, packed);
  }

  /**
   * The newest of its topic for those with a direct connection, at most once and perhaps never. Throws `data/too-large` for
   * what is more than a frame.
   */
  tell(
    topic: string,
    message: { readonly header: MessageHeader; readonly body: Uint8Array },
    to: readonly string[],
  ): void {
    const frame = encodeMessageFrame({ kind: 'note', payload: packMessage(message.header, message.body) });
    if (frame.byteLength > MAX_MESSAGE_FRAME_BYTES) {
      throw new RtcError(
        'data/too-large',
        `A lossy message holds at most ${MAX_MESSAGE_FRAME_BYTES} bytes, with its topic.`,
        {
          hint: 'Send it without `lossy`.',
        },
      );
    }
    for (const userId of to) this.#people.get(userId)?.person.tell(topic, frame);
  }

  connect(link: MessageLink): void {
    this.#person(link.userId).connect(link);
  }

  reach(userId: string, reach: Reach): void {
    this.#person(userId).reach(reach);
  }

  /** `link`: the connection it came over; none when it came through the service. */
  receive(from: string, lane: MessageLane, bytes: Uint8Array<ArrayBuffer>, link: MessageLink | undefined): void {
    if (this.isCutOff(from)) return;
    const frame = decodeMessageFrame(bytes);
    if (frame !== undefined) this.#person(from).receive(lane, frame, link);
    else {
      this.unreadable(from);
      this.#person(from).malformed();
    }
  }

  /** Whether this person has sent more than it may, so that nothing goes to it any more. */
  isCutOff(userId: string): boolean {
    return this.#people.get(userId)?.person.isShut ?? false;
  }

  /** A message whose content is not what its header says. */
  unreadable(from: string): void {
    this.#complain(from, 'data/invalid', NO_MESSAGE);
  }

  /** Has left for good: what was not confirmed is lost. */
  forget(userId: string): void {
    const known = this.#people.get(userId);
    this.#people.delete(userId);
    known?.lifetime.abort(new RtcError('data/unreachable', 'This person has left.'));
  }

  #person(userId: string): MessagePerson {
    return this.#known(userId).person;
  }

  #known(userId: string): Known {
    const known = this.#people.get(userId);
    if (known !== undefined) return known;
    const lifetime = new AbortController();
    const person = new MessagePerson({
      budget: this.#budget.share(),
      relay: (lane, frame) => this.#options.relay(userId, lane, frame),
      deliver: (_lane, message) => this.#deliver(userId, message),
      noted: (payload) => this.#deliver(userId, payload),
      flooded: () => this.#complain(userId, 'data/flooded', 'A peer sent more messages than it may.'),
      signal: AbortSignal.any([this.#options.signal, lifetime.signal]),
    });
    const added: Known = { person, lifetime, told: new Set() };
    this.#people.set(userId, added);
    return added;
  }

  #deliver(from: string, packed: Uint8Array<ArrayBuffer>): void {
    const message = unpackMessage(packed);
    if (message === undefined) this.unreadable(from);
    else this.emit('received', { from, ...message });
  }

  #complain(from: string, code: 'data/invalid' | 'data/flooded', text: string): void {
    const { told } = this.#known(from);
    if (told.has(code)) return;
    told.add(code);
    this.emit('error', { from, error: new RtcError(code, text, { severity: 'info' }) });
  }
}
