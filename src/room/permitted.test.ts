import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MediaKind, RoomPolicy, Source } from '../protocol/index.js';
import { permittedKinds, permittedOnly } from './permitted.js';

const POLICY: RoomPolicy = {
  session: { audio: true, video: true, screen: true, data: true },
  twoWay: { audio: true, video: false, screen: false },
  direction: 'one-way',
  maxParticipants: 50,
  waitingRoom: false,
  closeWithOwner: false,
  listed: null,
};

function offer(source: Source, ...kinds: MediaKind[]) {
  return { source, kinds };
}

const OFFERS = [
  offer('microphone', 'audio'),
  offer('camera', 'video'),
  offer('screen', 'video', 'audio'),
  offer('custom', 'audio'),
  offer('custom', 'audio', 'video'),
];

test('what a sender’s role may not send is dropped, a stream with a part of it as a whole', () => {
  assert.deepEqual(permittedOnly(OFFERS, permittedKinds(POLICY, 'participant')), [OFFERS[0], OFFERS[3]]);
  assert.deepEqual(permittedOnly(OFFERS, permittedKinds(POLICY, 'viewer')), []);
});

test('the list stays the same where all of it is permitted', () => {
  assert.equal(permittedOnly(OFFERS, permittedKinds(POLICY, 'owner')), OFFERS);
});

test('who is not in the room sends nothing', () => {
  assert.deepEqual(permittedOnly(OFFERS, permittedKinds(POLICY, undefined)), []);
  assert.deepEqual(permittedOnly(OFFERS, permittedKinds(undefined, 'owner')), []);
});
