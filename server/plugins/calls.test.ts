import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { ask, build, connect, join, next, settled, visitorOf } from '../testing/app-under-test.js';
import type { ClientSocket } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 30_000 };

async function reachable(t: TestContext, url: string, name: string, visitor?: string): Promise<ClientSocket> {
  const socket = await connect(t, url, visitor === undefined ? {} : { visitor });
  await ask(socket, 'reachable:set', { name });
  return socket;
}

const call = (socket: ClientSocket, name: string) => ask(socket, 'call:start', { name, displayName: 'Ada' });

test('an answered call is a room of its own for the two', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [ada, bob] = [await reachable(t, url, 'ada'), await reachable(t, url, 'bob')];
  const [rang, ended] = [next(bob, 'call:rang'), next(ada, 'call:ended')];
  const { callId } = await call(ada, 'bob');
  assert.deepEqual(await rang, { callId, from: 'ada', displayName: 'Ada' });
  const { room } = await ask(bob, 'call:answer', { callId });
  assert.match(room, /^call-[A-Za-z0-9_-]{22}$/);
  assert.deepEqual(await ended, { callId, outcome: 'answered', room });
  await join(ada, room);
  assert.equal((await join(bob, room)).snapshot.members.length, 2);
});

test('nobody is reachable under a name nobody has, or has no more', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [ada, bob] = [await connect(t, url), await reachable(t, url, 'bob')];
  await assert.rejects(call(ada, 'nobody'), /call\/unreachable/);
  await ask(bob, 'reachable:set', { name: null });
  await assert.rejects(call(ada, 'bob'), /call\/unreachable/);
  await ask(bob, 'reachable:set', { name: 'bob' });
  // Nobody reaches themselves.
  await assert.rejects(call(bob, 'bob'), /call\/unreachable/);
  bob.disconnect();
  await settled(ada);
  await assert.rejects(call(ada, 'bob'), /call\/unreachable/);
});

test('the first to answer has the call, the others hear that it is elsewhere', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const ada = await connect(t, url);
  const desks = await Promise.all([1, 2, 3].map(() => reachable(t, url, 'desk')));
  const ended = desks.map((socket) => next(socket, 'call:ended'));
  const { callId } = await call(ada, 'desk');
  const answers = await Promise.allSettled(desks.map((socket) => ask(socket, 'call:answer', { callId })));
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1);
  const outcomes = (await Promise.all(ended)).map(({ outcome }) => outcome);
  assert.deepEqual(outcomes.sort(), ['answered', 'elsewhere', 'elsewhere']);
});

test('declined by one person in all tabs, and by all who were rung', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const ada = await connect(t, url);
  const tab = await reachable(t, url, 'desk');
  const other = await reachable(t, url, 'desk', await visitorOf(tab));
  const cy = await reachable(t, url, 'desk');
  const atAda = next(ada, 'call:ended');
  const atOther = next(other, 'call:ended');
  const { callId } = await call(ada, 'desk');
  await ask(tab, 'call:decline', { callId });
  assert.equal((await atOther).outcome, 'declined');
  await ask(cy, 'call:decline', { callId });
  assert.deepEqual(await atAda, { callId, outcome: 'declined', room: null });
  await assert.rejects(ask(cy, 'call:answer', { callId }), /call\/unknown/);
});

test('who is in a call is busy: while it rings, while it dials, and while it talks', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [ada, bob, cy] = [await reachable(t, url, 'ada'), await reachable(t, url, 'bob'), await connect(t, url)];
  const ended = next(ada, 'call:ended');
  const { callId } = await call(ada, 'bob');
  await assert.rejects(call(cy, 'bob'), /call\/busy/);
  await assert.rejects(call(cy, 'ada'), /call\/busy/);
  const { room } = await ask(bob, 'call:answer', { callId });
  await ended;
  await Promise.all([join(ada, room), join(bob, room)]);
  await assert.rejects(call(cy, 'bob'), /call\/busy/);
});

test('a call ends when the caller gives up or is gone, and the called is free again', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [ada, bob, cy] = [await connect(t, url), await reachable(t, url, 'bob'), await connect(t, url)];
  for (const end of [
    (callId: string): Promise<unknown> => ask(ada, 'call:cancel', { callId }),
    async () => ada.disconnect(),
  ]) {
    const ended = next(bob, 'call:ended');
    const { callId } = await call(ada, 'bob');
    await assert.rejects(ask(cy, 'call:cancel', { callId }), /call\/unknown/);
    await end(callId);
    assert.deepEqual(await ended, { callId, outcome: 'cancelled', room: null });
    await assert.rejects(ask(bob, 'call:answer', { callId }), /call\/unknown/);
  }
  await call(cy, 'bob');
});

test('a call nobody can answer any more is not left ringing', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [ada, bob] = [await connect(t, url), await reachable(t, url, 'bob')];
  const ended = next(ada, 'call:ended');
  await call(ada, 'bob');
  bob.disconnect();
  assert.equal((await ended).outcome, 'no-answer');
});
