import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_ROOMS_PER_SOCKET } from '../../src/protocol/index.js';
import { MemoryRoomStore } from '../rooms/memory-room-store.js';
import { shuffledDelays, SlowRoomStore } from '../rooms/slow-room-store.js';
import { ask, build, CANDIDATE, connect, Ear, join, POLICY, settled } from '../testing/app-under-test.js';
import type { ClientSocket } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 20_000 };

test('the first to join opens and owns the room, the second finds the first', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  const first = await join(a, 'tea', { displayName: 'Ada', extra: { cup: 1 } });
  const second = await join(b, 'tea', { policy: { ...POLICY, maxParticipants: 2 } });
  assert.deepEqual(first, {
    room: 'tea',
    userId: first.userId,
    owner: true,
    opened: true,
    policy: POLICY,
    members: [],
    sequence: 1,
    iceServers: [],
  });
  assert.deepEqual(second, {
    ...first,
    userId: second.userId,
    owner: false,
    opened: false,
    members: [{ userId: first.userId, displayName: 'Ada', extra: { cup: 1 }, owner: true }],
    sequence: 2,
  });
  assert.notEqual(first.userId, second.userId);
});

test('members hear who comes, who goes and who owns the room then', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b, c] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  const ear = new Ear(c);
  const first = await join(a, 'tea');
  const second = await join(b, 'tea');
  const third = await join(c, 'tea');
  await ask(a, 'room:leave', { room: 'tea' });
  b.disconnect();
  await ear.until(({ events }) => events.length >= 4);
  assert.deepEqual(ear.events, [
    { type: 'participant-left', room: 'tea', sequence: 4, userId: first.userId },
    { type: 'owner-changed', room: 'tea', sequence: 5, userId: second.userId },
    { type: 'participant-left', room: 'tea', sequence: 6, userId: second.userId },
    { type: 'owner-changed', room: 'tea', sequence: 7, userId: third.userId },
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
  const sent = Array.from({ length: 200 }, (_, sdpMLineIndex) => ({
    ...CANDIDATE,
    candidate: { ...CANDIDATE.candidate, sdpMLineIndex },
  }));
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
  assert.equal((await join(a, 'small', { policy: { ...POLICY, maxParticipants: 1 } })).policy.maxParticipants, 1);
  await assert.rejects(join(b, 'small'), /room\/full/);
  for (const socket of [a, b, c]) assert.equal((await join(socket, 'big')).policy.maxParticipants, 3);
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
  assert.deepEqual([again.opened, again.sequence], [true, 1]);
});

test('the admission carries the STUN servers of the configuration', TIMEOUT, async (t) => {
  const iceServers = [{ urls: ['stun:stun.example:3478'] }];
  const { url } = await build(t, { iceServers });
  assert.deepEqual((await join(await connect(t, url), 'tea')).iceServers, iceServers);
});

test('closing takes open sockets along, and ends when everybody is out of the store', TIMEOUT, async (t) => {
  const rooms = new MemoryRoomStore();
  const roomStore = new SlowRoomStore(rooms, shuffledDelays(20));
  const { app, url } = await build(t, {}, { roomStore });
  const sockets = await Promise.all([1, 2, 3].map(() => connect(t, url)));
  for (const socket of sockets) await join(socket, 'tea');
  const gone = sockets.map((socket) => new Promise((resolve) => socket.once('disconnect', resolve)));
  await app.close();
  await Promise.all(gone);
  assert.deepEqual(await rooms.eventsSince('tea', 0), []);
});
