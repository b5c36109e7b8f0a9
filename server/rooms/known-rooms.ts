import type { RoomRecord } from './room-record.js';

export interface KnownRoom {
  readonly record: RoomRecord;
  /** Store time (ms) of the change that made it so. */
  readonly at: number;
}

/** The version of a record that was put back; who knows a newer one of the same number sees that it may replace it. */
const RESTORED = /^restored:(\d+):/;

/**
 * What a node last wrote of the rooms it has members in, whole: people, roles, bans, password, token hashes. Redis may
 * come back empty or with an older dump, and then all that is left of them is what the nodes know.
 */
export class KnownRooms {
  readonly #rooms = new Map<string, KnownRoom>();
  #node = '';
  #now = 0;

  /** The newest store time heard of; 0 when none was. */
  get now(): number {
    return this.#now;
  }

  /** Which node this is and where it has members; the others are none of its business any more. */
  keepOnly(node: string, rooms: readonly string[]): void {
    this.#node = node;
    const here = new Set(rooms);
    for (const room of this.#rooms.keys()) if (!here.has(room)) this.#rooms.delete(room);
  }

  learn(room: string, record: RoomRecord | undefined, now: number): void {
    this.#now = now;
    if (record?.members.some(({ node }) => node === this.#node) === true) this.#rooms.set(room, { record, at: now });
    else this.#rooms.delete(room);
  }

  /** It ended, by the hand of another node. */
  forget(room: string, epoch: string): void {
    if (this.#rooms.get(room)?.record.epoch === epoch) this.#rooms.delete(room);
  }

  entries(): readonly (readonly [room: string, known: KnownRoom])[] {
    return [...this.#rooms];
  }
}

export interface Found {
  readonly version: string;
  readonly record: RoomRecord | undefined;
  /** Epoch of the last room of this name that ended, while that is still known. */
  readonly closed: string | null;
  /** Whether all that was there is gone, so that a room that is not there need not have ended. */
  readonly emptied: boolean;
}

/** Whether `known` is to be put back in place of what was found. */
export function isNewer({ record, at }: KnownRoom, found: Found): boolean {
  if (found.record === undefined) return found.emptied && found.closed !== record.epoch;
  if (found.record.epoch !== record.epoch) return false;
  const restoredAt = Number(RESTORED.exec(found.version)?.[1] ?? Infinity);
  const { sequence } = found.record;
  return sequence < record.sequence || (sequence === record.sequence && restoredAt < at);
}
