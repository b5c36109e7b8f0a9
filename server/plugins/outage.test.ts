import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';
import { RtcError } from '../../src/protocol/index.js';
import { MemoryRoomStore } from '../rooms/memory-room-store.js';
import type { RoomStore } from '../rooms/room-store.js';
import { enter } from '../rooms/testing/commands.js';
import { ask, build, CANDIDATE, connect, Ear, join, knock, next, settled } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 30_000 };

/** A store that can be away, as Redis can. */
function awayable(store: RoomStore) {
  const events = new EventEmitter();
  const state = { isAway: false, refused: (name: keyof RoomStore) => once(events, name) };
  const roomStore = new Proxy(store, {
    get: (target, name: keyof RoomStore) => {
      const method = target[name].bind(target) as (...values: unknown[]) => unknown;
      return (...values: unknown[]) => {
        if (!state.isAway) return method(...values);
        events.emit(name);
        return Promise.reject(new RtcError('room/unavailable', 'Away.'));
      };
    },
  });
  return { state, roomStore };
}

test(
  'while the store is away nobody comes in, nobody is thrown out, and who left is gone when it is back',
  TIMEOUT,
  async (t) => {
    const { state, roomStore } = awayable(new MemoryRoomStore());
    const { url, app } = await build(t, {}, { roomStore });
    const [stays, leaves, comes] = [await connect(t, url), await connect(t, url), await connect(t, url)];
    await join(stays, 'tea');
    const { userId } = await join(leaves, 'tea');
    const ear = new Ear(stays);
    state.isAway = true;
    await assert.rejects(join(comes, 'tea'), /room\/unavailable/);
    leaves.disconnect();
    await assert.rejects(ask(stays, 'room:lock', { room: 'tea', locked: true }), /room\/unavailable/);
    await until(async () => (await app.inject('/ready')).statusCode === 503);
    assert.equal((await app.inject('/health')).statusCode, 200);
    state.isAway = false;
    await ear.until(({ events }) => events.length === 1);
    assert.ok(ear.events[0]?.type === 'participant-left' && ear.events[0].userId === userId);
    await until(async () => (await app.inject('/ready')).statusCode === 200);
    await join(comes, 'tea');
  },
);

test('who waits for the host waits through an outage', TIMEOUT, async (t) => {
  const { state, roomStore } = awayable(new MemoryRoomStore());
  const { url } = await build(t, {}, { roomStore });
  const [early, host] = [await connect(t, url), await connect(t, url)];
  await knock(early, 'tea', { entry: 'join', wait: true });
  const admitted = next(early, 'room:admitted');
  state.isAway = true;
  await assert.rejects(join(host, 'tea'), /room\/unavailable/);
  state.isAway = false;
  await join(host, 'tea');
  await admitted;
});

test('a member taken for gone while its socket is here is taken back', TIMEOUT, async (t) => {
  const roomStore = new MemoryRoomStore();
  const { url } = await build(t, {}, { roomStore });
  const [a, b] = [await connect(t, url), await connect(t, url)];
  const [first] = [await join(a, 'tea'), await join(b, 'tea')];
  const ear = new Ear(b);
  // As another node does that did not hear of this one for too long.
  await roomStore.apply('tea', { type: 'expire', livingNodes: [] });
  await ask(b, 'member:update', { room: 'tea', displayName: 'Bob' });
  const online = () => {
    const newest = new Map(
      ear.events.flatMap((event) =>
        event.type === 'participant-changed' ? [[event.member.userId, event.member.presence]] : [],
      ),
    );
    return newest.size === 2 && [...newest.values()].every((presence) => presence === 'online');
  };
  await ear.until(online);
  await ask(b, 'peer:signal', { room: 'tea', to: first.userId, signal: CANDIDATE });
  await settled(a);
});

test('who waits at a door goes on waiting when its node is taken for dead, and is not denied', TIMEOUT, async (t) => {
  const roomStore = new MemoryRoomStore();
  const { url } = await build(t, {}, { roomStore });
  const [owner, guest, other] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  await join(owner, 'tea', { policy: { waitingRoom: true } });
  await knock(guest, 'tea');
  await knock(other, 'tea');
  const admitted = next(guest, 'room:admitted');
  const refused = next(other, 'room:refused');
  const ear = new Ear(owner);
  await roomStore.apply('tea', { type: 'expire', livingNodes: [] });
  await ask(owner, 'member:update', { room: 'tea', displayName: 'Ada' });
  const back = () => ear.events.flatMap((event) => (event.type === 'waiting-began' ? [event.waiting.userId] : []));
  await ear.until(() => back().length === 2);
  const [guestId, otherId] = back();
  await ask(owner, 'waiting:deny', { room: 'tea', userId: otherId! });
  assert.equal((await refused).error.code, 'room/denied');
  await ask(owner, 'waiting:admit', { room: 'tea', userId: guestId! });
  await admitted;
});

test('a public list is right again after an outage in which it changed', TIMEOUT, async (t) => {
  const store = new MemoryRoomStore();
  const { state, roomStore } = awayable(store);
  const { url, app } = await build(t, {}, { roomStore });
  const visitor = await connect(t, url);
  assert.deepEqual(await ask(visitor, 'rooms:watch', { identifier: 'lobby' }), []);
  const changed = next(visitor, 'rooms:changed');
  state.isAway = true;
  // By another node, whose note is lost.
  await store.apply('tea', enter('a', { policy: { listed: 'lobby' } }));
  await until(async () => (await app.inject('/ready')).statusCode === 503);
  state.isAway = false;
  assert.deepEqual(
    (await changed).rooms.map(({ room }) => room),
    ['tea'],
  );
});

test('a public list that could not be read when it changed is told as soon as it can be', TIMEOUT, async (t) => {
  const { state, roomStore } = awayable(new MemoryRoomStore());
  const { url } = await build(t, {}, { roomStore });
  const [visitor, owner] = [await connect(t, url), await connect(t, url)];
  await ask(visitor, 'rooms:watch', { identifier: 'lobby' });
  const changed = next(visitor, 'rooms:changed');
  await join(owner, 'tea', { policy: { listed: 'lobby' } });
  // Shorter than anybody notices, but for the list that is read just then.
  state.isAway = true;
  await state.refused('listed');
  state.isAway = false;
  assert.equal((await changed).rooms.length, 1);
});

async function until(claim: () => Promise<boolean>): Promise<void> {
  while (!(await claim())) await new Promise((resolve) => setTimeout(resolve, 50));
}
