import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryRoomStore } from '../rooms/memory-room-store.js';
import type { RoomStore } from '../rooms/room-store.js';
import { shuffledDelays, SlowRoomStore } from '../rooms/slow-room-store.js';
import { ask, build, CANDIDATE, connect, Ear, join, joinRequest, raw, settled } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 20_000 };

for (const seed of [1, 2, 3, 4]) {
  test(`five joining at once on a slow store never miss each other (delays ${String(seed)})`, TIMEOUT, async (t) => {
    const roomStore = new SlowRoomStore(new MemoryRoomStore(), shuffledDelays(15, seed));
    const { url } = await build(t, {}, { roomStore });
    const sockets = await Promise.all([1, 2, 3, 4, 5].map(() => connect(t, url)));
    const guests = await Promise.all(
      sockets.map(async (socket) => {
        const ear = new Ear(socket);
        const { userId, snapshot } = await join(socket, 'tea');
        const before = snapshot.members.flatMap((member) => (member.userId === userId ? [] : [member.userId]));
        // As a page does: offers to everybody who was there before, the moment it is admitted.
        for (const to of before) await ask(socket, 'peer:signal', { room: 'tea', to, signal: CANDIDATE });
        return { userId, before, sequence: snapshot.sequence, ear };
      }),
    );
    const everybody = guests.map(({ userId }) => userId).sort();
    for (const { userId, before, sequence, ear } of guests) {
      await ear.until(({ events }) => sequence + events.length === 5);
      assert.deepEqual(
        ear.events.map((event) => event.sequence),
        [1, 2, 3, 4, 5].slice(sequence),
      );
      const later = ear.events.flatMap((event) => (event.type === 'participant-joined' ? [event.member.userId] : []));
      assert.deepEqual([...before, userId, ...later].sort(), everybody);
      await ear.until(({ signals }) => signals.length === later.length);
      // Whoever came later offered, and nobody else did: one first offer for every pair.
      assert.deepEqual(ear.signals.map(({ from }) => from).sort(), later.sort());
    }
  });
}

test('a signal to somebody whose join is not answered yet comes after the answer', TIMEOUT, async (t) => {
  const memory = new MemoryRoomStore();
  const [held, release] = gate();
  const [hanging, announce] = gate();
  let readings = 0;
  // The second member's replay hangs: it is in the room, and has not been told so.
  const roomStore = altered(memory, {
    eventsSince: async (...values) => {
      readings += 1;
      if (readings === 2) {
        announce();
        await held;
      }
      return memory.eventsSince(...values);
    },
  });
  const { url } = await build(t, {}, { roomStore });
  const [a, b] = [await connect(t, url), await connect(t, url)];
  await join(a, 'tea');
  const order: string[] = [];
  b.on('peer:signalled', () => order.push('signal'));
  // Not by a promise: its callback would run after those of messages that came later.
  const joined = new Promise<void>((resolve) => {
    b.emit('room:join', joinRequest('tea'), () => {
      order.push('admission');
      resolve();
    });
  });
  await hanging;
  const members = (await memory.read('tea'))?.members ?? [];
  const sent = ask(a, 'peer:signal', { room: 'tea', to: members[1]?.userId ?? '', signal: CANDIDATE });
  await settled(a);
  release();
  await Promise.all([joined, sent]);
  await settled(b);
  assert.deepEqual(order, ['admission', 'signal']);
});

test('who leaves or vanishes while being let in leaves nothing behind', TIMEOUT, async (t) => {
  const { url } = await build(t, {}, { roomStore: new SlowRoomStore(new MemoryRoomStore(), shuffledDelays(20)) });
  const [watcher, leaver, vanisher] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  await join(watcher, 'tea');
  const ear = new Ear(watcher);
  const interrupted = assert.rejects(join(leaver, 'tea'), /room\/interrupted/);
  await ask(leaver, 'room:leave', { room: 'tea' });
  await interrupted;
  const unanswered = raw(vanisher, 'room:join', joinRequest('tea'));
  await settled(vanisher);
  vanisher.disconnect();
  await assert.rejects(unanswered);
  const gone = () => ear.events.filter(({ type }) => type === 'participant-left').length;
  await ear.until(() => gone() === 2);
  const { userId } = await join(leaver, 'tea');
  // Told together with what happened just before.
  await ear.until(() =>
    ear.events.some((event) => event.type === 'participant-joined' && event.member.userId === userId),
  );
  const present = new Set<string>();
  for (const event of ear.events) {
    if (event.type === 'participant-joined') present.add(event.member.userId);
    if (event.type === 'participant-left') present.delete(event.userId);
  }
  assert.equal(present.size, 1);
});

test('a store that fails is the service’s fault, told as such, and leaves no half member', TIMEOUT, async (t) => {
  const memory = new MemoryRoomStore();
  let broken = true;
  const roomStore = altered(memory, {
    eventsSince: (...values) => (broken ? Promise.reject(new TypeError('secret')) : memory.eventsSince(...values)),
  });
  const { url } = await build(t, {}, { roomStore });
  const socket = await connect(t, url);
  assert.deepEqual(await raw(socket, 'room:join', joinRequest('tea')), {
    ok: false,
    error: { code: 'protocol/internal', message: 'The service failed; it was not your fault.' },
  });
  broken = false;
  assert.equal((await join(socket, 'tea')).opened, true);
});

/** `store` but for some of its methods. */
function altered(store: RoomStore, changes: Partial<RoomStore>): RoomStore {
  return new Proxy(store, {
    get: (target, name: keyof RoomStore) => changes[name] ?? (target[name].bind(target) as unknown),
  });
}

function gate(): [Promise<void>, () => void] {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [opened, open];
}
