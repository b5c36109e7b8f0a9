import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RtcError } from '../../src/protocol/index.js';
import { MemoryRoomStore } from '../rooms/memory-room-store.js';
import type { RoomStore } from '../rooms/room-store.js';
import { ask, build, CANDIDATE, connect, Ear, join, knock, next, settled } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 30_000 };

/** A store that can be away, as Redis can. */
function awayable(store: RoomStore) {
  const state = { isAway: false };
  const roomStore = new Proxy(store, {
    get: (target, name: keyof RoomStore) => {
      const method = target[name].bind(target) as (...values: unknown[]) => unknown;
      return (...values: unknown[]) =>
        state.isAway ? Promise.reject(new RtcError('room/unavailable', 'Away.')) : method(...values);
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

async function until(claim: () => Promise<boolean>): Promise<void> {
  while (!(await claim())) await new Promise((resolve) => setTimeout(resolve, 50));
}
