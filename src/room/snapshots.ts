import { RtcError } from '../protocol/index.js';
import { roomChanges } from './room-changes.js';
import { RtcErrorEvent } from './room-events.js';
import { INITIAL_ROOM_STATE, type RoomState } from './room-state.js';
import { update, type RoomFact } from './room-updates.js';

export interface SnapshotsOptions {
  /** Where the `rtc-*` events are dispatched. */
  readonly eventTarget: EventTarget;
  /** There is another snapshot. */
  readonly changed: () => void;
}

/** What is so, as one snapshot after another, and what is told of it. The only place where state is written. */
export class Snapshots {
  readonly #options: SnapshotsOptions;
  /** Told already: a capture that fails may be reported and also be what a method waited for. */
  readonly #told = new WeakSet<RtcError>();
  #state = INITIAL_ROOM_STATE;

  constructor(options: SnapshotsOptions) {
    this.#options = options;
  }

  get state(): RoomState {
    return this.#state;
  }

  tell(fact: RoomFact): void {
    const previous = this.#state;
    const next = update(previous, fact);
    if (next === previous) return;
    this.#state = next;
    this.#options.changed();
    for (const event of roomChanges(previous, next, fact)) this.dispatch(event);
  }

  /** False when a listener prevented what would follow. */
  dispatch(event: Event): boolean {
    return this.#options.eventTarget.dispatchEvent(event);
  }

  /** An error that does not end the visit. */
  report(error: RtcError): void {
    if (this.#told.has(error)) return;
    this.#told.add(error);
    if (error.severity !== 'info') this.tell({ type: 'error', error });
    this.dispatch(new RtcErrorEvent(error));
  }

  /** Runs what a method asks for; what fails is also told to the page. */
  async reporting<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      // A fatal error has ended the visit, and was told with that.
      if (error instanceof RtcError && error.severity !== 'fatal') this.report(error);
      throw error;
    }
  }
}
