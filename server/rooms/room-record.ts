import type { Json, Member, RoomEvent, RoomPolicy } from '../../src/protocol/index.js';

/** Somebody in a room, with what only the service knows. */
export interface MemberRecord extends Member {
  /** Who this is across memberships: bans and the two-tabs policy bind to it. */
  readonly visitorId: string;
  /** The node whose socket this member has; null while suspended. */
  readonly node: string | null;
  /** SHA-256 of the token that resumes this membership, and of the one before it, until the newer is used. */
  readonly resumeHash: string;
  readonly previousResumeHash: string | null;
  /** When a suspended member is gone, in store time (ms); null while online. */
  readonly expiresAt: number | null;
}

/** Somebody who wants in. */
export interface WaitingRecord {
  /** The id they will have as a member. */
  readonly userId: string;
  readonly visitorId: string;
  readonly displayName: string;
  readonly extra: Json;
  /** The node whose socket waits. */
  readonly node: string;
}

export interface PasswordHash {
  readonly salt: string;
  readonly hash: string;
}

/** A room, whole: what a store keeps under its name. Immutable, plain JSON. */
export interface RoomRecord {
  readonly name: string;
  /** New each time a room of this name is opened; what was said of an earlier one does not hold for it. */
  readonly epoch: string;
  readonly policy: RoomPolicy;
  readonly password: PasswordHash | null;
  readonly locked: boolean;
  /** visitorIds. */
  readonly banned: readonly string[];
  /** In the order they came; exactly one of them is the owner. */
  readonly members: readonly MemberRecord[];
  /** In the order they came. */
  readonly waiting: readonly WaitingRecord[];
  /** userIds of those who no longer wait because their node seemed dead, the newest: nobody denied them. */
  readonly lost?: readonly string[];
  /** Number of the newest event. */
  readonly sequence: number;
}

/** A room event before it has its place. */
export type UnnumberedEvent = RoomEvent extends infer E
  ? E extends RoomEvent
    ? Omit<E, 'room' | 'sequence'>
    : never
  : never;
