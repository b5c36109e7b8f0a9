import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DIRECTIONS, ROLES, type Direction, type Role } from './room-messages.js';
import { connects, may, sends, type Action } from './room-rules.js';

const ACTIONS: readonly Action[] = [
  ...([
    'admit',
    'lock',
    'set-password',
    'request-mute',
    'lower-hand',
    'eject',
    'set-role',
    'transfer',
    'close',
  ] as const),
];
const EVERYTHING = { audio: true, video: true, screen: true, data: true };
const NOTHING_TWO_WAY = { audio: false, video: false, screen: false };

function sending(direction: Direction): Role[] {
  return ROLES.filter((role) => sends({ direction, session: EVERYTHING, twoWay: NOTHING_TWO_WAY }, role, 'video'));
}

test('participants and viewers have no power, an owner has every', () => {
  for (const action of ACTIONS) {
    assert.deepEqual([may('viewer', action), may('participant', action), may('owner', action)], [false, false, true]);
  }
});

test('a moderator lets in, locks and acts on people of lower rank, and decides nothing about ranks or the end', () => {
  assert.deepEqual(
    ACTIONS.filter((action) => may('moderator', action)),
    ['admit', 'lock', 'set-password', 'request-mute', 'lower-hand', 'eject'],
  );
  for (const action of ['request-mute', 'lower-hand', 'eject'] as const) {
    assert.deepEqual(
      ROLES.filter((target) => may('moderator', action, target)),
      ['participant', 'viewer'],
      action,
    );
  }
  assert.equal(may('owner', 'eject', 'moderator'), true);
  assert.equal(may('owner', 'eject', 'owner'), false);
});

test('in a star only the owner is connected with the others, elsewhere everybody with everybody', () => {
  for (const direction of DIRECTIONS) {
    const star = ['one-to-many', 'one-way', 'many-to-one'].includes(direction);
    assert.equal(connects({ direction }, 'participant', 'moderator'), !star, direction);
    assert.equal(connects({ direction }, 'participant', 'owner'), true, direction);
    assert.equal(connects({ direction }, 'owner', 'viewer'), true, direction);
  }
});

test('who sends follows from the direction, and a viewer never does', () => {
  assert.deepEqual(sending('many-to-many'), ['owner', 'moderator', 'participant']);
  assert.deepEqual(sending('one-to-one'), ['owner', 'moderator', 'participant']);
  assert.deepEqual(sending('one-to-many'), ['owner', 'moderator', 'participant']);
  assert.deepEqual(sending('one-way'), ['owner']);
  assert.deepEqual(sending('many-to-one'), ['moderator', 'participant']);
});

test('a kind that is two-way flows whatever the direction says, unless the room does not carry it', () => {
  const policy = {
    direction: 'one-way',
    session: { ...EVERYTHING, audio: false },
    twoWay: { ...NOTHING_TWO_WAY },
  } as const;
  assert.equal(sends({ ...policy, twoWay: { ...NOTHING_TWO_WAY, screen: true } }, 'participant', 'screen'), true);
  assert.equal(sends({ ...policy, twoWay: { ...NOTHING_TWO_WAY, screen: true } }, 'viewer', 'screen'), false);
  assert.equal(sends({ ...policy, twoWay: { ...NOTHING_TWO_WAY, audio: true } }, 'owner', 'audio'), false);
});
