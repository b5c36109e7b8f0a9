import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_SDP_CHARACTERS } from '../../src/protocol/index.js';
import type { ClientEvents } from '../../src/protocol/index.js';
import {
  ask,
  build,
  CANDIDATE,
  connect,
  Ear,
  GENEROUS,
  join,
  JOIN,
  POLICY,
  raw,
  settled,
} from '../../server/testing/app-under-test.js';
import { codeOf, EVENTS, RIGHT, send } from './requests.js';

const TIMEOUT = { timeout: 60_000 };

/** What has killed servers of this kind, and its relatives. */
const POISON: readonly unknown[] = [
  null,
  undefined,
  0,
  -1,
  'NaN',
  '',
  'x'.repeat(60_000),
  true,
  [],
  [[]],
  [null],
  [JOIN],
  {},
  { room: null },
  { room: [] },
  { room: {} },
  { room: 1 },
  { room: '' },
  { room: 'x'.repeat(129) },
  { room: 'a\nb' },
  { room: 'a\u0000b' },
  { room: '\ud800' },
  { room: { toString: 'x', length: 5 } },
  { length: 1, 0: JOIN },
  { toString: null, valueOf: null },
  JSON.parse('{"__proto__":{"room":"tea"}}'),
  JSON.parse('{"constructor":{"prototype":{"polluted":true}}}'),
  Buffer.from('room'),
  { room: Buffer.from('tea') },
];

