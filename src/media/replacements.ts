import type { MediaKind } from '../protocol/index.js';
import type { LocalPublication } from './local-publication.js';

/** One for each publication, kind, and person it is for; no person: everybody without one of their own. */
interface Stack {
  readonly streamId: string;
  readonly kind: MediaKind;
  readonly userId: string | undefined;
  /** The newest last. */
  readonly tracks: readonly MediaStreamTrack[];
}

export interface Target {
  readonly streamId: string;
  readonly kinds: readonly MediaKind[];
  /** Nobody named: everybody. */
  readonly to: readonly string[] | undefined;
}

/** Tracks that stand in for others: what is put on top is sent, and what ends gives way to what is below it. */
export class Replacements {
  #stacks: readonly Stack[] = [];

  push({ streamId, to }: Omit<Target, 'kinds'>, track: MediaStreamTrack): void {
    const kind = track.kind as MediaKind;
    for (const userId of to ?? [undefined]) {
      const below = this.#find(streamId, kind, userId)?.tracks ?? [];
      this.#put({ streamId, kind, userId, tracks: [...below, track] });
    }
  }

  /** Takes the newest of each away; where there is none, nothing happens. */
  pop({ streamId, kinds, to }: Target): void {
    for (const userId of to ?? [undefined]) {
      for (const kind of kinds) {
        const stack = this.#find(streamId, kind, userId);
        if (stack !== undefined) this.#put({ ...stack, tracks: stack.tracks.slice(0, -1) });
      }
    }
  }

  /** What is sent to this person in place of the publication's own track. */
  over(streamId: string, kind: MediaKind, userId: string | undefined): MediaStreamTrack | undefined {
    const own = userId === undefined ? undefined : this.#find(streamId, kind, userId);
    return (own ?? this.#find(streamId, kind, undefined))?.tracks.at(-1);
  }

  /** Drops what has ended, and what belongs to none of these publications. */
  prune(publications: readonly Pick<LocalPublication, 'streamId'>[]): void {
    const alive = new Set(publications.map(({ streamId }) => streamId));
    for (const stack of this.#stacks) {
      const tracks = stack.tracks.filter(({ readyState }) => alive.has(stack.streamId) && readyState === 'live');
      if (tracks.length < stack.tracks.length) this.#put({ ...stack, tracks });
    }
  }

  #find(streamId: string, kind: MediaKind, userId: string | undefined): Stack | undefined {
    return this.#stacks.find((one) => one.streamId === streamId && one.kind === kind && one.userId === userId);
  }

  #put(stack: Stack): void {
    const { streamId, kind, userId, tracks } = stack;
    const others = this.#stacks.filter(
      (one) => one.streamId !== streamId || one.kind !== kind || one.userId !== userId,
    );
    this.#stacks = tracks.length === 0 ? others : [...others, stack];
  }
}
