import type { FastifyBaseLogger } from 'fastify';
import { NODE_TTL_MS } from '../rooms/room-store.js';
import type { RoomStore } from '../rooms/room-store.js';
import type { Departures } from './departures.js';
import type { RoomChanges } from './room-changes.js';

export interface LeasesParts {
  readonly store: RoomStore;
  readonly changes: RoomChanges;
  readonly departures: Departures;
  readonly node: string;
  readonly log: FastifyBaseLogger;
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
  #timer: NodeJS.Timeout | undefined;
  #heartbeatAt = -Infinity;
  #livingNodes: readonly string[] | null = null;
  #isSweeping = false;
  #isAway = false;
  #catchUps = 0;

  constructor(parts: LeasesParts) {
    this.#parts = parts;
  }

  /** Resolves when the store knows this node. Rejects when it cannot be reached. */
  async start(): Promise<void> {
    await this.#heartbeat();
    this.#timer = setInterval(() => void this.#sweep(), SWEEP_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Whether the store could be reached when it was last needed. */
  get isHealthy(): boolean {
    return this.#timer !== undefined && !this.#isAway;
  }

  /** Never rejects. */
  async #sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    const { store, changes, departures, log } = this.#parts;
    try {
      if (performance.now() - this.#heartbeatAt >= HEARTBEAT_MS) await this.#heartbeat();
      await departures.settle();
      for (const room of await store.due()) {
        await changes.apply(room, { type: 'expire', livingNodes: this.#livingNodes });
      }
      if (this.#isAway) this.#catchUps = SWEEPS_AFTER_OUTAGE;
      this.#isAway = false;
      await changes.catchUp(this.#catchUps > 0 ? this.#parts.rooms() : []);
      this.#catchUps = Math.max(0, this.#catchUps - 1);
    } catch (error) {
      // Once per outage: it is tried again every second.
      if (!this.#isAway) log.error({ err: error }, 'the store cannot be reached');
      this.#isAway = true;
    }
    this.#isSweeping = false;
  }

  async #heartbeat(): Promise<void> {
    const livingNodes = await this.#parts.store.heartbeat(this.#parts.node);
    this.#livingNodes = livingNodes;
    this.#heartbeatAt = performance.now();
  }
}
