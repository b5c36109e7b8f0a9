import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryRoomStore } from '../rooms/memory-room-store.js';
import type { RoomStore } from '../rooms/room-store.js';
import { shuffledDelays, SlowRoomStore } from '../rooms/slow-room-store.js';
import { ask, build, CANDIDATE, connect, Ear, join, POLICY, raw, settled } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 20_000 };

for (const seed of [1, 2, 3, 4]) {
  test(`five joining at once on a slow store never miss each other (delays ${String(seed)})`, TIMEOUT, async (t) => {
    const roomStore = new SlowRoomStore(new MemoryRoomStore(), shuffledDelays(15, seed));
    const { url } = await build(t, {}, { roomStore });
    const sockets = await Promise.all([1, 2, 3, 4, 5].map(() => connect(t, url)));
    const guests = await Promise.all(
      sockets.map(async (socket) => {
        const ear = new Ear(socket);
        const admission = await join(socket, 'tea');
        // As a page does: offers to everybody in the snapshot the moment it is admitted.
        for (const { userId } of admission.members) {
          await ask(socket, 'peer:signal', { room: 'tea', to: userId, signal: CANDIDATE });
        }
        return { admission, ear };
      }),
    );
    const everybody = guests.map(({ admission }) => admission.userId).sort();
    for (const { admission, ear } of guests) {
      await ear.until(({ events }) => admission.sequence + events.length === 5);
      const sequences = ear.events.map(({ sequence }) => sequence);
      assert.deepEqual(sequences, [1, 2, 3, 4, 5].slice(admission.sequence));
      const later = ear.events.flatMap((event) => (event.type === 'participant-joined' ? [event.member.userId] : []));
      const known = [...admission.members.map(({ userId }) => userId), admission.userId, ...later];
      assert.deepEqual(known.sort(), everybody);
      // Whoever came later offered, and nobody else did: one first offer for every pair.
      assert.deepEqual(ear.signals.map(({ from }) => from).sort(), later.sort());
    }
  });
}

/** Holds back the answer to the second call of `held`, which has taken effect already. */
function storeHolding(held: 'enter' | 'eventsSince', memory: MemoryRoomStore) {
  const [released, release] = gate();
  const [holding, announce] = gate();
  let calls = 0;
  const holdSecond = async <T>(method: typeof held, answer: T): Promise<T> => {
    if (method === held) calls += 1;
    if (method === held && calls === 2) {
      announce();
      await released;
    }
    return answer;
  };
  const roomStore: RoomStore = {
    enter: async (...values) => holdSecond('enter', await memory.enter(...values)),
    leave: (...values) => memory.leave(...values),
    eventsSince: async (...values) => holdSecond('eventsSince', await memory.eventsSince(...values)),
  };
  return { roomStore, holding, release };
}

for (const held of ['enter', 'eventsSince'] as const) {
  test(`a signal to somebody whose join hangs in ${held} comes after the join's answer`, TIMEOUT, async (t) => {
    const memory = new MemoryRoomStore();
    const { roomStore, holding, release } = storeHolding(held, memory);
    const { url } = await build(t, {}, { roomStore });
    const [a, b] = [await connect(t, url), await connect(t, url)];
    await join(a, 'tea');
    const order: string[] = [];
    b.on('peer:signalled', () => order.push('signal'));
    // Not by a promise: its callback would run after those of messages that came later.
    const joined = new Promise<void>((resolve) => {
      b.emit('room:join', { room: 'tea', displayName: '', extra: null, policy: POLICY }, () => {
        order.push('admission');
        resolve();
      });
    });
    await holding;
    const [first] = (await memory.eventsSince('tea', 1)).flatMap((event) =>
      event.type === 'participant-joined' ? [event.member] : [],
    );
    assert.ok(first);
    const sent = ask(a, 'peer:signal', { room: 'tea', to: first.userId, signal: CANDIDATE });
    await settled(a);
    release();
    await Promise.all([joined, sent]);
    await settled(b);
    assert.deepEqual(order, ['admission', 'signal']);
  });
}

test('who leaves or vanishes while being let in leaves nothing behind', TIMEOUT, async (t) => {
  const { url } = await build(t, {}, { roomStore: new SlowRoomStore(new MemoryRoomStore(), shuffledDelays(20)) });
  const [watcher, leaver, vanisher] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  await join(watcher, 'tea');
  const ear = new Ear(watcher);
  const interrupted = assert.rejects(join(leaver, 'tea'), /room\/interrupted/);
  await ask(leaver, 'room:leave', { room: 'tea' });
  await interrupted;
  const unanswered = raw(vanisher, 'room:join', { room: 'tea', displayName: '', extra: null, policy: POLICY });
  await settled(vanisher);
  vanisher.disconnect();
  await assert.rejects(unanswered);
  const gone = () => ear.events.filter(({ type }) => type === 'participant-left').length;
  await ear.until(() => gone() === 2);
  await join(leaver, 'tea');
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
  const { url } = await build(
    t,
    {},
    {
      roomStore: {
        enter: (...values) => memory.enter(...values),
        leave: (...values) => memory.leave(...values),
        eventsSince: (...values) => (broken ? Promise.reject(new TypeError('secret')) : memory.eventsSince(...values)),
      },
    },
  );
  const socket = await connect(t, url);
  const answer = await raw(socket, 'room:join', { room: 'tea', displayName: '', extra: null, policy: POLICY });
  assert.deepEqual(answer, {
    ok: false,
    error: { code: 'protocol/internal', message: 'The service failed; it was not your fault.' },
  });
  broken = false;
  assert.equal((await join(socket, 'tea')).opened, true);
});

function gate(): [Promise<void>, () => void] {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [opened, open];
}
