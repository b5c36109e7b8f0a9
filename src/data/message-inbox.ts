import { coalesce } from '../base/coalesce.js';
import { MAX_MESSAGE_BYTES, MAX_MESSAGE_FRAME_BYTES } from '../protocol/index.js';
import type { AssemblyShare } from './assembly-budget.js';
import type { MessageRate } from './message-budget.js';
import type { MessageFrame } from './message-frames.js';

type Part = Extract<MessageFrame, { kind: 'part' }>;

export interface MessageInboxOptions {
  /** How many messages of one person in this lane are taken. */
  readonly rate: MessageRate;
  readonly budget: AssemblyShare;
  /** A whole message, once. */
  readonly deliver: (message: Uint8Array<ArrayBuffer>) => void;
  readonly answer: (frame: Extract<MessageFrame, { kind: 'credit' | 'refusal' }>) => void;
  /** The sender went on beyond its credit. */
  readonly flooded: () => void;
  readonly signal: AbortSignal;
}

interface Assembly {
  readonly sequence: number;
  readonly parts: Uint8Array<ArrayBuffer>[];
  bytes: number;
}

/** A burst is confirmed in one go; a single message at once. */
const CONFIRM_INTERVAL_MS = 20;
/** While a sender has little credit it hears of every bit that is added. */
const REFILL_INTERVAL_MS = 200;

/** What one person sends in one lane: put together, once each, in the order of its numbers, and no faster than `rate`. */
export class MessageInbox {
  readonly #options: MessageInboxOptions;
  readonly #confirm: () => void;
  /** Of each way, because what is under way on the last one may still come while the next one begins anew. */
  readonly #assemblies = new Map<object, Assembly>();
  #received = 0;
  /** The highest number the sender was told it may send. */
  #limit: number;
  #tokens: number;
  #filledAt = performance.now();
  #refill: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MessageInboxOptions) {
    this.#options = options;
    this.#tokens = options.rate.burst;
    this.#limit = options.rate.burst;
    this.#confirm = coalesce(() => this.#answer(), CONFIRM_INTERVAL_MS, options.signal);
    options.signal.addEventListener(
      'abort',
      () => {
        clearTimeout(this.#refill);
        this.#clear();
      },
      { once: true },
    );
  }

  /** What the sender may know by now; also the first thing it hears on a new way. */
  get credit(): Extract<MessageFrame, { kind: 'credit' }> {
    this.#fill();
    this.#limit = Math.max(this.#limit, this.#received + Math.floor(Math.max(0, this.#tokens)));
    return { kind: 'credit', received: this.#received, limit: this.#limit };
  }

  /** `way`: whatever stands for the way it came. False when it brought nothing that was not there. */
  take(part: Part, way: object): boolean {
    if (part.sequence > this.#limit) {
      this.#options.flooded();
      return true;
    }
    if (part.sequence !== this.#received + 1) {
      // A repetition, or the sender believes us further than we are: in either case it needs to hear where we are.
      this.#confirm();
      return false;
    }
    const { payload } = part;
    if (payload.byteLength === 0) this.#complete(undefined);
    // What is whole waits for nothing, so it is taken however much does.
    else if (part.isLast && part.offsetBytes === 0) {
      this.#complete({ sequence: part.sequence, parts: [payload], bytes: payload.byteLength });
    } else return this.#add(part, way);
    return true;
  }

  /** What costs a token without being numbered. False when there is none. */
  note(): boolean {
    this.#fill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Nothing more comes this way. */
  ended(way: object): void {
    const assembly = this.#assemblies.get(way);
    this.#assemblies.delete(way);
    this.#options.budget.giveBack(assembly?.bytes ?? 0);
  }

  #add({ sequence, offsetBytes, isLast, payload }: Part, way: object): boolean {
    let assembly = this.#assemblies.get(way);
    if (assembly?.sequence !== sequence) {
      this.ended(way);
      assembly = { sequence, parts: [], bytes: 0 };
      this.#assemblies.set(way, assembly);
    }
    // A way that was taken up again repeats what it had sent; a gap is closed by the next repetition.
    if (offsetBytes !== assembly.bytes) return false;
    const isTooLarge = assembly.bytes + payload.byteLength > MAX_MESSAGE_BYTES + MAX_MESSAGE_FRAME_BYTES * 2;
    if (isTooLarge || !this.#hasRoom(payload.byteLength, way)) {
      // Before it is counted as received: a confirmation would tell the sender that it is there.
      this.#options.answer({ kind: 'refusal', sequence });
      this.#complete(undefined);
      return true;
    }
    assembly.parts.push(payload);
    assembly.bytes += payload.byteLength;
    if (isLast) this.#complete(assembly);
    return true;
  }

  /** Where there is too little, what came before on another way gives way: its sender has begun anew on this one. */
  #hasRoom(bytes: number, way: object): boolean {
    const { budget } = this.#options;
    if (budget.take(bytes)) return true;
    const others = [...this.#assemblies.keys()].filter((other) => other !== way);
    for (const other of others) this.ended(other);
    return others.length > 0 && budget.take(bytes);
  }

  #complete(assembly: Assembly | undefined): void {
    this.#clear();
    this.#received += 1;
    this.#fill();
    this.#tokens -= 1 + Math.floor((assembly?.bytes ?? 0) / MAX_MESSAGE_FRAME_BYTES);
    if (assembly !== undefined) this.#options.deliver(joined(assembly));
    this.#confirm();
  }

  #clear(): void {
    for (const way of [...this.#assemblies.keys()]) this.ended(way);
  }

  #answer(): void {
    const { credit } = this;
    this.#options.answer(credit);
    const { rate, signal } = this.#options;
    if (credit.limit - credit.received >= rate.burst / 2) return;
    clearTimeout(this.#refill);
    if (!signal.aborted) this.#refill = setTimeout(this.#confirm, REFILL_INTERVAL_MS);
  }

  #fill(): void {
    const { burst, perSecond } = this.#options.rate;
    const now = performance.now();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1_000) * perSecond);
    this.#filledAt = now;
  }
}

function joined({ parts, bytes }: Assembly): Uint8Array<ArrayBuffer> {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}
