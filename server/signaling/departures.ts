import type { FastifyBaseLogger } from 'fastify';
import { RtcError } from '../../src/protocol/index.js';
import type { RoomCommand } from '../rooms/room-command.js';
import type { RoomChanges } from './room-changes.js';

/** How somebody goes: none of these is ever refused. */
export type Departure = Extract<RoomCommand, { type: 'leave' | 'suspend' | 'withdraw' }>;

/**
 * Those who have gone and must be out of the store as well. Nobody waits at the other end any more, so what the store
 * cannot take now is kept and tried again: otherwise the room would have a ghost.
 */
export class Departures {
  readonly #changes: RoomChanges;
  readonly #log: FastifyBaseLogger;
  readonly #owed = new Set<{ readonly room: string; readonly departure: Departure }>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(changes: RoomChanges, log: FastifyBaseLogger) {
    this.#changes = changes;
    this.#log = log;
  }

  /** Resolves when it is in the store, or is owed to it. Never rejects. */
  async depart(room: string, departure: Departure): Promise<void> {
    const attempt = this.#attempt(room, departure);
    this.#underWay.add(attempt);
    await attempt;
    this.#underWay.delete(attempt);
  }

  /** Tries again what is owed, in its order, until the store fails again. */
  async settle(): Promise<void> {
    const owed = [...this.#owed];
    this.#owed.clear();
    for (const { room, departure } of owed) await this.depart(room, departure);
  }

  /** Resolves when nothing is under way. */
  async departed(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #attempt(room: string, departure: Departure): Promise<void> {
    try {
      await this.#changes.apply(room, departure);
    } catch (error) {
      const { userId } = departure;
      if (error instanceof RtcError && error.code === 'room/unavailable') {
        this.#owed.add({ room, departure });
        this.#log.warn({ userId }, 'the store is away; a departure waits for it');
      } else {
        this.#log.error({ err: error, userId }, 'a departure failed');
      }
    }
  }
}
