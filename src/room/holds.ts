import { NONE_HELD, OPEN_FLOW, type ByKind, type Flow } from '../peer/publications.js';
import type { MediaKind, ShownKind } from '../protocol/index.js';

/** Stands for everybody without a wish of their own, who comes later included. */
export const EVERYBODY = '*';

/** What this visitor holds, and what it wants to receive, of everybody and of some. */
export class Holds {
  readonly #held: Record<MediaKind, Map<string, boolean>> = { audio: new Map(), video: new Map() };
  readonly #receiving = new Map<string, Flow['receiving']>();

  /** What is said of everybody takes back what was said of some before. */
  hold(kinds: readonly MediaKind[], userId: string, held: boolean): void {
    for (const kind of kinds) {
      if (userId === EVERYBODY) this.#held[kind].clear();
      this.#held[kind].set(userId, held);
    }
  }

  receive(kinds: readonly ShownKind[], userId: string): void {
    if (userId === EVERYBODY) this.#receiving.clear();
    const wanted = new Set(kinds);
    this.#receiving.set(userId, {
      audio: wanted.has('audio'),
      video: wanted.has('video'),
      screen: wanted.has('screen'),
    });
  }

  /** Towards everybody who is not named. */
  get everybody(): ByKind {
    return this.flowWith(EVERYBODY).held;
  }

  flowWith(userId: string): Flow {
    const isHeld = (kind: MediaKind): boolean => {
      const wishes = this.#held[kind];
      return wishes.get(userId) ?? wishes.get(EVERYBODY) ?? NONE_HELD[kind];
    };
    return {
      held: { audio: isHeld('audio'), video: isHeld('video') },
      receiving: this.#receiving.get(userId) ?? this.#receiving.get(EVERYBODY) ?? OPEN_FLOW.receiving,
    };
  }
}
