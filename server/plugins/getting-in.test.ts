import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { RESUME_GRACE_MS } from '../../src/protocol/index.js';
import { MemoryRoomStore } from '../rooms/memory-room-store.js';
import { ask, build, connect, Ear, join, knock, next, settled, visitorOf } from '../testing/app-under-test.js';
import type { ClientSocket } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 30_000 };

async function sockets<N extends number>(t: TestContext, url: string, count: N) {
  return Promise.all(Array.from({ length: count }, () => connect(t, url)));
}

async function three(t: TestContext, url: string) {
  return (await sockets(t, url, 3)) as [ClientSocket, ClientSocket, ClientSocket];
}

test('open wants a new room, join wants an open one', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = await three(t, url);
  await assert.rejects(join(a, 'tea', { entry: 'join' }), /room\/missing/);
  assert.equal((await join(a, 'tea', { entry: 'open' })).opened, true);
  await assert.rejects(join(b, 'tea', { entry: 'open' }), /room\/exists/);
  assert.equal((await join(b, 'tea', { entry: 'join' })).opened, false);
});

test('of many opening one room at once, one does', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const outcomes = await Promise.allSettled(
    (await sockets(t, url, 10)).map((socket) => join(socket, 'tea', { entry: 'open' })),
  );
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('who waits for the host is let in when somebody opens the room', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [early, other, host] = await three(t, url);
  const waiting = { outcome: 'waiting', for: 'host' };
  assert.deepEqual(await knock(early, 'tea', { entry: 'join', wait: true }), waiting);
  // A password is no obstacle where none is asked for.
  assert.deepEqual(await knock(other, 'tea', { entry: 'join', wait: true, password: 'any' }), waiting);
  const admitted = [next(early, 'room:admitted'), next(other, 'room:admitted')];
  const { userId } = await join(host, 'tea');
  for (const { room, admission } of await Promise.all(admitted)) {
    assert.deepEqual([room, admission.opened, admission.snapshot.members[0]?.userId], ['tea', false, userId]);
  }
});

test('who waits for the host with the wrong password hears so when the room opens', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [early, host] = await three(t, url);
  await knock(early, 'tea', { entry: 'join', wait: true, password: 'wrong' });
  const refused = next(early, 'room:refused');
  await join(host, 'tea', { password: 'right' });
  assert.equal((await refused).error.code, 'room/password');
  await join(early, 'tea', { password: 'right' });
});

test('waiting for the host can be given up, and is by leaving', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [early, host] = await three(t, url);
  await knock(early, 'tea', { entry: 'join', wait: true });
  await assert.rejects(knock(early, 'tea'), /protocol\/already-in-room/);
  await ask(early, 'room:leave', { room: 'tea' });
  const { snapshot } = await join(host, 'tea');
  assert.equal(snapshot.members.length, 1);
  await assert.rejects(ask(early, 'room:leave', { room: 'tea' }), /protocol\/not-in-room/);
});

test('a waiting room: one is admitted, one is denied, one gives up', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [owner, a, b] = await three(t, url);
  const c = await connect(t, url);
  await join(owner, 'tea', { policy: { waitingRoom: true } });
  const ear = new Ear(owner);
  for (const [socket, displayName] of [
    [a, 'Ada'],
    [b, 'Bob'],
    [c, 'Cy'],
  ] as const) {
    assert.deepEqual(await knock(socket, 'tea', { displayName }), { outcome: 'waiting', for: 'admission' });
  }
  const [ada, bob] = ear.events.flatMap((event) => (event.type === 'waiting-began' ? [event.waiting.userId] : []));
  assert.ok(ada !== undefined && bob !== undefined);
  const [admitted, refused] = [next(a, 'room:admitted'), next(b, 'room:refused')];
  await ask(c, 'room:leave', { room: 'tea' });
  await ask(owner, 'waiting:admit', { room: 'tea', userId: ada });
  await ask(owner, 'waiting:deny', { room: 'tea', userId: bob });
  const { admission } = await admitted;
  assert.equal(admission.userId, ada);
  assert.deepEqual(
    admission.snapshot.members.map(({ presence }) => presence),
    ['online', 'online'],
  );
  assert.deepEqual(await refused, { room: 'tea', error: { code: 'room/denied', message: 'You were not let in.' } });
  await assert.rejects(ask(owner, 'waiting:admit', { room: 'tea', userId: bob }), /no-such-participant/);
  // The admission is a membership like any other: it is waited for, and its token is good for coming back.
  const visitor = await visitorOf(a);
  a.io.engine.close();
  await ear.until(({ events }) => {
    const last = events.at(-1);
    return last?.type === 'participant-changed' && last.member.presence === 'suspended';
  });
  const { userId, resumeToken } = admission;
  await ask(await connect(t, url, { visitor }), 'room:resume', { room: 'tea', userId, resumeToken, sequence: 0 });
});

