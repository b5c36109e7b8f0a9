import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Member, RoomEvent } from '../protocol/index.js';
import { rosterAfter, type Roster } from './roster.js';

function member(userId: string, role: Member['role'] = 'participant'): Member {
  return { userId, displayName: userId, extra: null, role, hand: false, presence: 'online' };
}

const ROSTER: Roster = {
  policy: {
    session: { audio: true, video: true, screen: true, data: true },
    twoWay: { audio: false, video: false, screen: false },
    direction: 'many-to-many',
    maxParticipants: 50,
    waitingRoom: true,
    closeWithOwner: false,
    listed: null,
  },
  members: [member('ada', 'owner'), member('ben')],
  waiting: [],
  locked: false,
  protected: false,
};

type Unnumbered = RoomEvent extends infer E ? (E extends RoomEvent ? Omit<E, 'room' | 'sequence'> : never) : never;

function after(...events: Unnumbered[]): Roster {
  return events.reduce<Roster>(
    (roster, event, index) => rosterAfter(roster, { ...event, room: 'r', sequence: index + 1 }),
    ROSTER,
  );
}

function roles({ members }: Roster): string[] {
  return members.map(({ userId, role }) => `${userId} ${role}`);
}

test('who comes is last, who goes is gone, who is told of twice is there once', () => {
  const cleo = { type: 'participant-joined', member: member('cleo') } as const;
  assert.deepEqual(roles(after(cleo, cleo, { type: 'participant-left', userId: 'ada', reason: 'left' })), [
    'ben participant',
    'cleo participant',
  ]);
});

test('ownership goes from one to the other, and nobody changes place', () => {
  const handedOver = after({ type: 'owner-changed', userId: 'ben', previous: 'ada' });
  assert.deepEqual(roles(handedOver), ['ada participant', 'ben owner']);
});

test('the heir of an owner who is gone owns the room', () => {
  const inherited = after(
    { type: 'participant-left', userId: 'ada', reason: 'expired' },
    { type: 'owner-changed', userId: 'ben', previous: 'ada' },
  );
  assert.deepEqual(roles(inherited), ['ben owner']);
});

test('a change replaces the member and leaves the others as they are', () => {
  const changed = after({ type: 'participant-changed', member: { ...member('ben', 'viewer'), hand: true } });
  assert.deepEqual(roles(changed), ['ada owner', 'ben viewer']);
  assert.equal(changed.members[0], ROSTER.members[0]);
});

test('who waits does so until the wait is over', () => {
  const waiting = { userId: 'dora', displayName: 'Dora', extra: null };
  assert.deepEqual(after({ type: 'waiting-began', waiting }).waiting, [waiting]);
  assert.deepEqual(after({ type: 'waiting-began', waiting }, { type: 'waiting-ended', userId: 'dora' }).waiting, []);
});

test('lock and password are what the newest event says', () => {
  const { locked, protected: isProtected } = after({ type: 'room-changed', locked: true, protected: true });
  assert.deepEqual([locked, isProtected], [true, true]);
});
