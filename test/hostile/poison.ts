import { MAX_SDP_CHARACTERS } from '../../src/protocol/index.js';
import { CANDIDATE, POLICY } from '../../server/testing/app-under-test.js';

export const EVENTS = ['room:join', 'room:leave', 'peer:signal'] as const;

export const JOIN = { room: 'tea', displayName: '', extra: null, policy: POLICY };

/** What has killed servers of this kind, and its relatives. */
export const POISON: readonly unknown[] = [
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
export const ALMOST: Readonly<Record<(typeof EVENTS)[number], readonly unknown[]>> = {
  'room:join': [
    { ...JOIN, room: undefined },
    { ...JOIN, displayName: 'x'.repeat(65) },
    { ...JOIN, displayName: 'a\u001b[31m' },
    { ...JOIN, displayName: null },
    { ...JOIN, extra: 'x'.repeat(8_192) },
    { ...JOIN, extra: nested(17) },
    { ...JOIN, extra: nested(1_000) },
    { ...JOIN, extra: Buffer.alloc(3) },
    { ...JOIN, policy: null },
    { ...JOIN, policy: { ...POLICY, maxParticipants: 0 } },
    { ...JOIN, policy: { ...POLICY, maxParticipants: 501 } },
    { ...JOIN, policy: { ...POLICY, maxParticipants: 1.5 } },
    { ...JOIN, policy: { ...POLICY, maxParticipants: '5' } },
    { ...JOIN, policy: { ...POLICY, session: {} } },
    { ...JOIN, userId: 'somebody-else' },
    { ...JOIN, from: 'somebody-else' },
    JSON.parse(JSON.stringify(JOIN).replace('{', '{"__proto__":{"owner":true},')),
  ],
  'room:leave': [{ room: 'tea', userId: 'somebody-else' }],
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

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = { a: value };
  return value;
}

function offer(sdp: string) {
  return {
    kind: 'description',
    description: { type: 'offer', sdp },
    offers: { revision: 0, publications: [] },
  } as const;
}
