import type { RoomEvent } from '../../src/protocol/index.js';
import { EVENTS_KEPT } from './room-store.js';

/** The newest events of one room, at least `EVENTS_KEPT` of them. */
export class EventLog {
  readonly #events: RoomEvent[] = [];

  append(events: readonly RoomEvent[]): void {
    this.#events.push(...events);
    // Half at a time, so that a busy room does not move the whole list for every event.
    if (this.#events.length > EVENTS_KEPT * 2) this.#events.splice(0, this.#events.length - EVENTS_KEPT);
  }

  /** Those above `sequence`, oldest first; undefined when the oldest of them is forgotten, or `sequence` was never reached. */
  since(sequence: number): readonly RoomEvent[] | undefined {
    const oldest = this.#events[0]?.sequence ?? 1;
    return sequence + 1 < oldest || sequence >= oldest + this.#events.length
      ? undefined
      : this.#events.slice(sequence + 1 - oldest);
  }
}
