/** Runs asynchronous tasks one after another, in the order they were added; a failing task does not stop the next. */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects with the task's own outcome. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const outcome = this.#tail.then(task);
    // The caller holds `outcome` and hears of its failure there; the queue only needs to know that it ended.
    this.#tail = outcome.catch(() => undefined);
    return outcome;
  }
}
