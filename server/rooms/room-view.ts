import type { Member, RoomListing, RoomPresence, RoomSnapshot, Waiting } from '../../src/protocol/index.js';
import type { MemberRecord, RoomRecord, WaitingRecord } from './room-record.js';

/*
 * What of a record leaves the service. Field by field, so that a secret added to a record stays inside until somebody
 * writes it down here.
 */

export function memberOf({ userId, displayName, extra, role, hand, presence }: MemberRecord): Member {
  return { userId, displayName, extra, role, hand, presence };
}

export function waitingOf({ userId, displayName, extra }: WaitingRecord): Waiting {
  return { userId, displayName, extra };
}

/** For members. */
export function snapshotOf(record: RoomRecord): RoomSnapshot {
  return {
    room: record.name,
    policy: record.policy,
    locked: record.locked,
    protected: record.password !== null,
    members: record.members.map(memberOf),
    waiting: record.waiting.map(waitingOf),
    sequence: record.sequence,
  };
}

/** For anybody who knows the name. */
export function presenceOf(record: RoomRecord | undefined): RoomPresence {
  if (record === undefined) return { exists: false, people: 0, full: false, locked: false, protected: false };
  return {
    exists: true,
    people: record.members.length,
    full: isFull(record),
    locked: record.locked,
    protected: record.password !== null,
  };
}

/** For a public list. */
export function listingOf(record: RoomRecord): RoomListing {
  const owner = record.members.find((member) => member.role === 'owner');
  return {
    room: record.name,
    people: record.members.length,
    maxParticipants: record.policy.maxParticipants,
    full: isFull(record),
    locked: record.locked,
    protected: record.password !== null,
    session: record.policy.session,
    displayName: owner?.displayName ?? '',
    extra: owner?.extra ?? null,
  };
}

/** Suspended members keep their place. */
export function isFull({ members, policy }: RoomRecord): boolean {
  return members.length >= policy.maxParticipants;
}
