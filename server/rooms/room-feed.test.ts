import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoomEvent } from '../../src/protocol/index.js';
import { MemoryRoomStore } from './memory-room-store.js';
import { RoomFeed } from './room-feed.js';
import type { Position } from './room-feed.js';
import type { RoomRecord } from './room-record.js';
import { EVENTS_KEPT } from './room-store.js';
import type { RoomStore } from './room-store.js';
import { shuffledDelays, SlowRoomStore } from './slow-room-store.js';
import { enter as entering, leave as leaving } from './testing/commands.js';

interface Follower {
  readonly userId: string;
  readonly heard: RoomEvent[];
  readonly snapshots: (RoomRecord | undefined)[];
}

type Readable = Pick<RoomStore, 'apply' | 'eventsSince' | 'read'>;

/** A feed whose outlet is an array per follower. */
function listen(store: Readable) {
  const audience = new Map<string, Set<Follower>>();
  const feed = new RoomFeed<Follower>(store, {
    broadcast: (channel, event) => audience.get(channel)?.forEach((follower) => follower.heard.push(event)),
    send: (follower, event) => follower.heard.push(event),
    snapshot: (follower, record) => follower.snapshots.push(record),
    add: (channel, follower) => audience.set(channel, (audience.get(channel) ?? new Set()).add(follower)),
    remove: (channel, follower) => audience.get(channel)?.delete(follower),
  });
  const follow = async (userId: string, since: Position) => {
    const follower: Follower = { userId, heard: [], snapshots: [] };
    await feed.follow('r', follower, since);
    return follower;
  };
  const enter = async (userId: string) => {
    const { after } = await store.apply('r', entering(userId));
    return { position: after!, follower: await follow(userId, after!) };
  };
  const leave = async (follower: Follower) => {
    feed.unfollow('r', follower);
    await store.apply('r', leaving(follower.userId));
    await feed.publish('r');
  };
  return { feed, follow, enter, leave };
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
    const [parting, staying] = [guests.slice(0, 4), guests.slice(4)];
    await Promise.all([...parting.map(({ follower }) => leave(follower)), enter('late')]);
    const newest = Math.max(...staying.map(({ follower }) => sequences(follower).at(-1) ?? 0));
    // 12 + 1 came, 4 left; one of those owned the room, and so may have those it passed on to.
    assert.ok(newest >= 17, `heard up to ${String(newest)}`);
    for (const { position, follower } of staying) {
      const expected = Array.from({ length: newest - position.sequence }, (_, index) => position.sequence + 1 + index);
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

test('who comes back hears what it missed, and nobody else hears that again', async () => {
  const store = new MemoryRoomStore();
  const { enter, feed, follow } = listen(store);
  const a = await enter('a');
  const b = await enter('b');
  feed.unfollow('r', a.follower);
  await enter('c');
  await store.apply('r', entering('d'));
  const back = await follow('a', { ...a.position, sequence: 2 });
  assert.deepEqual(sequences(back), [3, 4]);
  assert.deepEqual(sequences(b.follower), [3, 4]);
});

test('a room opened again under its old name is another one', async () => {
  const store = new MemoryRoomStore();
  const { enter, feed } = listen(store);
  const old = await enter('a');
  await store.apply('r', { type: 'close', by: 'a' });
  await store.apply('r', entering('b'));
  await store.apply('r', entering('c'));
  const d = await enter('d');
  await store.apply('r', entering('e'));
  await feed.publish('r');
  assert.deepEqual(
    old.follower.heard.map(({ type }) => type),
    ['room-closed'],
  );
  assert.deepEqual(sequences(d.follower), [4]);
});

test('a follower that comes while the room closes hears so', async () => {
  const store = new MemoryRoomStore();
  const { enter, feed, follow } = listen(new SlowRoomStore(store, shuffledDelays(3)));
  const a = await enter('a');
  const { after } = await store.apply('r', entering('b'));
  await store.apply('r', { type: 'close', by: 'a' });
  const [, b] = await Promise.all([feed.publish('r'), follow('b', after!)]);
  assert.deepEqual(
    a.follower.heard.map(({ type }) => type),
    ['participant-joined', 'room-closed'],
  );
  assert.deepEqual(
    b.heard.map(({ type }) => type),
    ['room-closed'],
  );
});

test('who missed too much is given the room as it is, once, and events from there on', async () => {
  const store = new MemoryRoomStore();
  const { enter, feed } = listen(store);
  const { follower } = await enter('a');
  for (let round = 0; round <= EVENTS_KEPT; round += 1) {
    for (const raised of [true, false]) await store.apply('r', { type: 'hand', by: 'a', userId: 'a', raised });
  }
  await feed.publish('r');
  assert.deepEqual(follower.snapshots, [await store.read('r')]);
  const { after } = await store.apply('r', entering('b'));
  await feed.publish('r');
  assert.deepEqual(sequences(follower), [after?.sequence]);
});

for (const somebodyComes of [true, false]) {
  test(`in a store that went back everybody begins again from the room as it is (${somebodyComes ? 'entry' : 'news'})`, async () => {
    let now = new MemoryRoomStore();
    const { enter, feed } = listen({
      apply: (...args) => now.apply(...args),
      read: (...args) => now.read(...args),
      eventsSince: (...args) => now.eventsSince(...args),
    });
    const a = await enter('a');
    const older = (await now.read('r'))!;
    const events = (await now.eventsSince('r', 0))!;
    for (const userId of ['lost', 'forgotten']) await now.apply('r', entering(userId));
    await feed.publish('r');
    assert.deepEqual(sequences(a.follower), [2, 3]);

    now = new MemoryRoomStore();
    now.restore(older, events);
    const b = somebodyComes ? await enter('b') : undefined;
    if (!somebodyComes) await now.apply('r', entering('b'));
    await feed.publish('r');
    assert.deepEqual(a.follower.snapshots, [await now.read('r')]);
    assert.deepEqual(b?.follower.snapshots ?? [], []);
    await now.apply('r', entering('c'));
    await feed.publish('r');
    assert.deepEqual(sequences(a.follower), [2, 3, 3]);
    if (b !== undefined) assert.deepEqual(sequences(b.follower), [3]);
  });
}

test('a follower of a room that is gone and forgotten is told that there is none', async () => {
  const store = new MemoryRoomStore();
  const { follow } = listen(store);
  const lost = await follow('a', { epoch: 'forgotten', sequence: 3 });
  assert.deepEqual([lost.heard, lost.snapshots], [[], [undefined]]);
});

test('a failed reading is told to whoever asked and does not silence the room', async () => {
  const memory = new MemoryRoomStore();
  let broken = false;
  const { enter, feed } = listen({
    apply: (...values) => memory.apply(...values),
    read: (...values) => memory.read(...values),
    eventsSince: (...values) => (broken ? Promise.reject(new Error('no connection')) : memory.eventsSince(...values)),
  });
  const a = await enter('a');
  broken = true;
  await assert.rejects(enter('b'), /no connection/);
  broken = false;
  await feed.publish('r');
  assert.deepEqual(sequences(a.follower), [2]);
});
