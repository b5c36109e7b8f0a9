import { abortable } from '../base/abortable.js';

/** Runs at most `count` tasks at once; the others wait in the order they came. */
export class FileLanes {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** The task's own outcome, or the signal's reason when it aborts while waiting. */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    let proceed!: () => void;
    const turn = new Promise<void>((resolve) => (proceed = resolve));
    this.#waiting.add(proceed);
    try {
      await abortable(turn, signal);
    } catch (reason) {
      // Called and aborted in the same moment: the lane was handed over already and goes on to the next.
      if (!this.#waiting.delete(proceed)) this.#leave();
      throw reason;
    }
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
