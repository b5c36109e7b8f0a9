import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import {
  ask,
  build,
  connect,
  Ear,
  GENEROUS,
  join,
  joinRequest,
  knock,
  raw,
  settled,
  visitorOf,
} from '../../server/testing/app-under-test.js';
import type { ClientSocket } from '../../server/testing/app-under-test.js';
import { codeOf, refusalOf } from './requests.js';

const TIMEOUT = { timeout: 60_000 };
const room = 'tea';

/** A room with a password, its owner inside, and a ticket for it. */
async function guarded(t: TestContext) {
  const { url } = await build(t, {}, { limits: GENEROUS });
  const owner = await connect(t, url);
  await join(owner, room, { password: 'right' });
  const { ticket } = await ask(owner, 'room:ticket', { room });
  return { url, owner, ticket };
}

const show = (socket: ClientSocket, where: string, ticket: string) =>
  refusalOf(socket, 'room:join', joinRequest(where, { entry: 'join', ticket }));

test('A2 no forged ticket opens a room, and none tells more than no ticket does', TIMEOUT, async (t) => {
  const { url, owner, ticket } = await guarded(t);
  const attacker = await connect(t, url);
  const visitor = await visitorOf(attacker);
  const ear = new Ear(owner);
  const [end = '', signature = ''] = ticket.split('.');
  const forged = [
    '',
    'torn',
    end,
    `${end}.`,
    `.${signature}`,
    `${Number(end) + 1}.${signature}`,
    `0${end}.${signature}`,
    `${end}.${signature.slice(0, -1)}`,
    `${end}.${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : 'A'}`,
    `${end}.${randomBytes(32).toString('base64url')}`,
    `${end}.${visitor.split('.')[1]}`,
    `${ticket} `,
    `${ticket}\n`,
    visitor,
    '__proto__',
    '\u0000'.repeat(256),
  ];
  for (const one of forged) {
    assert.equal(await show(attacker, room, one), 'room/password', JSON.stringify(one));
    assert.equal(await show(attacker, 'nowhere', one), 'room/missing');
  }
  const nothing = await raw(attacker, 'room:join', joinRequest(room, { entry: 'join' }));
  assert.deepEqual(await raw(attacker, 'room:join', joinRequest(room, { entry: 'join', ticket: 'torn' })), nothing);
  await settled(owner);
  assert.deepEqual(ear.events, []);
});

test('A2 a ticket opens the room it was made in, and no other', TIMEOUT, async (t) => {
  const { url, ticket } = await guarded(t);
  await join(await connect(t, url), 'coffee', { password: 'other' });
  const guest = await connect(t, url);
  assert.equal(await show(guest, 'coffee', ticket), 'room/password');
  assert.equal(await show(guest, room, ticket), null);
  // Another installation has another secret.
  const elsewhere = await guarded(t);
  assert.equal(await show(await connect(t, elsewhere.url), room, ticket), 'room/password');
});

test('A2 a ticket does not outlive its room, nor its password', TIMEOUT, async (t) => {
  const { url, owner, ticket } = await guarded(t);
  const guest = await connect(t, url);
  for (const password of ['right', 'another']) {
    // The same words are another password.
    await ask(owner, 'room:password', { room, password });
    assert.equal(await show(guest, room, ticket), 'room/password');
  }
  const { ticket: newer } = await ask(owner, 'room:ticket', { room });
  await ask(owner, 'room:close', { room });
  assert.equal(await show(guest, room, newer), 'room/missing');
  await join(owner, room, { password: 'another' });
  assert.equal(await show(guest, room, newer), 'room/password');
});

test('A2 a ticket that has expired is none', TIMEOUT, async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const { url, ticket } = await guarded(t);
  assert.equal(await show(await connect(t, url), room, ticket), null);
  t.mock.timers.tick(86_400_000 + 1_000);
  // A socket from before would take its connection for dead.
  assert.equal(await show(await connect(t, url), room, ticket), 'room/password');
});

test('A6 no ticket lets in who is banned, nor anybody into a locked or full room', TIMEOUT, async (t) => {
  const { url } = await build(t, {}, { limits: GENEROUS });
  const [owner, bad, other] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  await join(owner, room, { policy: { waitingRoom: true, maxParticipants: 2 } });
  const { ticket } = await ask(owner, 'room:ticket', { room });
  const { userId } = await join(bad, room, { ticket });
  assert.equal(await show(other, room, ticket), 'room/full');
  await ask(owner, 'member:eject', { room, userId, ban: true });
  const again = await connect(t, url, { visitor: await visitorOf(bad) });
  for (const socket of [bad, again]) assert.equal(await show(socket, room, ticket), 'room/banned');
  await ask(owner, 'room:lock', { room, locked: true });
  assert.equal(await show(other, room, ticket), 'room/locked');
  await ask(owner, 'room:lock', { room, locked: false });
  assert.equal(await show(other, room, ticket), null);
});

test('A7 nobody without the right is given a ticket: at the door, outside, or as a viewer', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [owner, viewer, waiting] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  await join(owner, room, { policy: { waitingRoom: true } });
  const { ticket } = await ask(owner, 'room:ticket', { room });
  const { userId } = await join(viewer, room, { ticket });
  const make = (socket: ClientSocket) => refusalOf(socket, 'room:ticket', { room });
  assert.equal(await make(viewer), 'room/not-allowed');
  await ask(owner, 'member:role', { room, userId, role: 'viewer' });
  assert.equal(await make(viewer), 'room/not-allowed');
  await knock(waiting, room);
  assert.equal(await make(waiting), 'protocol/not-in-room');
  assert.equal(await make(await connect(t, url)), 'protocol/not-in-room');
  await ask(viewer, 'room:leave', { room });
  assert.equal(await make(viewer), 'protocol/not-in-room');
});

test('A2 tickets cannot be tried out faster than anything else at the door', TIMEOUT, async (t) => {
  const { url } = await build(t);
  await join(await connect(t, url), room, { password: 'right' });
  const socket = await connect(t, url);
  const end = Math.floor(Date.now() / 1_000) + 3_600;
  const guess = () => `${end}.${randomBytes(32).toString('base64url')}`;
  const codes = await Promise.all(
    Array.from({ length: 400 }, () => codeOf(raw(socket, 'room:join', joinRequest(room, { ticket: guess() })))),
  );
  assert.deepEqual(new Set(codes), new Set(['room/password', 'protocol/already-in-room', 'protocol/busy']));
  assert.ok(codes.filter((code) => code !== 'protocol/busy').length <= 70);
});
