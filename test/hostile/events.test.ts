import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BURST_TOKENS, REFUSALS_BEFORE_CLOSING, UNKNOWN_EVENT_COST } from '../../server/signaling/rate-limit.js';
import { ask, build, CANDIDATE, connect, Ear, join, raw, settled } from '../../server/testing/app-under-test.js';
import type { ClientSocket } from '../../server/testing/app-under-test.js';
import { ALMOST, EVENTS, JOIN, POISON } from './poison.js';

const TIMEOUT = { timeout: 60_000 };
for (const event of EVENTS) {
  test(`${event}: whatever is wrong is refused as such, and nobody else hears of it`, TIMEOUT, async (t) => {
    const { url } = await build(t);
    const [attacker, witness] = [await connect(t, url), await connect(t, url)];
    await join(witness, 'tea');
    const ear = new Ear(witness);
    for (const request of [...POISON, ...ALMOST[event]]) {
      assert.equal(
        await codeOf(raw(attacker, event, request)),
        'protocol/invalid',
        JSON.stringify(request)?.slice(0, 100),
      );
    }
    await settled(witness);
    assert.deepEqual([ear.events, ear.signals], [[], []]);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  test(`${event}: too few, too many and no acknowledgement at all`, TIMEOUT, async (t) => {
    const { url } = await build(t);
    const socket = await connect(t, url);
    assert.equal(await codeOf(raw(socket, event)), 'protocol/invalid');
    assert.equal(await codeOf(raw(socket, event, JOIN, JOIN)), 'protocol/invalid');
    assert.equal(await codeOf(raw(socket, event, ...Array.from({ length: 50 }, () => JOIN))), 'protocol/invalid');
    for (const request of POISON) {
      send(socket, event, request);
      // In the acknowledgement's place, things that are none.
      for (const fake of [null, {}, [], 'callback', 1, { call: true, apply: true }]) send(socket, event, request, fake);
    }
    send(socket, event);
    await settled(socket);
  });
}

test('events nobody knows are answered as such, also the ones only the service sends', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [attacker, witness] = [await connect(t, url), await connect(t, url)];
  await Promise.all([join(attacker, 'tea'), join(witness, 'tea')]);
  const ear = new Ear(witness);
  const names = [
    'room:happened',
    'peer:signalled',
    'message',
    'error',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '',
    'x'.repeat(10_000),
    'room:join ',
  ];
  for (const name of names) {
    assert.equal(await codeOf(raw(attacker, name, JOIN)), 'protocol/unknown-event', name.slice(0, 40));
    send(attacker, name, null);
  }
  await settled(attacker);
  await settled(witness);
  assert.deepEqual([ear.events, ear.signals], [[], []]);
});

test('rooms may be called like the insides of an object', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  for (const room of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'room:x', a.id ?? '']) {
    const first = await join(a, room);
    assert.deepEqual([first.opened, first.members], [true, []], room);
    const ear = new Ear(a);
    const second = await join(b, room);
    await ask(b, 'peer:signal', { room, to: first.userId, signal: CANDIDATE });
    await settled(a);
    assert.deepEqual(ear.signals, [{ room, from: second.userId, signal: CANDIDATE }]);
    await ask(a, 'room:leave', { room });
    await ask(b, 'room:leave', { room });
  }
});

test('nobody sends into a room without being in it, nor out of the room into another', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [inside, outsider, elsewhere] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  const { userId } = await join(inside, 'tea');
  await join(elsewhere, 'coffee');
  const ear = new Ear(inside);
  const signal = (socket: ClientSocket, room: string, to = userId) =>
    codeOf(raw(socket, 'peer:signal', { room, to, signal: CANDIDATE }));
  assert.equal(await signal(outsider, 'tea'), 'protocol/not-in-room');
  assert.equal(await signal(elsewhere, 'tea'), 'protocol/not-in-room');
  assert.equal(await signal(elsewhere, 'coffee'), 'protocol/no-such-participant');
  assert.equal(await signal(inside, 'tea', inside.id), 'protocol/no-such-participant');
  for (const socket of [outsider, elsewhere]) {
    assert.equal(await codeOf(raw(socket, 'room:leave', { room: 'tea' })), 'protocol/not-in-room');
  }
  await settled(inside);
  assert.deepEqual([ear.events, ear.signals], [[], []]);
});

test('who has left is not reachable, and reaches nobody', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  const [first, second] = [await join(a, 'tea'), await join(b, 'tea')];
  await ask(b, 'room:leave', { room: 'tea' });
  const [atA, atB] = [new Ear(a), new Ear(b)];
  const signal = (socket: ClientSocket, to: string) =>
    codeOf(raw(socket, 'peer:signal', { room: 'tea', to, signal: CANDIDATE }));
  assert.equal(await signal(a, second.userId), 'protocol/no-such-participant');
  assert.equal(await signal(b, first.userId), 'protocol/not-in-room');
  await join(await connect(t, url), 'tea');
  await Promise.all([settled(a), settled(b)]);
  assert.deepEqual([atA.signals, atB.signals, atB.events], [[], [], []]);
});

test('the sender is who the service says, whatever the message says', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [owner, victim, liar] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  const [first, second, third] = [await join(owner, 'tea'), await join(victim, 'tea'), await join(liar, 'tea')];
  const ear = new Ear(victim);
  const forged = { ...CANDIDATE, from: first.userId, room: 'coffee' };
  assert.equal(await codeOf(raw(liar, 'peer:signal', { room: 'tea', to: second.userId, signal: forged })), null);
  await settled(victim);
  assert.deepEqual(ear.signals, [{ room: 'tea', from: third.userId, signal: CANDIDATE }]);
});

test('a flood is refused, then cut off, and the others do not notice', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [flooder, a, b] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  await join(a, 'tea');
  const { userId } = await join(b, 'tea');
  const closed = new Promise((resolve) => flooder.once('disconnect', resolve));
  const burst = BURST_TOKENS / UNKNOWN_EVENT_COST;
  const nonsense = Array.from({ length: burst + 200 }, () => codeOf(raw(flooder, 'nonsense')));
  assert.deepEqual(new Set(await Promise.all(nonsense)), new Set(['protocol/unknown-event', 'protocol/busy']));
  for (let index = 0; index < 4 * REFUSALS_BEFORE_CLOSING; index += 1) send(flooder, 'nonsense');
  await closed;
  await ask(a, 'peer:signal', { room: 'tea', to: userId, signal: CANDIDATE });
});

/** The code of a refusal, null for a yes. */
async function codeOf(answer: Promise<unknown>): Promise<string | null> {
  const acknowledgement = (await answer) as { ok: boolean; error?: { code: string } };
  return acknowledgement.ok ? null : (acknowledgement.error?.code ?? 'no code');
}

/** Without asking for an acknowledgement. */
function send(socket: ClientSocket, event: string, ...values: unknown[]): void {
  const untyped: { emit(event: string, ...values: unknown[]): unknown } = socket;
  untyped.emit(event, ...values);
}
