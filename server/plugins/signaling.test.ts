import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_ROOMS_PER_SOCKET } from '../../src/protocol/index.js';
import { MemoryRoomStore } from '../rooms/memory-room-store.js';
import {
  ask,
  build,
  CANDIDATE,
  candidateNumbered,
  connect,
  Ear,
  join,
  POLICY,
  settled,
} from '../testing/app-under-test.js';
import type { ClientSocket } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 20_000 };

test('the first to join opens and owns the room, the second finds the first', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  const first = await join(a, 'tea', { displayName: 'Ada', extra: { cup: 1 } });
  const second = await join(b, 'tea', { policy: { maxParticipants: 2 } });
  const plain = { displayName: '', extra: null, role: 'participant', hand: false, presence: 'online' };
  const ada = { ...plain, userId: first.userId, displayName: 'Ada', extra: { cup: 1 }, role: 'owner' };
  const room = { room: 'tea', policy: POLICY, locked: false, protected: false, waiting: [] };
  assert.deepEqual(first, {
    userId: first.userId,
    opened: true,
    snapshot: { ...room, members: [ada], sequence: 1 },
    resumeToken: first.resumeToken,
    iceServers: [],
  });
  assert.deepEqual(second, {
    userId: second.userId,
    opened: false,
    snapshot: { ...room, members: [ada, { ...plain, userId: second.userId }], sequence: 2 },
    resumeToken: second.resumeToken,
    iceServers: [],
  });
  assert.notEqual(first.userId, second.userId);
  assert.notEqual(first.resumeToken, second.resumeToken);
});

test('members hear who comes, who goes and who owns the room then', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b, c] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  const ear = new Ear(c);
  const [first, second, third] = [await join(a, 'tea'), await join(b, 'tea'), await join(c, 'tea')];
  await ask(a, 'room:leave', { room: 'tea' });
  b.disconnect();
  await ear.until(({ events }) => events.length >= 4);
  const room = 'tea';
  assert.deepEqual(ear.events, [
    { type: 'participant-left', room, sequence: 4, userId: first.userId, reason: 'left' },
    { type: 'owner-changed', room, sequence: 5, userId: second.userId, previous: first.userId },
    { type: 'participant-left', room, sequence: 6, userId: second.userId, reason: 'left' },
    { type: 'owner-changed', room, sequence: 7, userId: third.userId, previous: second.userId },
  ]);
});

test('a signal reaches the addressed member alone, from the sender the service knows', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b, c] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  const [first, second] = [await join(a, 'tea'), await join(b, 'tea')];
  await join(c, 'tea');
  const [atB, atC] = [new Ear(b), new Ear(c)];
  await ask(a, 'peer:signal', { room: 'tea', to: second.userId, signal: CANDIDATE });
  await Promise.all([settled(b), settled(c)]);
  assert.deepEqual(atB.signals, [{ room: 'tea', from: first.userId, signal: CANDIDATE }]);
  assert.deepEqual(atC.signals, []);
});

test('signals arrive in the order they were sent', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  await join(a, 'tea');
  const { userId } = await join(b, 'tea');
  const ear = new Ear(b);
  const sent = Array.from({ length: 200 }, (_, index) => candidateNumbered(index));
  await Promise.all(sent.map((signal) => ask(a, 'peer:signal', { room: 'tea', to: userId, signal })));
  await settled(b);
  assert.deepEqual(
    ear.signals.map(({ signal }) => signal),
    sent,
  );
});

test('one socket is a different member in each of its rooms, and hears each by name', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  const ear = new Ear(a);
  const [tea, coffee] = [await join(a, 'tea'), await join(a, 'coffee')];
  assert.notEqual(tea.userId, coffee.userId);
  await join(b, 'coffee');
  await ask(a, 'room:leave', { room: 'tea' });
  await join(b, 'tea');
  await settled(a);
  assert.deepEqual(
    ear.events.map(({ room, sequence }) => [room, sequence]),
    [['coffee', 2]],
  );
});

test('a socket is in a room once, and in so many rooms', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const socket = await connect(t, url);
  const twice = await Promise.allSettled([join(socket, 'r0'), join(socket, 'r0')]);
  assert.deepEqual(
    twice.map((outcome) => outcome.status),
    ['fulfilled', 'rejected'],
  );
  await assert.rejects(join(socket, 'r0'), /protocol\/already-in-room/);
  for (let index = 1; index < MAX_ROOMS_PER_SOCKET; index += 1) await join(socket, `r${String(index)}`);
  await assert.rejects(join(socket, 'one-more'), /protocol\/too-many-rooms/);
  await ask(socket, 'room:leave', { room: 'r0' });
  await join(socket, 'one-more');
});

test("a room is full at the opener's number, or the operator's if that is less", TIMEOUT, async (t) => {
  const { url } = await build(t, { maxParticipants: 3 });
  const sockets = await Promise.all([1, 2, 3, 4].map(() => connect(t, url)));
  const [a, b, c, d] = sockets as [ClientSocket, ClientSocket, ClientSocket, ClientSocket];
  assert.equal((await join(a, 'small', { policy: { maxParticipants: 1 } })).snapshot.policy.maxParticipants, 1);
  await assert.rejects(join(b, 'small'), /room\/full/);
  for (const socket of [a, b, c]) assert.equal((await join(socket, 'big')).snapshot.policy.maxParticipants, 3);
  await assert.rejects(join(d, 'big'), /room\/full/);
  // A refusal takes no place: neither in the room nor among the socket's own.
  await ask(c, 'room:leave', { room: 'big' });
  await join(d, 'big');
});

test('a room is gone with its last member, however that one went', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b, c] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  await join(a, 'tea');
  await ask(a, 'room:leave', { room: 'tea' });
  await join(b, 'tea');
  const ear = new Ear(c);
  await join(c, 'tea');
  b.disconnect();
  await ear.until(({ events }) => events.length === 2);
  await ask(c, 'room:leave', { room: 'tea' });
  const again = await join(c, 'tea');
  assert.deepEqual([again.opened, again.snapshot.sequence], [true, 1]);
});

test('closing takes open sockets along at once, and everybody waits in the store to come back', TIMEOUT, async (t) => {
  const roomStore = new MemoryRoomStore();
  const { app, url } = await build(t, {}, { roomStore });
  const sockets = await Promise.all([1, 2, 3].map(() => connect(t, url)));
  for (const socket of sockets) await join(socket, 'tea');
  const gone = sockets.map((socket) => new Promise((resolve) => socket.once('disconnect', resolve)));
  const startedAt = performance.now();
  await app.close();
  // Not “io server disconnect”, which tells a client not to try again.
  assert.deepEqual(new Set(await Promise.all(gone)), new Set(['transport close']));
  assert.ok(performance.now() - startedAt < 1_000);
  const members = (await roomStore.read('tea'))?.members ?? [];
  assert.deepEqual(
    members.map(({ presence }) => presence),
    ['suspended', 'suspended', 'suspended'],
  );
});
