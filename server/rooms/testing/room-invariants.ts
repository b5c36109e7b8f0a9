import assert from 'node:assert/strict';
import { may } from '../../../src/protocol/index.js';
import type { ErrorCode } from '../../../src/protocol/index.js';
import type { CommandOf, RoomCommand } from '../room-command.js';
import type { RoomRecord } from '../room-record.js';
import type { Applied, RoomStore } from '../room-store.js';
import { snapshotOf } from '../room-view.js';
import { replay } from './replay.js';

/** A room as it was after the step before. */
export interface Known {
  readonly record: RoomRecord;
}

/** What holds of every room at every moment. */
export function checkRecord(record: RoomRecord): void {
  const { members, waiting, banned, policy } = record;
  assert.equal(members.filter(({ role }) => role === 'owner').length, 1, 'exactly one owner');
  assert.ok(members.length <= policy.maxParticipants, `${members.length} in a room for ${policy.maxParticipants}`);
  const people = [...members, ...waiting];
  assert.equal(new Set(people.map(({ userId }) => userId)).size, people.length, 'ids are unique');
  for (const { visitorId } of people) assert.ok(!banned.includes(visitorId), 'the banned are outside');
  for (const { presence, node, expiresAt } of members) {
    assert.deepEqual([node === null, expiresAt === null], [presence === 'suspended', presence === 'online']);
  }
  const seen = JSON.stringify(snapshotOf(record));
  for (const secret of ['visitor-', 'hash-', '"h0"', '"h1"'])
    assert.ok(!seen.includes(secret), `${secret} leaves the service`);
}

/** What was told is without gaps, and whoever heard it sees the room as it is. */
export async function checkStep(
  store: RoomStore,
  room: string,
  known: Known | undefined,
  record: RoomRecord | undefined,
  applied: readonly Applied[],
): Promise<void> {
  for (const { before, after, events } of applied) {
    const start = before?.sequence ?? 0;
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      events.map((_, index) => start + 1 + index),
    );
    if (after !== undefined) assert.equal(after.sequence, start + events.length);
    for (const event of events) assert.equal(event.room, room);
  }
  // Every number once, whichever node told it.
  const numbers = applied.flatMap(({ before, after, events }) => {
    return events.map(({ sequence }) => `${(after ?? before)?.epoch ?? ''}/${sequence}`);
  });
  assert.equal(new Set(numbers).size, numbers.length, 'a number was given twice');

  if (known === undefined) return;
  const { epoch, sequence } = known.record;
  const events = await store.eventsSince(room, sequence, epoch);
  assert.ok(events !== undefined, 'events of a moment ago are forgotten');
  const seen = replay(snapshotOf(known.record), events);
  if (record?.epoch === epoch) assert.deepEqual(seen, snapshotOf(record));
  else assert.ok(seen === undefined || seen.members.length === 0, 'the room is gone and nobody was told');
}

/** Who was let in is a member at once, or waits where it must; worked out a second time from the outside. */
export function checkEntry(
  before: RoomRecord | undefined,
  { entrant, invitedTo, provenPassword }: CommandOf<'enter'>,
  after: RoomRecord | undefined,
): void {
  const isInside = before?.members.some(({ visitorId }) => visitorId === entrant.visitorId) === true;
  const hash = before?.password?.hash ?? null;
  const hasTicket = before !== undefined && invitedTo === before.epoch && hash === provenPassword;
  const mustWait = before?.policy.waitingRoom === true && !isInside && !hasTicket;
  const isMe = (other: { readonly userId: string }) => other.userId === entrant.userId;
  assert.deepEqual([after?.waiting.some(isMe), after?.members.some(isMe)], [mustWait, !mustWait]);
}

/** The refusals that keep people out or down, worked out a second time from the outside. */
export function mustBeRefused(record: RoomRecord | undefined, command: RoomCommand): ErrorCode | undefined {
  if (command.type === 'enter') return doorRefuses(record, command);
  if (record === undefined) return undefined;
  const role = (userId: string) => record.members.find((member) => member.userId === userId)?.role;
  switch (command.type) {
    case 'resume': {
      const member = record.members.find(({ userId }) => userId === command.userId);
      const good = [member?.resumeHash, member?.previousResumeHash].includes(command.shownHash);
      return good && member?.visitorId === command.visitorId ? undefined : 'room/expired';
    }
    case 'eject':
      if (command.by === command.userId) return 'room/not-allowed';
      return may(role(command.by)!, 'eject', role(command.userId)) ? undefined : 'room/not-allowed';
    case 'transfer':
    case 'set-role':
    case 'close':
      return role(command.by) === 'owner' ? undefined : 'room/not-allowed';
    case 'lock':
    case 'set-password':
      return ['owner', 'moderator'].includes(role(command.by)!) ? undefined : 'room/not-allowed';
    default:
      return undefined;
  }
}

function doorRefuses(
  record: RoomRecord | undefined,
  { entrant, entry, sameVisitor, provenPassword }: CommandOf<'enter'>,
): ErrorCode | undefined {
  if (record === undefined) return entry === 'join' ? 'room/missing' : undefined;
  const takesPlace =
    sameVisitor === 'replace' && record.members.some(({ visitorId }) => visitorId === entrant.visitorId);
  if (record.banned.includes(entrant.visitorId)) return 'room/banned';
  if (entry === 'open') return 'room/exists';
  if (record.locked && !takesPlace) return 'room/locked';
  if (record.password !== null && record.password.hash !== provenPassword) return 'room/password';
  return record.members.length >= record.policy.maxParticipants && !takesPlace ? 'room/full' : undefined;
}
