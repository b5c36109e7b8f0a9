import { abortable } from '../base/abortable.js';
import { randomId } from '../base/random-id.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import { isJson, MAX_MESSAGE_BYTES, RtcError, utf8Bytes, type Json, type PeerMessageOf } from '../protocol/index.js';
import type { DataLink } from './data-link.js';

/** How long a person may take to confirm a message before it counts as lost. */
const RECEIPT_TIMEOUT_MS = 30_000;

/** Message ids remembered per sender, to recognise a repeated one. */
const REMEMBERED_IDS = 1_000;

export interface OutgoingMessage {
  readonly id: string;
  readonly data: Json;
  readonly topic: string | undefined;
  /** Whether it is for these people only, and not for the room. */
  readonly direct: boolean;
  readonly sentAt: number;
}

export interface IncomingMessage extends OutgoingMessage {
  readonly from: string;
}

interface MessagesEvents {
  received: IncomingMessage;
}

/** Text and JSON between the people of a room: in order per sender, confirmed by each receiver, delivered once. */
export class Messages extends TypedEventTarget<MessagesEvents> {
  readonly #signal: AbortSignal;
  /** Waiting for a receipt, by receiver and message. */
  readonly #receipts = new Map<string, () => void>();
  readonly #seen = new Map<string, Set<string>>();

  constructor(signal: AbortSignal) {
    super();
    this.#signal = signal;
  }

  /** What will be sent. Throws `data/invalid` for what is not JSON and `data/too-large` above 64,000 bytes of it. */
  compose(
    content: unknown,
    options: { readonly topic?: string | undefined; readonly direct: boolean },
  ): OutgoingMessage {
    if (!isJson(content)) throw new RtcError('data/invalid', 'Only text and JSON can be sent as a message.');
    if (utf8Bytes(JSON.stringify(content)) > MAX_MESSAGE_BYTES) {
      throw new RtcError('data/too-large', `A message holds at most ${MAX_MESSAGE_BYTES} bytes.`, {
        hint: 'Send it as a file.',
      });
    }
    return { id: randomId(), data: content, topic: options.topic, direct: options.direct, sentAt: Date.now() };
  }

  /** Resolves when everybody behind `links` has it. Rejects with `data/unreachable` when somebody has not. */
  async send(message: OutgoingMessage, links: readonly DataLink[]): Promise<void> {
    const outcomes = await Promise.allSettled(links.map((link) => this.#sendTo(link, message)));
    this.#signal.throwIfAborted();
    const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    if (lost.length === 0) return;
    throw new RtcError('data/unreachable', `The message did not reach ${lost.length} of ${links.length} people.`, {
      cause: lost[0],
    });
  }

  /** Takes what came from `link`. */
  receive(link: DataLink, message: PeerMessageOf<'message:send' | 'message:received'>): void {
    if (message.type === 'message:received') {
      this.#receipts.get(receiptKey(link.userId, message.id))?.();
      return;
    }
    // Confirmed even when it is a repetition: the first receipt may be what was lost.
    link.send({ type: 'message:received', id: message.id }).catch(() => undefined);
    if (!this.#isNew(link.userId, message.id)) return;
    const { id, data, topic, direct, sentAt } = message;
    this.emit('received', { id, data, topic, direct, sentAt, from: link.userId });
  }

  async #sendTo(link: DataLink, message: OutgoingMessage): Promise<void> {
    const key = receiptKey(link.userId, message.id);
    const signal = AbortSignal.any([link.signal, this.#signal, AbortSignal.timeout(RECEIPT_TIMEOUT_MS)]);
    const received = new Promise<void>((resolve) => this.#receipts.set(key, resolve));
    try {
      const { id, data, topic, direct, sentAt } = message;
      const sending = link.send({
        type: 'message:send',
        id,
        direct,
        data,
        sentAt,
        ...(topic === undefined ? {} : { topic }),
      });
      await abortable(sending, signal);
      await abortable(received, signal);
    } finally {
      this.#receipts.delete(key);
    }
  }

  #isNew(from: string, id: string): boolean {
    const seen = this.#seen.get(from) ?? new Set();
    this.#seen.set(from, seen);
    if (seen.has(id)) return false;
    seen.add(id);
    const [oldest] = seen;
    if (seen.size > REMEMBERED_IDS && oldest !== undefined) seen.delete(oldest);
    return true;
  }
}

function receiptKey(userId: string, id: string): string {
  return `${userId} ${id}`;
}
