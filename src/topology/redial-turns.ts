import { delay } from '../base/abortable.js';
import { RedialPace } from './redial-pace.js';

/** When the other side's turn has come for another connection that it asks for, or has to have for what it did. */
export class RedialTurns {
  readonly #task: () => void;
  readonly #signal: AbortSignal;
  readonly #pace = new RedialPace();
  #waiting: AbortController | undefined;

  /** `task` makes the one that had to wait. */
  constructor(task: () => void, signal: AbortSignal) {
    this.#task = task;
    this.#signal = signal;
  }

  /** Whether one is to come. */
  get isDue(): boolean {
    return this.#waiting !== undefined;
  }

  /** Whether it may be made now. If not, it is due, instead of any before it. */
  take(): boolean {
    const waitMs = this.#pace.next(performance.now());
    if (waitMs > 0) this.#plan(waitMs);
    return waitMs === 0;
  }

  /** Another has begun, or none is wanted any more. */
  cancel(): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
  }

  #plan(waitMs: number): void {
    this.cancel();
    const waiting = new AbortController();
    this.#waiting = waiting;
    // Rejects when there is another by now, or none is wanted any more.
    delay(waitMs, AbortSignal.any([waiting.signal, this.#signal])).then(
      () => {
        this.#waiting = undefined;
        this.#task();
      },
      () => undefined,
    );
  }
}