test('only who may admit admits, and nobody by themselves', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [owner, guest, waiting] = await three(t, url);
  await join(owner, 'tea', { policy: { waitingRoom: true } });
  const ear = new Ear(owner);
  const begin = async (socket: ClientSocket) => {
    await knock(socket, 'tea');
    const began = ear.events.findLast((event) => event.type === 'waiting-began');
    assert.ok(began?.type === 'waiting-began');
    return began.waiting.userId;
  };
  const first = await begin(guest);
  const admitted = next(guest, 'room:admitted');
  await ask(owner, 'waiting:admit', { room: 'tea', userId: first });
  await admitted;
  const second = await begin(waiting);
  await assert.rejects(ask(guest, 'waiting:admit', { room: 'tea', userId: second }), /room\/not-allowed/);
  await assert.rejects(ask(waiting, 'waiting:admit', { room: 'tea', userId: second }), /protocol\/not-in-room/);
  // Being at the door is not being in.
  await assert.rejects(ask(waiting, 'room:lock', { room: 'tea', locked: true }), /protocol\/not-in-room/);
  await settled(waiting);
});

test('when the room closes, those at its door are told', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [owner, waiting] = await three(t, url);
  await join(owner, 'tea', { policy: { waitingRoom: true } });
  await knock(waiting, 'tea');
  const refused = next(waiting, 'room:refused');
  await ask(owner, 'room:close', { room: 'tea' });
  assert.equal((await refused).error.code, 'room/closed');
});

test('a wrong password, none, and the right one', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = await three(t, url);
  assert.equal((await join(a, 'tea', { password: 'pw' })).snapshot.protected, true);
  await assert.rejects(join(b, 'tea'), /room\/password/);
  await assert.rejects(join(b, 'tea', { password: 'PW' }), /room\/password/);
  await join(b, 'tea', { password: 'pw' });
  await assert.rejects(ask(b, 'room:password', { room: 'tea', password: null }), /room\/not-allowed/);
  const ear = new Ear(b);
  await ask(a, 'room:password', { room: 'tea', password: null });
  await settled(b);
  assert.deepEqual(
    ear.events.map(({ type }) => type),
    ['room-changed'],
  );
  await join(await connect(t, url), 'tea');
});

test('who is suspended keeps the place for the grace time, and not longer', TIMEOUT, async (t) => {
  let ahead = 0;
  const roomStore = new MemoryRoomStore(() => performance.now() + ahead);
  const { url } = await build(t, {}, { roomStore });
  const [stays, breaks, other] = await three(t, url);
  await join(stays, 'tea', { policy: { maxParticipants: 2 } });
  await join(breaks, 'tea');
  const ear = new Ear(stays);
  breaks.io.engine.close();
  await ear.until(({ events }) => events.length === 1);
  assert.ok(ear.events[0]?.type === 'participant-changed' && ear.events[0].member.presence === 'suspended');
  await assert.rejects(join(other, 'tea'), /room\/full/);
  ahead += RESUME_GRACE_MS;
  await ear.until(({ events }) => events.length === 2);
  assert.ok(ear.events[1]?.type === 'participant-left' && ear.events[1].reason === 'expired');
  await join(other, 'tea');
});

test(
  'the same visitor in a second tab is a second participant, or takes the place of the first',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t);
    const first = await connect(t, url);
    const visitor = await visitorOf(first);
    const [second, third] = [await connect(t, url, { visitor }), await connect(t, url, { visitor })];
    await join(first, 'tea');
    assert.equal((await join(second, 'tea')).snapshot.members.length, 2);
    const ended = [next(first, 'room:ended'), next(second, 'room:ended')];
    const { snapshot, userId } = await join(third, 'tea', { sameVisitor: 'replace' });
    for (const end of await Promise.all(ended)) assert.deepEqual(end, { room: 'tea', reason: 'replaced', by: null });
    assert.deepEqual(
      snapshot.members.map((member) => [member.userId, member.role]),
      [[userId, 'owner']],
    );
    // The socket stays, for its other rooms.
    await join(first, 'coffee');
    await assert.rejects(ask(first, 'room:leave', { room: 'tea' }), /protocol\/not-in-room/);
  },
);
