import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RtcError, type Admission, type Member, type RoomPolicy } from '../protocol/index.js';
import { roomChanges } from './room-changes.js';
import { INITIAL_ROOM_STATE, type RoomState } from './room-state.js';
import { PLAIN_LINE } from './chat-log.js';
import { update, type RoomFact } from './room-updates.js';
import { rosterOf, type Roster } from './roster.js';

const ADA: Member = {
  userId: 'ada',
  displayName: 'Ada',
  extra: { seat: 1 },
  role: 'owner',
  hand: false,
  presence: 'online',
};
const ME: Member = { ...ADA, userId: 'me', displayName: 'Me', extra: null, role: 'participant' };
const BEN: Member = { ...ADA, userId: 'ben', displayName: 'Ben', extra: null, role: 'participant' };

const POLICY: RoomPolicy = {
  session: { audio: true, video: true, screen: true, data: true },
  twoWay: { audio: false, video: false, screen: false },
  direction: 'many-to-many',
  maxParticipants: 50,
  waitingRoom: true,
  closeWithOwner: false,
  listed: null,
};

const ADMISSION: Admission = {
  userId: 'me',
  opened: false,
  snapshot: {
    room: 'standup',
    policy: POLICY,
    locked: false,
    protected: false,
    members: [ADA, ME],
    waiting: [],
    sequence: 2,
  },
  resumeToken: '',
  iceServers: [],
};

const ROSTER = rosterOf(ADMISSION.snapshot);

/** As it comes over the wire: the same again is another object. */
function roster(parts: Partial<Roster> = {}): RoomFact & { type: 'roster' } {
  return { type: 'roster', roster: structuredClone({ ...ROSTER, ...parts }) };
}

const CAMERA = {
  streamId: 's1',
  source: 'camera',
  kinds: ['video'],
  muted: { audio: false, video: false },
  stream: undefined,
  tracks: {},
} as const;

function after(...facts: RoomFact[]): RoomState {
  return facts.reduce(update, INITIAL_ROOM_STATE);
}

const JOINED = after({ type: 'joining', name: 'standup' }, { type: 'admitted', admission: ADMISSION });

function types(previous: RoomState, next: RoomState): string[] {
  return [...roomChanges(previous, next)].map(({ type }) => type);
}