/** Requests that are right but for one thing. */
const ALMOST: Readonly<Partial<Record<keyof ClientEvents, readonly unknown[]>>> = {
  'room:join': [
    { ...JOIN, room: undefined },
    { ...JOIN, displayName: 'x'.repeat(65) },
    { ...JOIN, displayName: 'a\u001b[31m' },
    { ...JOIN, displayName: null },
    { ...JOIN, extra: 'x'.repeat(8_192) },
    { ...JOIN, extra: JSON.parse(`${'['.repeat(17)}${']'.repeat(17)}`) as unknown },
    { ...JOIN, extra: JSON.parse(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`) as unknown },
    { ...JOIN, extra: Buffer.alloc(3) },
    { ...JOIN, policy: null },
    { ...JOIN, policy: { ...POLICY, maxParticipants: 0 } },
    { ...JOIN, policy: { ...POLICY, maxParticipants: 501 } },
    { ...JOIN, policy: { ...POLICY, maxParticipants: 1.5 } },
    { ...JOIN, policy: { ...POLICY, maxParticipants: '5' } },
    { ...JOIN, policy: { ...POLICY, session: {} } },
    { ...JOIN, policy: { ...POLICY, direction: '__proto__' } },
    { ...JOIN, policy: { ...POLICY, listed: 'x'.repeat(129) } },
    { ...JOIN, password: '' },
    { ...JOIN, password: 'x'.repeat(257) },
    { ...JOIN, password: { length: 1 } },
    { ...JOIN, entry: 'toString' },
    { ...JOIN, wait: 'true' },
    { ...JOIN, role: 'owner' },
    { ...JOIN, visitor: 'somebody-else' },
    { ...JOIN, userId: 'somebody-else' },
    { ...JOIN, from: 'somebody-else' },
    JSON.parse(JSON.stringify(JOIN).replace('{', '{"__proto__":{"owner":true},')),
  ],
  'room:leave': [{ room: 'tea', userId: 'somebody-else' }],
  'room:resume': [
    { ...RIGHT['room:resume'], resumeToken: '' },
    { ...RIGHT['room:resume'], resumeToken: 'x'.repeat(44) },
    { ...RIGHT['room:resume'], resumeToken: ['x'] },
    { ...RIGHT['room:resume'], sequence: -1 },
    { ...RIGHT['room:resume'], sequence: 0.5 },
    { ...RIGHT['room:resume'], sequence: null },
  ],
  'room:lock': [{ room: 'tea', locked: 1 }],
  'room:password': [{ room: 'tea', password: 1 }, { room: 'tea' }],
  'member:update': [
    { room: 'tea', extra: 'x'.repeat(8_192) },
    { room: 'tea', userId: 'somebody-else', displayName: '' },
  ],
  'member:role': [{ room: 'tea', userId: 'a', role: 'owner' }],
  'member:mute': [{ room: 'tea', userId: 'a', kind: 'unmute' }],
  'call:start': [{ name: 'a', displayName: '', from: 'somebody-else' }],
  'peer:signal': [
    { room: 'tea', to: '__proto__', signal: CANDIDATE, from: 'somebody-else' },
    { room: 'tea', to: ['a', 'b'], signal: CANDIDATE },
    { room: 'tea', to: '*', signal: CANDIDATE },
    { room: 'tea', to: '', signal: CANDIDATE },
    { room: 'tea', to: 'a', signal: null },
    { room: 'tea', to: 'a', signal: [] },
    { room: 'tea', to: 'a', signal: { kind: '__proto__' } },
    { room: 'tea', to: 'a', signal: { kind: 'candidate' } },
    {
      room: 'tea',
      to: 'a',
      signal: { kind: 'candidate', candidate: { ...CANDIDATE.candidate, candidate: 'x'.repeat(1_025) } },
    },
    { room: 'tea', to: 'a', signal: offer('x'.repeat(MAX_SDP_CHARACTERS + 1)) },
    { room: 'tea', to: 'a', signal: { ...offer(''), description: { type: 'rollback', sdp: '' } } },
  ],
};

function offer(sdp: string) {
  return {
    kind: 'description',
    description: { type: 'offer', sdp },
    offers: { revision: 0, publications: [] },
  } as const;
}

for (const event of EVENTS) {
  test(
    `A18, A15, A16 ${event}: whatever is wrong is refused as such, and nobody else hears of it`,
    TIMEOUT,
    async (t) => {
      const { url } = await build(t, {}, { limits: GENEROUS });
      const [attacker, witness] = [await connect(t, url), await connect(t, url)];
      await join(witness, 'tea');
      const ear = new Ear(witness);
      for (const request of [...POISON, ...(ALMOST[event] ?? [])].filter((request) => !isRight(event, request))) {
        assert.equal(
          await codeOf(raw(attacker, event, request)),
          'protocol/invalid',
          JSON.stringify(request)?.slice(0, 100),
        );
      }
      await settled(witness);
      assert.deepEqual([ear.events, ear.signals], [[], []]);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    },
  );

  test(`A18 ${event}: too few, too many and no acknowledgement at all`, TIMEOUT, async (t) => {
    const { url } = await build(t, {}, { limits: GENEROUS });
    const socket = await connect(t, url);
    assert.equal(await codeOf(raw(socket, event)), 'protocol/invalid');
    const right = RIGHT[event];
    assert.equal(await codeOf(raw(socket, event, right, right)), 'protocol/invalid');
    assert.equal(await codeOf(raw(socket, event, ...Array.from({ length: 50 }, () => right))), 'protocol/invalid');
    for (const request of POISON) {
      send(socket, event, request);
      // In the acknowledgement's place, things that are none.
      for (const fake of [null, {}, [], 'callback', 1, { call: true, apply: true }]) send(socket, event, request, fake);
    }
    send(socket, event);
    await settled(socket);
  });
}

test('A17 events nobody knows are answered as such, also the ones only the service sends', TIMEOUT, async (t) => {
  const { url } = await build(t, {}, { limits: GENEROUS });
  const [attacker, witness] = [await connect(t, url), await connect(t, url)];
  await Promise.all([join(attacker, 'tea'), join(witness, 'tea')]);
  const ear = new Ear(witness);
  const told = [
    'room:happened',
    'room:admitted',
    'room:refused',
    'room:ended',
    'member:mute-requested',
    'rooms:changed',
  ];
  const alsoTold = ['call:rang', 'call:ended', 'peer:signalled', 'visitor:issued'];
  const inherited = [
    'message',
    'error',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    'x'.repeat(10_000),
  ];
  const names = [...told, ...alsoTold, ...inherited, 'room:join ', 'room:changed', 'call:ring', 'call:over'];
  for (const name of names) {
    assert.equal(await codeOf(raw(attacker, name, JOIN)), 'protocol/unknown-event', name.slice(0, 40));
    send(attacker, name, null);
  }
  await settled(attacker);
  await settled(witness);
  assert.deepEqual([ear.events, ear.signals], [[], []]);
});

test('A16 rooms may be called like the insides of an object', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  for (const room of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'room:x', a.id ?? '']) {
    const first = await join(a, room);
    assert.deepEqual([first.opened, first.snapshot.members.length], [true, 1], room);
    const ear = new Ear(a);
    const second = await join(b, room);
    await ask(b, 'peer:signal', { room, to: first.userId, signal: CANDIDATE });
    await settled(a);
    assert.deepEqual(ear.signals, [{ room, from: second.userId, signal: CANDIDATE }]);
    await ask(a, 'room:leave', { room });
    await ask(b, 'room:leave', { room });
  }
});

/** Some poison is exactly what another event asks for. */
function isRight(event: keyof ClientEvents, request: unknown): boolean {
  return JSON.stringify(request) === JSON.stringify(RIGHT[event]);
}
