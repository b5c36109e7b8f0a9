import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RoomCommand } from './room-command.js';
import { enter, leave, resume, suspend } from './testing/commands.js';
import { admit, eject, hand, paper, role, SECRET } from './testing/paper.js';

describe('ejecting and banning', () => {
  test('the ejected may come again, the banned may not', () => {
    const room = paper(enter('a'), enter('b'), enter('c'), eject('a', 'b'), eject('a', 'c', true));
    room.apply(enter('b'));
    room.refuses('room/banned', enter('c2', { visitorId: 'visitor-c' }));
    room.refuses('room/banned', enter('c3', { visitorId: 'visitor-c', entry: 'open' }));
  });

  test('a ban reaches every page of the visitor, suspended and waiting ones too', () => {
    const b = { visitorId: 'visitor-b' };
    const room = paper(enter('a', { policy: { waitingRoom: true } }), enter('b', b), enter('b2', b), enter('b3', b));
    room.apply(admit('b'));
    room.apply(admit('b2'));
    const reasons = room.apply(eject('a', 'b', true)).map((event) => ('reason' in event ? event.reason : event.type));
    assert.deepEqual(reasons, ['waiting-ended', 'banned', 'banned']);
    assert.equal(room.people, 'a owner');
    room.refuses('room/expired', resume('b2', { visitorId: 'visitor-b', shownHash: 'claim-b2' }));
  });

  test('moderators act on lower ranks only, nobody on themselves', () => {
    const room = paper(
      ...['a', 'b', 'c', 'd'].map((userId) => enter(userId)),
      role('b', 'moderator'),
      role('c', 'moderator'),
    );
    for (const [by, userId] of [
      ['b', 'a'],
      ['b', 'c'],
      ['b', 'b'],
      ['a', 'a'],
      ['d', 'b'],
    ] as const) {
      room.refuses('room/not-allowed', eject(by, userId));
      room.refuses('room/not-allowed', eject(by, userId, true));
    }
    room.apply(eject('b', 'd'));
    room.apply(eject('a', 'c'));
  });

  test('a ban does not reach the owner through its second page', () => {
    const second = { visitorId: 'visitor-a' };
    const room = paper(enter('a'), enter('b'), enter('a2', second), role('b', 'moderator'));
    room.refuses('room/not-allowed', eject('b', 'a2', true));
    room.refuses('room/not-allowed', eject('a', 'a2', true));
    room.apply(eject('b', 'a2'));
  });

  test('who acts and whom it concerns must be in the room', () => {
    const room = paper(enter('a'));
    room.refuses('protocol/not-in-room', eject('stranger', 'a'));
    room.refuses('protocol/no-such-participant', eject('a', 'stranger'));
  });
});

describe('power', () => {
  test('only the owner gives roles, and never away its own', () => {
    const room = paper(enter('a'), enter('b'), enter('c'), role('b', 'moderator'));
    assert.equal(room.people, 'a owner, b moderator, c participant');
    room.refuses('room/not-allowed', role('c', 'viewer', 'b'));
    room.refuses('room/not-allowed', role('a', 'viewer'));
    assert.deepEqual(room.types(role('b', 'moderator')), []);
  });

  test('ownership is handed over whole', () => {
    const room = paper(enter('a'), enter('b'));
    const transfer: RoomCommand = { type: 'transfer', by: 'a', userId: 'b' };
    assert.deepEqual(room.types({ ...transfer, userId: 'a' }), []);
    assert.deepEqual(room.apply(transfer), [
      { type: 'owner-changed', room: 'r', sequence: 3, userId: 'b', previous: 'a' },
    ]);
    assert.equal(room.people, 'a participant, b owner');
    room.refuses('room/not-allowed', transfer);
  });

  test('lock and password are told when they change what can be seen', () => {
    const room = paper(enter('a'), enter('b'));
    const password = (value: typeof SECRET | null): RoomCommand => ({ type: 'set-password', by: 'a', password: value });
    room.refuses('room/not-allowed', { type: 'lock', by: 'b', locked: true });
    room.refuses('room/not-allowed', { ...password(SECRET), by: 'b' } as RoomCommand);
    assert.deepEqual(room.types({ type: 'lock', by: 'a', locked: true }), ['room-changed']);
    assert.deepEqual(room.types({ type: 'lock', by: 'a', locked: true }), []);
    assert.deepEqual(room.apply(password(SECRET)), [
      { type: 'room-changed', room: 'r', sequence: 4, locked: true, protected: true },
    ]);
    assert.deepEqual(room.types(password({ salt: 't', hash: 'other' })), []);
    assert.equal(room.record?.password?.hash, 'other');
    assert.deepEqual(room.types(password(null)), ['room-changed']);
  });

  test('name and extra are one’s own; what is absent stays', () => {
    const room = paper(enter('a'));
    assert.deepEqual(room.types({ type: 'update', userId: 'a', displayName: 'Ada' }), ['participant-changed']);
    assert.deepEqual(room.types({ type: 'update', userId: 'a', extra: { deep: [1] } }), ['participant-changed']);
    assert.deepEqual(room.types({ type: 'update', userId: 'a', displayName: 'Ada', extra: { deep: [1] } }), []);
    assert.equal(room.record?.members[0]?.displayName, 'Ada');
    room.refuses('protocol/not-in-room', { type: 'update', userId: 'b', displayName: 'x' });
  });

  test('a hand is raised by its owner, lowered by a moderator too', () => {
    const room = paper(enter('a'), enter('b'), enter('c'));
    assert.deepEqual(room.types(hand('b', 'b', true)), ['participant-changed']);
    room.refuses('room/not-allowed', hand('a', 'c', true));
    room.refuses('room/not-allowed', hand('c', 'b', false));
    assert.deepEqual(room.types(hand('a', 'b', false)), ['participant-changed']);
    room.refuses('protocol/no-such-participant', hand('a', 'stranger', false));
  });
});

test('every event is numbered one above the one before it', () => {
  const room = paper();
  const commands = [enter('a'), enter('b'), suspend('b'), resume('b'), hand('a', 'a', true), leave('a'), leave('b')];
  const events = commands.flatMap((command) => [...room.apply(command)]);
  assert.deepEqual(
    events.map(({ sequence }) => sequence),
    events.map((_, index) => index + 1),
  );
});
