import type { LocalPublication } from '../peer/publications.js';
import { RtcBeforePublishEvent } from './room-events.js';

/** Who gets what, as the page decides when it is asked: once for each person and publication. */
export class Recipients {
  readonly #dispatch: (event: Event) => boolean;
  /** The answers, by person and stream. */
  readonly #answers = new Map<string, Map<string, boolean>>();

  /** `dispatch`: false when the page cancelled. */
  constructor(dispatch: (event: Event) => boolean) {
    this.#dispatch = dispatch;
  }

  /** Those of `publications` that this person gets. */
  for(userId: string, publications: readonly LocalPublication[]): readonly LocalPublication[] {
    const answers = this.#answers.get(userId) ?? new Map<string, boolean>();
    this.#answers.set(userId, answers);
    const alive = new Set(publications.map(({ streamId }) => streamId));
    for (const streamId of answers.keys()) if (!alive.has(streamId)) answers.delete(streamId);
    return publications.filter(({ streamId, source }) => {
      const known = answers.get(streamId);
      if (known !== undefined) return known;
      // Noted before it is asked: a listener may do what leads here again.
      answers.set(streamId, false);
      const granted = this.#dispatch(new RtcBeforePublishEvent({ streamId, source, to: userId }));
      answers.set(streamId, granted);
      return granted;
    });
  }

  forget(userId: string): void {
    this.#answers.delete(userId);
  }
}
