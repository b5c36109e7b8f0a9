import type { RoomEvent } from '../../src/protocol/index.js';
import type { RoomCommand } from './room-command.js';
import type { RoomRecord } from './room-record.js';

/** What a command did. */
export interface Applied {
  /** The room before it, undefined when this opened it. */
  readonly before: RoomRecord | undefined;
  /** The room after it, undefined when it is gone. */
  readonly after: RoomRecord | undefined;
  /** Numbered; none when nothing changed. */
  readonly events: readonly RoomEvent[];
}

/**
 * Port: where rooms are kept. The rules are in `decide`, once; a store only makes each command one atomic step together
 * with the numbers of its events, whatever else happens at the same time on whichever node. Adapters: memory, embedded
 * (lmdb), Redis; all pass `room-store.contract`.
 */
export interface RoomStore {
  /**
   * Applies `command` to `room`. Rejects with what `decide` refuses (an `RtcError`), having changed nothing, or with
   * `room/unavailable` while the store cannot be reached.
   */
  apply(room: string, command: RoomCommand): Promise<Applied>;

  /** The room as it is. */
  read(room: string): Promise<RoomRecord | undefined>;

  /**
   * The events numbered above `sequence`, oldest first, and none that a crash could still undo; undefined when the oldest
   * of them is forgotten already (`EVENTS_KEPT`), the room never came as far as `sequence` (what it was told from was
   * restored from an older copy), or it is gone. `epoch` is which room of that name is meant, without it the newest. The events of
   * a room that is gone stay readable for `CLOSED_KEPT_MS`, also when another has been opened under its name.
   */
  eventsSince(room: string, sequence: number, epoch?: string): Promise<readonly RoomEvent[] | undefined>;

  /** Rooms of one public list, at most `limit`, the fullest first. */
  listed(identifier: string, limit: number): Promise<readonly RoomRecord[]>;

  /** Names of rooms in which a lease has run out or may have: to be given an `expire`. */
  due(): Promise<readonly string[]>;

  /**
   * Says that `node` lives, and in which rooms it has members; within `NODE_TTL_MS` it must say so again. Resolves with all living nodes, or null where there
   * is only one (memory, embedded).
   */
  heartbeat(node: string, rooms?: readonly string[]): Promise<readonly string[] | null>;

  /** How often it was away and came back: what nodes told each other meanwhile may be lost. 0 where it is in the process. */
  returns(): number;

  /** A secret of this installation, the same on every node and after a restart; made on first use. 32 bytes. */
  secret(purpose: string): Promise<Uint8Array>;

  close(): Promise<void>;
}

/** A node that was silent for this long is dead, and its members wait for their sockets. */
export const NODE_TTL_MS = 10_000;

/** Long enough for every node to read how a room ended. */
export const CLOSED_KEPT_MS = 60_000;

/** How many of its newest events a room remembers at least, for those who resume. */
export const EVENTS_KEPT = 512;
