import { setTimeout as after } from 'node:timers/promises';
import type { RoomCommand } from './room-command.js';
import type { RoomStore } from './room-store.js';

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

  apply(room: string, command: RoomCommand) {
    return this.#late(() => this.#store.apply(room, command));
  }

  read(room: string) {
    return this.#late(() => this.#store.read(room));
  }

  eventsSince(room: string, sequence: number, epoch?: string) {
    return this.#late(() => this.#store.eventsSince(room, sequence, epoch));
  }

  listed(identifier: string, limit: number) {
    return this.#late(() => this.#store.listed(identifier, limit));
  }

  due() {
    return this.#late(() => this.#store.due());
  }

  heartbeat(node: string, rooms?: readonly string[]) {
    return this.#late(() => this.#store.heartbeat(node, rooms));
  }

  returns() {
    return this.#store.returns();
  }

  secret(purpose: string) {
    return this.#late(() => this.#store.secret(purpose));
  }

  close() {
    return this.#store.close();
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
