import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { RESUME_GRACE_MS } from '../../src/protocol/index.js';
import type { RoomCommand } from './room-command.js';
import { enter, leave, suspend } from './testing/commands.js';
import { expire, paper, role } from './testing/paper.js';

describe('going', () => {
  test('leaving twice, or where there is no room, changes nothing', () => {
    const room = paper(leave('nobody'), enter('a'), enter('b'), leave('b'));
    assert.deepEqual([room.types(leave('b')), room.types(leave('nobody'))], [[], []]);
  });

  test('the room ends with its last member, waiting or not', () => {
    const room = paper(enter('a', { policy: { waitingRoom: true } }), enter('b'));
    assert.deepEqual(room.types(leave('a')), ['participant-left']);
    assert.equal(room.record, undefined);
  });

  test('`closeWithOwner`: the room ends when the owner leaves, not while it is suspended, and when its time is up', () => {
    const policy = { closeWithOwner: true };
    assert.deepEqual(paper(enter('a', { policy }), enter('b')).types(leave('a')), ['participant-left', 'room-closed']);
    const room = paper(enter('a', { policy }), enter('b'));
    assert.deepEqual(room.types(suspend('a')), ['participant-changed']);
    room.wait(RESUME_GRACE_MS);
    assert.deepEqual(room.apply(expire).at(-1), { type: 'room-closed', room: 'r', sequence: 5, by: null });
    assert.equal(room.record, undefined);
  });

  test('the owner may close, nobody else', () => {
    const room = paper(enter('a'), enter('b'), role('b', 'moderator'));
    room.refuses('room/not-allowed', { type: 'close', by: 'b' });
    room.refuses('protocol/not-in-room', { type: 'close', by: 'stranger' });
    assert.deepEqual(room.apply({ type: 'close', by: 'a' }), [
      { type: 'room-closed', room: 'r', sequence: 4, by: 'a' },
    ]);
    room.refuses('protocol/not-in-room', { type: 'close', by: 'a' });
  });
});

describe('who inherits a room', () => {
  const heir = (...commands: RoomCommand[]) => {
    const room = paper(...['a', 'b', 'c', 'd'].map((userId) => enter(userId)), ...commands, leave('a'));
    return room.record?.members.find((member) => member.role === 'owner')?.userId;
  };

  test('of equals who came first', () => assert.equal(heir(), 'b'));
  test('a moderator before them', () => assert.equal(heir(role('d', 'moderator')), 'd'));
  test('whoever is online before whoever is not', () => assert.equal(heir(suspend('b'), suspend('c')), 'd'));
  test('online counts more than a role', () => assert.equal(heir(role('d', 'moderator'), suspend('d')), 'b'));
  test('a viewer only when there is nobody else', () => {
    assert.equal(heir(role('b', 'viewer'), role('c', 'viewer'), suspend('d')), 'd');
    assert.equal(heir(role('b', 'viewer'), leave('c'), leave('d')), 'b');
  });

  test('one change of owner when several are gone at once', () => {
    const room = paper(...['a', 'b', 'c'].map((userId) => enter(userId)), suspend('a'), suspend('b'));
    room.wait(RESUME_GRACE_MS);
    assert.deepEqual(room.types(expire), ['participant-left', 'participant-left', 'owner-changed']);
    assert.equal(room.people, 'c owner');
  });
});
