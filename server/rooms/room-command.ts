import type { Entry, Json, LeaveReason, Role, RoomPolicy, SameVisitor } from '../../src/protocol/index.js';
import type { PasswordHash } from './room-record.js';

/** Somebody at the door. */
export interface Entrant {
  /** New: no two entries share one. */
  readonly userId: string;
  readonly visitorId: string;
  readonly displayName: string;
  readonly extra: Json;
  readonly node: string;
  readonly resumeHash: string;
}

/**
 * Everything that can be done to a room, each as one atomic step: `decide` (pure) says what becomes of the record and
 * which events that makes. `by` is the acting member's userId; its right is checked in the same step, against the
 * record as it is then.
 */
export type RoomCommand =
  | {
      readonly type: 'enter';
      readonly entrant: Entrant;
      readonly entry: Entry;
      readonly sameVisitor: SameVisitor;
      /** Used when this opens the room. */
      readonly policy: RoomPolicy;
      readonly epoch: string;
      /** Used when this opens the room. */
      readonly password: PasswordHash | null;
      /**
       * `hash` of the record's password that was shown and verified, or was in force when the ticket was made; null when
       * none was, or it was wrong.
       */
      readonly provenPassword: string | null;
      /** `epoch` of the record that a good ticket was shown for; null when none was. */
      readonly invitedTo: string | null;
    }
  | { readonly type: 'leave'; readonly userId: string; readonly reason: LeaveReason }
  /** The socket is gone; `node` no longer vouches for this member. Ignored when it has resumed elsewhere. */
  | {
      readonly type: 'suspend';
      readonly userId: string;
      readonly node: string;
      /** How long its return is waited for. */
      readonly graceMs: number;
    }
  /** `visitorId` must be the member's own; `shownHash` one of its two hashes. */
  | {
      readonly type: 'resume';
      readonly userId: string;
      readonly visitorId: string;
      readonly node: string;
      readonly shownHash: string;
      readonly nextHash: string;
    }
  /** Removes suspended members whose time is up, and suspends those of nodes that are not among `livingNodes`. */
  | { readonly type: 'expire'; readonly livingNodes: readonly string[] | null }
  /** Stops waiting (the requester's own wish, or its socket is gone). */
  | { readonly type: 'withdraw'; readonly userId: string }
  /** The waiting becomes a member, suspended until its socket claims it by `resume`. */
  | { readonly type: 'admit'; readonly by: string; readonly userId: string; readonly resumeHash: string }
  | { readonly type: 'deny'; readonly by: string; readonly userId: string }
  | { readonly type: 'eject'; readonly by: string; readonly userId: string; readonly ban: boolean }
  | { readonly type: 'set-role'; readonly by: string; readonly userId: string; readonly role: Exclude<Role, 'owner'> }
  | { readonly type: 'transfer'; readonly by: string; readonly userId: string }
  | { readonly type: 'lock'; readonly by: string; readonly locked: boolean }
  | { readonly type: 'set-password'; readonly by: string; readonly password: PasswordHash | null }
  | {
      readonly type: 'update';
      readonly userId: string;
      readonly displayName?: string | undefined;
      readonly extra?: Json | undefined;
    }
  | { readonly type: 'hand'; readonly by: string; readonly userId: string; readonly raised: boolean }
  | { readonly type: 'close'; readonly by: string };

export type CommandOf<T extends RoomCommand['type']> = Extract<RoomCommand, { readonly type: T }>;
