/** One thing at a time for each room, in the order asked for. */
export class RoomQueue {
  readonly #tails = new Map<string, Promise<void>>();

  /** Resolves and rejects as `task` does. */
  inTurn<T>(room: string, task: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(room);
    const done = before === undefined ? task() : before.then(task);
    // Whoever asked hears of the failure through `done`; the next in turn only needs to know that it is over.
    const tail = done
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (this.#tails.get(room) === tail) this.#tails.delete(room);
      });
    this.#tails.set(room, tail);
    return done;
  }
}
