import { coalesce } from '../base/coalesce.js';

/** As often as a screen shows something new. */
const INTERVAL_MS = 16;
/** Of these at once: a thousand a second, half of what the other side takes. */
const MAX_AT_ONCE = 16;
/** Topics that wait at the same time; of more, the ones that wait longest are gone. */
const MAX_TOPICS = 256;

/**
 * What is worth something to one person only while it is new. Of each topic the newest waits for its turn, in the place of
 * the one before; nothing is kept once it is sent.
 */
export class NewestStates {
  /** Frames by topic. */
  readonly #waiting = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #send: (frame: Uint8Array<ArrayBuffer>) => boolean;
  readonly #flush: () => void;

  /** `send`: false when nothing is welcome now. */
  constructor(send: (frame: Uint8Array<ArrayBuffer>) => boolean, signal: AbortSignal) {
    this.#send = send;
    this.#flush = coalesce(() => this.#sendSome(), INTERVAL_MS, signal);
  }

  set(topic: string, frame: Uint8Array<ArrayBuffer>): void {
    this.#waiting.set(topic, frame);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > MAX_TOPICS && oldest !== undefined) this.#waiting.delete(oldest);
    this.#flush();
  }

  /** There is no way any more, and what waits is old by the time there is another. */
  clear(): void {
    this.#waiting.clear();
  }

  #sendSome(): void {
    const turn = [...this.#waiting].slice(0, MAX_AT_ONCE);
    for (const [topic, frame] of turn) {
      if (!this.#send(frame)) break;
      this.#waiting.delete(topic);
    }
    if (this.#waiting.size > 0) this.#flush();
  }
}
