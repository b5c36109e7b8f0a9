import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { ask, build, CANDIDATE, connect, Ear, join, next, settled, visitorOf } from '../testing/app-under-test.js';
import type { ClientSocket, JoinChanges } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 30_000 };
const room = 'tea';

interface Person {
  readonly socket: ClientSocket;
  readonly userId: string;
  readonly ear: Ear;
}

/** An owner and two others in a room. */
async function company(t: TestContext, changes: JoinChanges = {}) {
  const { url } = await build(t);
  const people: Person[] = [];
  for (let index = 0; index < 3; index += 1) {
    const socket = await connect(t, url);
    const ear = new Ear(socket);
    people.push({ socket, ear, userId: (await join(socket, room, changes)).userId });
  }
  const [owner, ada, bob] = people as [Person, Person, Person];
  return { url, owner, ada, bob };
}

test('an ejected person is out at once by the service’s word, and may come again', TIMEOUT, async (t) => {
  const { owner, ada, bob } = await company(t);
  const ended = next(ada.socket, 'room:ended');
  await ask(owner.socket, 'member:eject', { room, userId: ada.userId, ban: false });
  assert.deepEqual(await ended, { room, reason: 'ejected', by: null });
  await settled(bob.socket);
  const left = bob.ear.events.at(-1);
  assert.ok(left?.type === 'participant-left' && left.reason === 'ejected' && left.userId === ada.userId);
  await assert.rejects(ask(ada.socket, 'peer:signal', { room, to: bob.userId, signal: CANDIDATE }), /not-in-room/);
  await join(ada.socket, room);
});

test('a moderator mutes, lowers hands and ejects those below, and nobody else', TIMEOUT, async (t) => {
  const { owner, ada, bob } = await company(t);
  await ask(owner.socket, 'member:role', { room, userId: ada.userId, role: 'moderator' });
  await ask(bob.socket, 'member:hand', { room, userId: bob.userId, raised: true });
  const requested = next(bob.socket, 'member:mute-requested');
  await ask(ada.socket, 'member:mute', { room, userId: bob.userId, kind: 'audio' });
  assert.deepEqual(await requested, { room, from: ada.userId, kind: 'audio' });
  await ask(ada.socket, 'member:hand', { room, userId: bob.userId, raised: false });
  await assert.rejects(ask(ada.socket, 'member:mute', { room, userId: owner.userId, kind: 'audio' }), /not-allowed/);
  await assert.rejects(ask(ada.socket, 'member:eject', { room, userId: owner.userId, ban: true }), /not-allowed/);
  await ask(ada.socket, 'member:eject', { room, userId: bob.userId, ban: false });
});

test('closing a room tells everybody, and the name is free again', TIMEOUT, async (t) => {
  const { owner, ada, bob } = await company(t);
  const ended = [ada, bob, owner].map(({ socket }) => next(socket, 'room:ended'));
  await ask(owner.socket, 'room:close', { room });
  for (const end of await Promise.all(ended)) assert.deepEqual(end, { room, reason: 'closed', by: owner.userId });
  assert.equal((await join(bob.socket, room)).opened, true);
});

test('a room that ends with its owner does', TIMEOUT, async (t) => {
  const { owner, ada } = await company(t, { policy: { closeWithOwner: true } });
  const ended = next(ada.socket, 'room:ended');
  await ask(owner.socket, 'room:leave', { room });
  assert.deepEqual(await ended, { room, reason: 'closed', by: null });
});

test('a room closed and opened anew at the same moment keeps its people apart', TIMEOUT, async (t) => {
  const { owner, ada, bob, url } = await company(t);
  const other = await connect(t, url);
  const atOther = new Ear(other);
  const ended = [ada, bob].map(({ socket }) => next(socket, 'room:ended'));
  const [, admission] = await Promise.all([ask(owner.socket, 'room:close', { room }), join(other, room)]);
  await Promise.all(ended);
  await settled(other);
  if (admission.opened) assert.deepEqual(atOther.events, []);
});

test('ownership is given, and with it the right to give it', TIMEOUT, async (t) => {
  const { owner, ada, bob } = await company(t);
  await ask(owner.socket, 'room:transfer', { room, userId: ada.userId });
  await assert.rejects(ask(owner.socket, 'room:transfer', { room, userId: bob.userId }), /not-allowed/);
  await ask(ada.socket, 'room:transfer', { room, userId: bob.userId });
  await settled(owner.socket);
  const owners = owner.ear.events.flatMap((event) => (event.type === 'owner-changed' ? [event.userId] : []));
  assert.deepEqual(owners, [ada.userId, bob.userId]);
});

test('where only the owner talks with the others, the others cannot signal each other', TIMEOUT, async (t) => {
  const { owner, ada, bob } = await company(t, { policy: { direction: 'one-to-many' } });
  const signal = (from: Person, to: Person) =>
    ask(from.socket, 'peer:signal', { room, to: to.userId, signal: CANDIDATE });
  await signal(owner, ada);
  await signal(bob, owner);
  await assert.rejects(signal(ada, bob), /room\/not-allowed/);
  await ask(owner.socket, 'room:transfer', { room, userId: ada.userId });
  await signal(ada, bob);
  await assert.rejects(signal(bob, owner), /room\/not-allowed/);
});

test('a locked room lets nobody in, and those inside stay', TIMEOUT, async (t) => {
  const { owner, ada, url } = await company(t);
  await ask(owner.socket, 'room:lock', { room, locked: true });
  await assert.rejects(join(await connect(t, url), room), /room\/locked/);
  await ask(ada.socket, 'member:update', { room, displayName: 'Ada' });
  await ask(owner.socket, 'room:lock', { room, locked: false });
  await join(await connect(t, url), room);
});

test('a banned visitor is out with all tabs, online or not, and stays out', TIMEOUT, async (t) => {
  const { owner, ada, url } = await company(t);
  const visitor = await visitorOf(ada.socket);
  const [tab, offline] = [await connect(t, url, { visitor }), await connect(t, url, { visitor })];
  await join(tab, room);
  const away = await join(offline, room);
  const ear = new Ear(owner.socket);
  offline.io.engine.close();
  await ear.until(({ events }) => events.some((event) => event.type === 'participant-changed'));
  const ended = [ada.socket, tab].map((socket) => next(socket, 'room:ended'));
  await ask(owner.socket, 'member:eject', { room, userId: ada.userId, ban: true });
  for (const end of await Promise.all(ended)) assert.equal(end.reason, 'banned');
  const back = await connect(t, url, { visitor });
  const { userId, resumeToken } = away;
  await assert.rejects(ask(back, 'room:resume', { room, userId, resumeToken, sequence: 0 }), /room\/expired/);
  for (const socket of [ada.socket, tab, back]) await assert.rejects(join(socket, room), /room\/banned/);
});
