import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientEvents } from '../../src/protocol/index.js';
import {
  ask,
  build,
  CANDIDATE,
  connect,
  Ear,
  GENEROUS,
  join,
  JOIN,
  raw,
  settled,
} from '../../server/testing/app-under-test.js';
import { ALMOST, POISON } from './poison.js';
import { codeOf, EVENTS, RIGHT, send } from './requests.js';

const TIMEOUT = { timeout: 60_000 };

// The ancestor checks nothing of what it is sent: the message event, `open-room` or `join-room` with `null`, and a text where the
// acknowledgement should be, each end its process.
for (const event of EVENTS) {
  test(
    `A18, A15, A16 ${event}: whatever is wrong is refused as such, and nobody else hears of it`,
    TIMEOUT,
    async (t) => {
      const { url } = await build(t, {}, { limits: GENEROUS });
      const [attacker, witness] = [await connect(t, url), await connect(t, url)];
      await join(witness, 'tea');
      const ear = new Ear(witness);
      for (const request of [...POISON, ...(ALMOST[event] ?? [])].filter((request) => !isRight(event, request))) {
        assert.equal(
          await codeOf(raw(attacker, event, request)),
          'protocol/invalid',
          JSON.stringify(request)?.slice(0, 100),
        );
      }
      await settled(witness);
      assert.deepEqual([ear.events, ear.signals], [[], []]);
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    },
  );

  test(`A18 ${event}: too few, too many and no acknowledgement at all`, TIMEOUT, async (t) => {
    const { url } = await build(t, {}, { limits: GENEROUS });
    const socket = await connect(t, url);
    assert.equal(await codeOf(raw(socket, event)), 'protocol/invalid');
    const right = RIGHT[event];
    assert.equal(await codeOf(raw(socket, event, right, right)), 'protocol/invalid');
    assert.equal(await codeOf(raw(socket, event, ...Array.from({ length: 50 }, () => right))), 'protocol/invalid');
    for (const request of POISON) {
      send(socket, event, request);
      // In the acknowledgement's place, things that are none.
      for (const fake of [null, {}, [], 'callback', 1, { call: true, apply: true }]) send(socket, event, request, fake);
    }
    send(socket, event);
    await settled(socket);
  });
}

// With the ancestor a client names an event of its own, any name, and the server emits it to every socket of all rooms.
test('A17 events nobody knows are answered as such, also the ones only the service sends', TIMEOUT, async (t) => {
  const { url } = await build(t, {}, { limits: GENEROUS });
  const [attacker, witness] = [await connect(t, url), await connect(t, url)];
  await Promise.all([join(attacker, 'tea'), join(witness, 'tea')]);
  const ear = new Ear(witness);
  const told = [
    'room:happened',
    'room:admitted',
    'room:refused',
    'room:ended',
    'member:mute-requested',
    'rooms:changed',
  ];
  const alsoTold = ['call:rang', 'call:ended', 'peer:signalled'];
  const inherited = [
    'message',
    'error',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    'x'.repeat(10_000),
  ];
  const names = [...told, ...alsoTold, ...inherited, 'room:join ', 'room:changed', 'call:ring', 'call:over'];
  for (const name of names) {
    assert.equal(await codeOf(raw(attacker, name, JOIN)), 'protocol/unknown-event', name.slice(0, 40));
    send(attacker, name, null);
  }
  await settled(attacker);
  await settled(witness);
  assert.deepEqual([ear.events, ear.signals], [[], []]);
});

// The ancestor opens `__proto__` with a password, and from then on every room reports one of eight characters.
test('A16 rooms may be called like the insides of an object', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  for (const room of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'room:x', a.id ?? '']) {
    const first = await join(a, room);
    assert.deepEqual([first.opened, first.snapshot.members.length], [true, 1], room);
    const ear = new Ear(a);
    const second = await join(b, room);
    await ask(b, 'peer:signal', { room, to: first.userId, signal: CANDIDATE });
    await settled(a);
    assert.deepEqual(ear.signals, [{ room, from: second.userId, signal: CANDIDATE }]);
    await ask(a, 'room:leave', { room });
    await ask(b, 'room:leave', { room });
  }
});

/** Some poison is exactly what another event asks for. */
function isRight(event: keyof ClientEvents, request: unknown): boolean {
  return JSON.stringify(request) === JSON.stringify(RIGHT[event]);
}
