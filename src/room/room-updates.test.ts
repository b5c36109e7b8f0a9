import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Admission } from '../protocol/index.js';
import { RtcError } from '../protocol/index.js';
import { roomChanges } from './room-changes.js';
import { INITIAL_ROOM_STATE, type RoomState } from './room-state.js';
import { update, type RoomFact } from './room-updates.js';

const ADMISSION: Admission = {
  room: 'standup',
  userId: 'me',
  owner: false,
  opened: false,
  policy: { session: { audio: true, video: true, screen: true, data: true }, maxParticipants: 50 },
  members: [{ userId: 'ada', displayName: 'Ada', extra: null, owner: true }],
  sequence: 2,
  iceServers: [],
};

const CAMERA = {
  streamId: 's1',
  source: 'camera',
  kinds: ['video'],
  muted: { audio: false, video: false },
  stream: undefined,
} as const;

function after(...facts: RoomFact[]): RoomState {
  return facts.reduce(update, INITIAL_ROOM_STATE);
}

const JOINED = after(
  { type: 'joining', name: 'standup' },
  { type: 'admitted', admission: ADMISSION, displayName: 'Me', extra: null },
);

function types(previous: RoomState, next: RoomState): string[] {
  return [...roomChanges(previous, next)].map(({ type }) => type);
}

test('an admission puts oneself first, then the others', () => {
  assert.equal(JOINED.status, 'joined');
  assert.deepEqual(
    JOINED.participants.map(({ userId, self, role }) => [userId, self, role]),
    [
      ['me', true, 'participant'],
      ['ada', false, 'owner'],
    ],
  );
});

test('everything reachable from the snapshot is frozen', () => {
  const state = update(JOINED, { type: 'published', userId: 'ada', publications: [CAMERA] });
  assert.ok(Object.isFrozen(state));
  assert.ok(Object.isFrozen(state.participants));
  assert.ok(
    state.participants.every((participant) => Object.isFrozen(participant) && Object.isFrozen(participant.streams)),
  );
  assert.ok(
    state.participants
      .flatMap(({ streams }) => streams)
      .every((view) => Object.isFrozen(view) && Object.isFrozen(view.muted)),
  );
});

test('a fact that changes nothing returns the same object', () => {
  const published = update(JOINED, { type: 'published', userId: 'ada', publications: [CAMERA] });
  const facts: RoomFact[] = [
    {
      type: 'published',
      userId: 'ada',
      publications: [{ ...CAMERA, kinds: ['video'], muted: { audio: false, video: false } }],
    },
    { type: 'member-left', userId: 'nobody' },
    { type: 'peer-state', userId: 'ada', state: 'connecting' },
    { type: 'member-joined', member: ADMISSION.members[0]! },
    { type: 'owner-changed', userId: 'ada' },
    { type: 'devices', microphone: 'off', camera: 'off', screen: 'off' },
    { type: 'published', userId: 'nobody', publications: [CAMERA] },
  ];
  for (const fact of facts) assert.equal(update(published, fact), published, fact.type);
});

test('an update leaves what is off its path as it was', () => {
  const next = update(JOINED, { type: 'published', userId: 'ada', publications: [CAMERA] });
  assert.equal(next.messages, JOINED.messages);
  assert.equal(next.participants[0], JOINED.participants[0]);
  assert.notEqual(next.participants[1], JOINED.participants[1]);
});

test('a publication is announced, added, muted and removed, once each', () => {
  const stream = {} as MediaStream;
  const announced = update(JOINED, { type: 'published', userId: 'ada', publications: [CAMERA] });
  const added = update(announced, { type: 'published', userId: 'ada', publications: [{ ...CAMERA, stream }] });
  const muted = update(added, {
    type: 'published',
    userId: 'ada',
    publications: [{ ...CAMERA, stream, muted: { audio: false, video: true } }],
  });
  const removed = update(muted, { type: 'published', userId: 'ada', publications: [] });
  assert.deepEqual(types(JOINED, announced), ['rtc-stream-announced']);
  assert.deepEqual(types(announced, added), ['rtc-stream-added']);
  assert.deepEqual(types(added, muted), ['rtc-mute-change']);
  assert.deepEqual(types(muted, removed), ['rtc-stream-removed']);
});

test('somebody heard of for the first time as muted is told of as muted', () => {
  const next = update(JOINED, {
    type: 'published',
    userId: 'ada',
    publications: [{ ...CAMERA, muted: { audio: false, video: true } }],
  });
  assert.deepEqual(types(JOINED, next), ['rtc-stream-announced', 'rtc-mute-change']);
});

test('ownership passes on to exactly one', () => {
  const next = update(JOINED, { type: 'owner-changed', userId: 'me' });
  assert.equal(next.owner, true);
  assert.deepEqual(
    next.participants.filter(({ role }) => role === 'owner').map(({ userId }) => userId),
    ['me'],
  );
  assert.deepEqual(types(JOINED, next), ['rtc-owner-change']);
});

test('a new owner is told of, also when the one before is gone already', () => {
  const gone = update(JOINED, { type: 'member-left', userId: 'ada' });
  const next = update(gone, { type: 'owner-changed', userId: 'me' });
  const [event] = [...roomChanges(gone, next)].filter(({ type }) => type === 'rtc-owner-change');
  assert.deepEqual((event as CustomEvent).detail, { userId: 'me', previous: null });
});

test('leaving takes the people and their streams away and keeps what was said', () => {
  const line = {
    id: 'l1',
    from: 'ada',
    displayName: 'Ada',
    self: false,
    to: undefined,
    text: 'hello',
    sentAt: 0,
    status: 'received',
  } as const;
  const talking = [
    { type: 'published', userId: 'ada', publications: [CAMERA] },
    { type: 'line', line },
  ] as const;
  const before = talking.reduce<RoomState>(update, JOINED);
  const left = update(before, { type: 'left' });
  assert.equal(left.status, 'left');
  assert.equal(left.participants.length, 0);
  assert.deepEqual(left.messages, [line]);
  assert.deepEqual(types(before, left), ['rtc-state-change', 'rtc-stream-removed', 'rtc-participant-left']);
});

test('a failure is in the snapshot with its error', () => {
  const error = new RtcError('room/full', 'The room is full.', { severity: 'fatal' });
  const failed = update(JOINED, { type: 'failed', error });
  assert.equal(failed.status, 'failed');
  assert.equal(failed.error, error);
  assert.equal(failed.reason, 'room/full');
});

test('the chat keeps its newest ten thousand lines', () => {
  let state = JOINED;
  for (let index = 0; index < 10_050; index += 1) {
    const line = {
      id: `l${index}`,
      from: 'ada',
      displayName: '',
      self: false,
      to: undefined,
      text: '',
      sentAt: 0,
    } as const;
    state = update(state, { type: 'line', line: { ...line, status: 'received' } });
  }
  assert.equal(state.messages.length, 10_000);
  assert.equal(state.messages.at(-1)?.id, 'l10049');
});
