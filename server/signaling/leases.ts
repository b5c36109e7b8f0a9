import type { FastifyBaseLogger } from 'fastify';
import { NODE_TTL_MS } from '../rooms/room-store.js';
import type { RoomStore } from '../rooms/room-store.js';
import type { Departures } from './departures.js';
import type { RoomChanges } from './room-changes.js';

export interface LeasesParts {
  readonly store: Pick<RoomStore, 'heartbeat' | 'due' | 'returns'>;
  readonly changes: Pick<RoomChanges, 'apply' | 'catchUp'>;
  readonly departures: Pick<Departures, 'settle'>;
  readonly node: string;
  readonly log: Pick<FastifyBaseLogger, 'error'>;
  /** Rooms somebody here is in or waits for. */
  readonly rooms: () => readonly string[];
}

/** How late the end of a lease is noticed at worst. */
const SWEEP_MS = 1_000;

/** Two may be lost before the other nodes take this one for dead. */
const HEARTBEAT_MS = NODE_TTL_MS / 3;

/** After an outage the nodes' way to each other may come back later than the store: notes are lost for so many sweeps. */
const SWEEPS_AFTER_OUTAGE = 5;

/** Says that this node lives, and ends memberships whose time is up, whichever node they were on. */
export class Leases {
  readonly #parts: LeasesParts;
  #timers: readonly NodeJS.Timeout[] = [];
  #isSweeping = false;
  #isAway = false;
  #catchUps = 0;
  #returns = 0;

  constructor(parts: LeasesParts) {
    this.#parts = parts;
  }

  /** Resolves when the store knows this node. Rejects when it cannot be reached. */
  async start(): Promise<void> {
    await this.#heartbeat();
    this.#returns = this.#parts.store.returns();
    this.#timers = [
      setInterval(() => void this.#sweep(), SWEEP_MS).unref(),
      // By itself: a sweep that has thousands of departures to make up for must not make this node look dead.
      setInterval(() => void this.#beat(), HEARTBEAT_MS).unref(),
    ];
  }

  stop(): void {
    this.#timers.forEach(clearInterval);
  }

  /** Whether the store could be reached when it was last needed. */
  get isHealthy(): boolean {
    return this.#timers.length > 0 && !this.#isAway;
  }

  /** Never rejects. */
  async #sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    const { store, changes, departures } = this.#parts;
    try {
      await departures.settle();
      const due = await store.due();
      // Asked now: a node that has just come is not to be taken for dead.
      const livingNodes = due.length > 0 ? await this.#heartbeat() : null;
      for (const room of due) await changes.apply(room, { type: 'expire', livingNodes });
      // It may have been away between two sweeps, too.
      if (this.#isAway || store.returns() !== this.#returns) this.#catchUps = SWEEPS_AFTER_OUTAGE;
      this.#returns = store.returns();
      this.#isAway = false;
      await changes.catchUp(this.#catchUps > 0 ? this.#parts.rooms() : undefined);
      this.#catchUps = Math.max(0, this.#catchUps - 1);
    } catch (error) {
      this.#lost(error);
    }
    this.#isSweeping = false;
  }

  /** Never rejects. */
  async #beat(): Promise<void> {
    try {
      await this.#heartbeat();
    } catch (error) {
      this.#lost(error);
    }
  }

  #heartbeat(): Promise<readonly string[] | null> {
    return this.#parts.store.heartbeat(this.#parts.node, this.#parts.rooms());
  }

  #lost(error: unknown): void {
    // Once per outage: it is tried again every second.
    if (!this.#isAway) this.#parts.log.error({ err: error }, 'the store cannot be reached');
    this.#isAway = true;
  }
}
