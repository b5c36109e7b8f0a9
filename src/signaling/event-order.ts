import type { RoomEvent } from '../protocol/index.js';

/** A gap this long is not closing: the service would have sent what is missing long before. */
const MAX_HELD_EVENTS = 1_000;

/**
 * Puts numbered room events into their order. The service may send one twice or out of order when somebody enters
 * while a store is slow, or resumes; each is let out once, when all before it have been.
 */
export class EventOrder {
  #last: number;
  readonly #held = new Map<number, RoomEvent>();

  /** `last` is the number of the newest event already known. */
  constructor(last: number) {
    this.#last = last;
  }

  /** The number of the newest event that was let out: what a resume continues from. */
  get last(): number {
    return this.#last;
  }

  /** Takes one event and returns those that are due now. */
  take(event: RoomEvent): RoomEvent[] {
    if (event.sequence > this.#last && this.#held.size < MAX_HELD_EVENTS) this.#held.set(event.sequence, event);
    return this.#due();
  }

  /** The room is known from elsewhere up to `last`, which may be lower: a service can come back with an older memory. */
  restart(last: number): void {
    this.#last = last;
    this.#held.clear();
  }

  #due(): RoomEvent[] {
    const due: RoomEvent[] = [];
    for (let next = this.#held.get(this.#last + 1); next !== undefined; next = this.#held.get(this.#last + 1)) {
      this.#last += 1;
      this.#held.delete(this.#last);
      due.push(next);
    }
    return due;
  }
}