function details(previous: RoomState, next: RoomState, because?: RoomFact): unknown[] {
  return [...roomChanges(previous, next, because)].map((event) => (event as CustomEvent<unknown>).detail);
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
    roster(),
    { type: 'resumed' },
    { type: 'call-ended', callId: 'none' },
    { type: 'peer-state', userId: 'ada', state: 'connecting', relayed: false },
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

test('a connection is told of with its way and its quality, once for each change', () => {
  const details = (facts: readonly RoomFact[]): unknown[] => {
    let state = JOINED;
    return facts.flatMap((fact) => {
      const next = update(state, fact);
      const events = [...roomChanges(state, next, fact)] as CustomEvent<unknown>[];
      state = next;
      return events.map(({ type, detail }) => [type, detail]);
    });
  };
  const connected = { type: 'peer-state', userId: 'ada', state: 'connected', relayed: false } as const;
  const told = (state: string, relayed: boolean, quality: number): unknown => [
    'rtc-connection-change',
    { userId: 'ada', state, quality, relayed },
  ];
  assert.deepEqual(
    details([
      connected,
      connected,
      { ...connected, relayed: true },
      { type: 'measured', userId: 'ada', about: { quality: 3 } },
      { type: 'measured', userId: 'ada', about: { quality: 3 } },
      { ...connected, state: 'disconnected' },
    ]),
    [
      told('connected', false, 0),
      told('connected', true, 0),
      told('connected', true, 3),
      told('disconnected', false, 0),
    ],
  );
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
  const next = update(
    JOINED,
    roster({
      members: [
        { ...ADA, role: 'participant' },
        { ...ME, role: 'owner' },
      ],
    }),
  );
  assert.equal(next.owner, true);
  assert.deepEqual(
    next.participants.filter(({ role }) => role === 'owner').map(({ userId }) => userId),
    ['me'],
  );
  assert.deepEqual(types(JOINED, next), ['rtc-participant-change', 'rtc-participant-change', 'rtc-owner-change']);
});

test('who comes is last, and who goes is told of with the reason', () => {
  const joined = update(JOINED, roster({ members: [ADA, ME, BEN] }));
  assert.deepEqual(
    joined.participants.map(({ userId, connection }) => [userId, connection]),
    [
      ['me', 'connected'],
      ['ada', 'connecting'],
      ['ben', 'connecting'],
    ],
  );
  assert.deepEqual(types(JOINED, joined), ['rtc-participant-joined']);
  const fact = { ...roster(), left: { userId: 'ben', reason: 'ejected' } } as const;
  const gone = update(joined, fact);
  assert.deepEqual(gone.participants, JOINED.participants);
  const [detail] = details(joined, gone, fact) as { participant: { userId: string }; reason: string }[];
  assert.deepEqual([detail?.participant.userId, detail?.reason], ['ben', 'ejected']);
});

test('what changed about somebody is named, and a hand has an event of its own', () => {
  const changes: [Partial<Member>, string[]][] = [
    [{ displayName: 'Ada L.' }, ['displayName']],
    [{ extra: { seat: 2 } }, ['extra']],
    [{ presence: 'suspended' }, ['presence']],
    [{ hand: true, extra: null }, ['extra', 'hand']],
  ];
  for (const [change, changed] of changes) {
    const next = update(JOINED, roster({ members: [{ ...ADA, ...change }, ME] }));
    const [first, second] = details(JOINED, next) as { changed?: string[]; raised?: boolean }[];
    assert.deepEqual(first?.changed, changed);
    assert.equal(second?.raised, change.hand);
    assert.equal(next.participants[0], JOINED.participants[0]);
  }
});

test('who waits is shown to those who may admit, and asked about once, when they may', () => {
  const waiting = [{ userId: 'dora', displayName: 'Dora', extra: null }];
  const unseen = update(JOINED, roster({ waiting }));
  assert.equal(unseen, JOINED);
  const promoted = update(unseen, roster({ waiting, members: [ADA, { ...ME, role: 'moderator' }] }));
  assert.deepEqual(promoted.waiting, waiting);
  assert.deepEqual(types(unseen, promoted), ['rtc-participant-change', 'rtc-join-request']);
  const locked = update(promoted, roster({ waiting, locked: true, members: [ADA, { ...ME, role: 'moderator' }] }));
  assert.equal(locked.waiting, promoted.waiting);
  assert.deepEqual([locked.locked, types(promoted, locked)], [true, []]);
});

test('in a star those who are not connected are not shown as connecting', () => {
  const star = roster({ policy: { ...POLICY, direction: 'one-way' }, members: [ADA, ME, BEN] });
  const { participants } = update(JOINED, star);
  assert.deepEqual(
    participants.map(({ connection }) => connection),
    ['connected', 'connecting', 'closed'],
  );
});

test('an interruption is a state and changes nobody, and a resume takes it back', () => {
  const away = update(JOINED, { type: 'interrupted' });
  assert.deepEqual([away.status, away.reason], ['reconnecting', 'signaling']);
  assert.equal(away.participants, JOINED.participants);
  assert.deepEqual(update(away, { type: 'resumed' }), JOINED);
});

test('a new membership after an interruption keeps the own streams, under the new id, and meets the others anew', () => {
  const own = { type: 'published', userId: 'me', publications: [CAMERA] } as const;
  const before = [own, { ...own, userId: 'ada' }].reduce<RoomState>(update, JOINED);
  const members = [ADA, { ...ME, userId: 'me-again' }];
  const admission = { ...ADMISSION, userId: 'me-again', snapshot: { ...ADMISSION.snapshot, members } };
  const after = update(before, { type: 'admitted', admission });
  assert.deepEqual(
    after.participants.map(({ userId, streams }) => [userId, streams.map((stream) => stream.userId)]),
    [
      ['me-again', ['me-again']],
      ['ada', []],
    ],
  );
});

test('calls ring in a room or not', () => {
  const call = { callId: 'c1', from: 'ada', displayName: 'Ada' };
  const ringing = update(INITIAL_ROOM_STATE, { type: 'rang', call });
  const joining = update(ringing, { type: 'joining', name: 'standup' });
  assert.deepEqual(joining.calls, [call]);
  assert.deepEqual(update(joining, { type: 'call-ended', callId: 'c1' }).calls, []);
});

test('leaving takes the people and their streams away and keeps what was said', () => {
  const line = { ...PLAIN_LINE, id: 'l1', from: 'ada', displayName: 'Ada', text: 'hello', sentAt: 0 };
  const talking = [
    { type: 'published', userId: 'ada', publications: [CAMERA] },
    { type: 'chat', parts: { messages: [line], typing: ['ada'] } },
  ] as const;
  const before = talking.reduce<RoomState>(update, JOINED);
  const left = update(before, { type: 'ended', status: 'left', reason: 'left' });
  assert.equal(left.status, 'left');
  assert.equal(left.participants.length, 0);
  assert.deepEqual(left.messages, [line]);
  assert.deepEqual(left.typing, [], 'nobody is there to write');
  assert.deepEqual(types(before, left), ['rtc-state-change', 'rtc-stream-removed', 'rtc-participant-left']);
});

test('a failure is in the snapshot with its error', () => {
  const error = new RtcError('room/full', 'The room is full.', { severity: 'fatal' });
  const failed = update(JOINED, { type: 'failed', error });
  assert.equal(failed.status, 'failed');
  assert.equal(failed.error, error);
  assert.equal(failed.reason, 'room/full');
});
