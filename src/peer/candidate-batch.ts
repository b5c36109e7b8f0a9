import { MAX_CANDIDATES_TOGETHER, type Candidate } from '../protocol/index.js';

/**
 * How long a candidate may wait for others. A browser finds those of its own networks within a few milliseconds (eight on a
 * laptop with one network), and each as a message of its own is relayed, acknowledged and delivered by itself.
 */
const TOGETHER_MS = 5;

/** Candidates that are found at nearly the same time, sent together. */
export class CandidateBatch {
  readonly #send: (candidates: Candidate[]) => void;
  #waiting: Candidate[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (candidates: Candidate[]) => void, signal: AbortSignal) {
    this.#send = send;
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  add(candidate: Candidate): void {
    this.#waiting.push(candidate);
    if (this.#waiting.length >= MAX_CANDIDATES_TOGETHER) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), TOGETHER_MS);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const candidates = this.#waiting;
    this.#waiting = [];
    this.#send(candidates);
  }
}
