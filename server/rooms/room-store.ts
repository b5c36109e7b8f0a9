import type { Json, Member, RoomEvent, RoomPolicy } from '../../src/protocol/index.js';

/** Somebody who has been authorised and is about to be a member. `userId` is new: no two entries share one. */
export interface Entrant {
  readonly userId: string;
  readonly displayName: string;
  readonly extra: Json;
}

/** A room as it was at the moment of entering; `sequence` is the number of the entrant's own `participant-joined`. */
export interface Entry {
  readonly opened: boolean;
  readonly owner: boolean;
  readonly policy: RoomPolicy;
  /** Everybody else, in the order they came. */
  readonly members: readonly Member[];
  readonly sequence: number;
}

/**
 * Who is in which room, and what happened there. Every method is atomic: two calls at once have the effect of one after
 * the other, whatever the order in which they resolve. A room exists while somebody is in it; its events are numbered
 * from 1 without gaps, and a room opened again under the same name starts anew.
 *
 * Whoever opens a room owns it. When the owner leaves, the member who has been there longest owns it.
 */
export interface RoomStore {
  /**
   * Adds `entrant`, opening the room with `policy` when nobody is in it.
   * Rejects with `room/full`, or `protocol/already-in-room` for a `userId` that is there.
   */
  enter(room: string, entrant: Entrant, policy: RoomPolicy): Promise<Entry>;

  /** Removes a member. Leaving twice, or a room one never entered, changes nothing. */
  leave(room: string, userId: string): Promise<void>;

  /**
   * The events numbered above `sequence`, oldest first; none for a room that is gone.
   * Rejects with `protocol/busy` when the oldest of them has been forgotten already (see `EVENTS_KEPT`).
   */
  eventsSince(room: string, sequence: number): Promise<readonly RoomEvent[]>;
}

/**
 * How many of its newest events a room remembers at least. They are read between entering and being subscribed, which
 * takes milliseconds; at `MAX_EXTRA_BYTES` each, 256 of them are 2 MB in the worst case.
 */
export const EVENTS_KEPT = 256;
