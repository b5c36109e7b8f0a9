import { setTimeout as after } from 'node:timers/promises';
import type { RoomPolicy } from '../../src/protocol/index.js';
import type { Entrant, RoomStore } from './room-store.js';

/**
 * A store as far away as a bad network makes it: every call takes effect late and its result arrives later still, so that
 * answers come in another order than questions. For tests; `delayMs` is asked twice a call.
 */
export class SlowRoomStore implements RoomStore {
  readonly #store: RoomStore;
  readonly #delayMs: () => number;

  constructor(store: RoomStore, delayMs: () => number) {
    this.#store = store;
    this.#delayMs = delayMs;
  }

  enter(room: string, entrant: Entrant, policy: RoomPolicy) {
    return this.#late(() => this.#store.enter(room, entrant, policy));
  }

  leave(room: string, userId: string) {
    return this.#late(() => this.#store.leave(room, userId));
  }

  eventsSince(room: string, sequence: number) {
    return this.#late(() => this.#store.eventsSince(room, sequence));
  }

  async #late<T>(call: () => Promise<T>): Promise<T> {
    await after(this.#delayMs());
    const [outcome] = await Promise.allSettled([call()]);
    await after(this.#delayMs());
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }
}

/** Delays of up to `limitMs`, shuffled but the same in every run (a linear congruential generator, numbers of ANSI C). */
export function shuffledDelays(limitMs: number, seed = 1): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return (state >>> 8) % (limitMs + 1);
  };
}
