import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoomEvent } from '../../src/protocol/index.js';
import { MemoryRoomStore } from './memory-room-store.js';
import { RoomFeed } from './room-feed.js';
import type { RoomStore } from './room-store.js';
import { shuffledDelays, SlowRoomStore } from './slow-room-store.js';

const POLICY = { session: { audio: true, video: true, screen: true, data: true }, maxParticipants: 50 };

interface Follower {
  readonly userId: string;
  readonly heard: RoomEvent[];
}

/** A feed whose outlet is an array per follower. */
function listen(store: RoomStore) {
  const audience = new Map<string, Set<Follower>>();
  const feed = new RoomFeed<Follower>(store, {
    broadcast: (room, event) => audience.get(room)?.forEach((follower) => follower.heard.push(event)),
    send: (follower, event) => follower.heard.push(event),
    add: (room, follower) => audience.set(room, (audience.get(room) ?? new Set()).add(follower)),
    remove: (room, follower) => audience.get(room)?.delete(follower),
  });
  const enter = async (userId: string) => {
    const entry = await store.enter('r', { userId, displayName: '', extra: null }, POLICY);
    const follower: Follower = { userId, heard: [] };
    await feed.follow('r', follower, entry.sequence);
    return { entry, follower };
  };
  const leave = async (follower: Follower) => {
    feed.unfollow('r', follower);
    await store.leave('r', follower.userId);
    await feed.publish('r');
  };
  return { feed, enter, leave };
}

const sequences = (follower: Follower) => follower.heard.map((event) => event.sequence);

test('a follower hears what comes after its own entering, and not that', async () => {
  const { enter } = listen(new MemoryRoomStore());
  const a = await enter('a');
  const b = await enter('b');
  assert.deepEqual(sequences(a.follower), [2]);
  assert.deepEqual(sequences(b.follower), []);
});

for (const seed of [1, 2, 3, 4, 5]) {
  test(`everybody hears everything once and in order from a slow store (delays ${String(seed)})`, async () => {
    const { enter, leave } = listen(new SlowRoomStore(new MemoryRoomStore(), shuffledDelays(8, seed)));
    const guests = await Promise.all(Array.from({ length: 12 }, (_, index) => enter(`u${String(index)}`)));
    const [leaving, staying] = [guests.slice(0, 4), guests.slice(4)];
    await Promise.all([...leaving.map(({ follower }) => leave(follower)), enter('late')]);
    const newest = Math.max(...staying.map(({ follower }) => sequences(follower).at(-1) ?? 0));
    // 12 + 1 came, 4 left; one of those owned the room, and so may have those it passed on to.
    assert.ok(newest >= 17, `heard up to ${String(newest)}`);
    for (const { entry, follower } of staying) {
      const expected = Array.from({ length: newest - entry.sequence }, (_, index) => entry.sequence + 1 + index);
      assert.deepEqual(sequences(follower), expected, follower.userId);
    }
  });
}

test('who stopped following hears nothing more', async () => {
  const { enter, leave } = listen(new MemoryRoomStore());
  const a = await enter('a');
  const b = await enter('b');
  await leave(b.follower);
  await enter('c');
  assert.deepEqual(sequences(b.follower), []);
  assert.deepEqual(sequences(a.follower), [2, 3, 4]);
});

test('a room opened again under its old name is followed from its new beginning', async () => {
  const { enter, leave } = listen(new MemoryRoomStore());
  for (const userId of ['a', 'b', 'c']) await leave((await enter(userId)).follower);
  const d = await enter('d');
  await enter('e');
  assert.deepEqual(sequences(d.follower), [2]);
});

test('a failed reading is told to whoever asked and does not silence the room', async () => {
  const memory = new MemoryRoomStore();
  let broken = false;
  const { enter, feed } = listen({
    enter: (...values) => memory.enter(...values),
    leave: (...values) => memory.leave(...values),
    eventsSince: (...values) => (broken ? Promise.reject(new Error('no connection')) : memory.eventsSince(...values)),
  });
  const a = await enter('a');
  broken = true;
  await assert.rejects(enter('b'), /no connection/);
  broken = false;
  await feed.publish('r');
  assert.deepEqual(sequences(a.follower), [2]);
});
