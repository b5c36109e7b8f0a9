import { MAX_MESSAGE_FRAME_BYTES, RtcError } from '../protocol/index.js';
import { encodeMessageFrame, MESSAGE_FRAME_HEAD_BYTES, type MessageFrame } from './message-frames.js';

/** What waits for one person in one lane; above it, `send` rejects. */
const MAX_WAITING_BYTES = 268_435_456;
const MAX_WAITING = 50_000;

/**
 * How long nothing may move before what waits counts as lost. Longer than a membership waits for its socket (30 s), so
 * that whoever comes back gets everything.
 */
const STALL_MS = 45_000;

const PAYLOAD_BYTES = MAX_MESSAGE_FRAME_BYTES - MESSAGE_FRAME_HEAD_BYTES;

/** A way to one person: in order, but it may end at any time. */
export interface MessageWay {
  /** Resolves when the next frame is welcome; rejects when the way has ended. */
  readonly send: (frame: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly sequence: number;
  bytes: Uint8Array;
  /** Ends what listens for its being taken back: the page's signal may outlive it, and must not keep its bytes. */
  readonly settled: AbortController;
  readonly received: () => void;
  readonly lost: (error: unknown) => void;
}

/**
 * What one person still has to get in one lane. Everything is kept until it is confirmed and sent again, in order, when
 * there is another way; the receiver knows repetitions by their number.
 */
export class MessageOutbox {
  /** In order; the first one is the oldest that is not confirmed. */
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #newest = 0;
  /** Up to here may be sent. */
  #limit: number;
  /** What goes next: this message, from this byte. */
  #sequence = 1;
  #offsetBytes = 0;
  #way: MessageWay | undefined;
  /** The way whose loop runs. */
  #sending: MessageWay | undefined;
  #moves = 0;
  #movesBefore = 0;
  #stall: ReturnType<typeof setTimeout> | undefined;

  /** `credit`: how many may be sent before the receiver has said anything. */
  constructor(credit: number) {
    this.#limit = credit;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /**
   * Resolves when the receiver has it. Rejects with `data/backlog`, `data/unreachable`, `data/too-large` when the
   * receiver refuses it, or the signal's reason; then it is not delivered, or was already.
   */
  send(bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#waiting.length >= MAX_WAITING || this.#waitingBytes + bytes.byteLength > MAX_WAITING_BYTES) {
      throw new RtcError('data/backlog', 'Too many messages wait to be sent to this person.', {
        hint: 'Wait for the promises of send().',
      });
    }
    const sent = new Promise<void>((received, lost) => {
      this.#newest += 1;
      const settled = new AbortController();
      const waiting = { sequence: this.#newest, bytes, settled, received, lost };
      this.#waiting.push(waiting);
      this.#waitingBytes += bytes.byteLength;
      signal?.addEventListener('abort', () => this.#takeBack(waiting, signal.reason), { signal: settled.signal });
    });
    if (this.#stall === undefined) this.#moved();
    void this.#run();
    return sent;
  }

  /** From now on this way, beginning with the oldest that is not confirmed. */
  take(way: MessageWay | undefined): void {
    this.#way = way;
    this.#rewind();
    void this.#run();
  }

  /** Sends again what was sent, if nothing has moved since the last call. For ways that may lose something. */
  repeat(): void {
    const isMoving = this.#moves !== this.#movesBefore;
    this.#movesBefore = this.#moves;
    if (isMoving || this.isEmpty || this.#pending !== undefined) return;
    this.#rewind();
    void this.#run();
  }

  /** The receiver's word on what it has and what it will take. */
  credited({ received, limit }: Extract<MessageFrame, { kind: 'credit' }>): void {
    if (received > this.#newest) return;
    while (this.#waiting[0] !== undefined && this.#waiting[0].sequence <= received) this.#settle()?.received();
    this.#limit = Math.max(this.#limit, limit);
    if (this.#sequence <= received) this.#rewind();
    this.#moved();
    void this.#run();
  }

  refused({ sequence }: Extract<MessageFrame, { kind: 'refusal' }>): void {
    const waiting = this.#waiting.find((candidate) => candidate.sequence === sequence);
    if (waiting !== undefined) {
      this.#takeBack(waiting, new RtcError('data/too-large', 'The receiver has no room for this message now.'));
    }
  }

  /** Whatever waits is lost. */
  end(reason: unknown): void {
    this.#way = undefined;
    clearTimeout(this.#stall);
    for (let waiting = this.#settle(); waiting !== undefined; waiting = this.#settle()) waiting.lost(reason);
  }

  #settle(): Waiting | undefined {
    const waiting = this.#waiting.shift();
    this.#waitingBytes -= waiting?.bytes.byteLength ?? 0;
    waiting?.settled.abort();
    return waiting;
  }

  /** Its number stays, empty: the receiver counts without gaps. */
  #takeBack(waiting: Waiting, reason: unknown): void {
    waiting.lost(reason);
    waiting.settled.abort();
    if (!this.#waiting.includes(waiting)) return;
    this.#waitingBytes -= waiting.bytes.byteLength;
    waiting.bytes = new Uint8Array();
    // The rest of what was begun never comes, so it is begun anew.
    if (this.#sequence === waiting.sequence) this.#offsetBytes = 0;
  }

  #rewind(): void {
    this.#sequence = this.#waiting[0]?.sequence ?? this.#newest + 1;
    this.#offsetBytes = 0;
  }

  /** One loop for each way: one that hangs in a dead way does not keep the next from being used. */
  async #run(): Promise<void> {
    const way = this.#way;
    if (way === undefined || this.#sending === way) return;
    this.#sending = way;
    try {
      for (let frame = this.#next(way); frame !== undefined; frame = this.#next(way)) {
        await way.send(frame);
        this.#moved();
      }
    } catch {
      // The way has ended, and whoever gave it gives another one.
    } finally {
      if (this.#sending === way) this.#sending = undefined;
    }
  }

  get #pending(): Waiting | undefined {
    const waiting = this.#waiting[this.#sequence - (this.#waiting[0]?.sequence ?? 0)];
    return waiting !== undefined && waiting.sequence <= this.#limit ? waiting : undefined;
  }

  /** Takes the next part off what waits. */
  #next(way: MessageWay): Uint8Array<ArrayBuffer> | undefined {
    const waiting = this.#pending;
    if (waiting === undefined || way !== this.#way || way.signal.aborted) return undefined;
    const offsetBytes = this.#offsetBytes;
    const payload = new Uint8Array(waiting.bytes.subarray(offsetBytes, offsetBytes + PAYLOAD_BYTES));
    const isLast = offsetBytes + payload.byteLength >= waiting.bytes.byteLength;
    this.#sequence += isLast ? 1 : 0;
    this.#offsetBytes = isLast ? 0 : offsetBytes + payload.byteLength;
    return encodeMessageFrame({ kind: 'part', sequence: waiting.sequence, offsetBytes, isLast, payload });
  }

  #moved(): void {
    this.#moves += 1;
    clearTimeout(this.#stall);
    this.#stall = undefined;
    if (this.#waiting.length === 0) return;
    this.#stall = setTimeout(() => {
      this.#stall = undefined;
      const lost = new RtcError('data/unreachable', 'The message was not confirmed.');
      for (const waiting of [...this.#waiting]) this.#takeBack(waiting, lost);
    }, STALL_MS);
  }
}
