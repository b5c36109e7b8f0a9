import { delay } from '../base/abortable.js';
import { rebuildWaitMs } from '../peer/recovery-steps.js';

/** When a connection that failed is made anew, ever less often, until one works. */
export class Rebuilds {
  readonly #task: () => void;
  readonly #signal: AbortSignal;
  #waiting: AbortController | undefined;
  #count = 0;

  constructor(task: () => void, signal: AbortSignal) {
    this.#task = task;
    this.#signal = signal;
  }

  /** So many in vain. */
  get count(): number {
    return this.#count;
  }

  /** Whether one is to come. */
  get isDue(): boolean {
    return this.#waiting !== undefined;
  }

  /** After the wait that the number of those in vain asks for; at once for `now`. */
  plan(when: 'in-turn' | 'now'): void {
    this.#waiting?.abort();
    const waiting = new AbortController();
    this.#waiting = waiting;
    const waitMs = when === 'now' ? 0 : rebuildWaitMs(this.#count, Math.random());
    // Rejects when it connects after all, or is not wanted any more.
    delay(waitMs, AbortSignal.any([waiting.signal, this.#signal])).then(
      () => this.#task(),
      () => undefined,
    );
  }

  /** One is made now. */
  begin(): void {
    this.#count += 1;
    this.#cancel();
  }

  /** It works, or is not wanted any more. */
  end(): void {
    this.#count = 0;
    this.#cancel();
  }

  #cancel(): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
  }
}
