import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_TICKET_SECONDS } from '../../src/protocol/index.js';
import { MemoryRoomStore } from '../rooms/memory-room-store.js';
import { ask, build, connect, Ear, join, knock, next, settled } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 30_000 };
const GUARDED = { password: 'pw', policy: { waitingRoom: true } } as const;

test('who shows a ticket is asked for no password and does not wait; who shows none is', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [owner, guest, other] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  await join(owner, 'tea', GUARDED);
  const ear = new Ear(owner);
  const { ticket } = await ask(owner, 'room:ticket', { room: 'tea' });
  const { userId, snapshot, opened } = await join(guest, 'tea', { entry: 'join', ticket });
  assert.deepEqual([opened, snapshot.members.at(-1)?.userId], [false, userId]);
  assert.equal(snapshot.members.at(-1)?.role, 'participant');
  await assert.rejects(join(other, 'tea'), /room\/password/);
  assert.deepEqual(await knock(other, 'tea', { password: 'pw' }), { outcome: 'waiting', for: 'admission' });
  await settled(owner);
  assert.deepEqual(
    ear.events.map(({ type }) => type),
    ['participant-joined', 'waiting-began'],
  );
});

test('a ticket is good for as many as come with it, on every node of the installation', TIMEOUT, async (t) => {
  const roomStore = new MemoryRoomStore();
  const [one, two] = [await build(t, {}, { roomStore }), await build(t, {}, { roomStore })];
  const owner = await connect(t, one.url);
  await join(owner, 'tea', GUARDED);
  const { ticket } = await ask(owner, 'room:ticket', { room: 'tea', expiresInSeconds: 60 });
  for (const url of [one.url, two.url, two.url]) await join(await connect(t, url), 'tea', { ticket });
});

test('with a ticket even a wrong password is no matter, and without a good one the password is', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [owner, a, b] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  await join(owner, 'tea', { password: 'pw' });
  const { ticket } = await ask(owner, 'room:ticket', { room: 'tea' });
  await join(a, 'tea', { ticket, password: 'wrong' });
  await assert.rejects(join(b, 'tea', { ticket: 'torn', password: 'wrong' }), /room\/password/);
  await join(b, 'tea', { ticket: 'torn', password: 'pw' });
});

test('who may admit makes tickets, as long as it may', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [owner, member, outside] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  await join(owner, 'tea');
  const { userId } = await join(member, 'tea');
  const room = 'tea';
  const make = () => ask(member, 'room:ticket', { room });
  for (const role of ['participant', 'viewer'] as const) {
    await ask(owner, 'member:role', { room, userId, role });
    await assert.rejects(make(), /room\/not-allowed/);
  }
  await ask(owner, 'member:role', { room, userId, role: 'moderator' });
  await join(outside, 'tea', { ticket: (await make()).ticket });
  await ask(owner, 'member:eject', { room, userId, ban: false });
  await assert.rejects(make(), /protocol\/not-in-room/);
});

test('a ticket lasts from a second to thirty days', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const owner = await connect(t, url);
  await join(owner, 'tea');
  for (const expiresInSeconds of [1, MAX_TICKET_SECONDS]) {
    const before = Date.now() / 1_000;
    const { ticket } = await ask(owner, 'room:ticket', { room: 'tea', expiresInSeconds });
    const lasts = Number(ticket.split('.')[0]) - before;
    assert.ok(lasts >= expiresInSeconds && lasts < expiresInSeconds + 5, `${lasts} s`);
  }
  for (const expiresInSeconds of [0, -1, 0.5, MAX_TICKET_SECONDS + 1]) {
    await assert.rejects(ask(owner, 'room:ticket', { room: 'tea', expiresInSeconds }), /protocol\/invalid/);
  }
});

test('who waits for the host with a ticket of the room before is let in or asked as anybody is', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [owner, early, other] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  await join(owner, 'tea', { policy: { waitingRoom: true } });
  const { ticket } = await ask(owner, 'room:ticket', { room: 'tea' });
  await ask(owner, 'room:close', { room: 'tea' });
  const waits = { outcome: 'waiting', for: 'host' };
  assert.deepEqual(await knock(early, 'tea', { entry: 'join', wait: true, ticket }), waits);
  const ear = new Ear(owner);
  await join(owner, 'tea', { policy: { waitingRoom: true } });
  await ear.until(({ events }) => events.some(({ type }) => type === 'waiting-began'));
  await ask(owner, 'room:close', { room: 'tea' });
  const refused = next(other, 'room:refused');
  assert.deepEqual(await knock(other, 'tea', { entry: 'join', wait: true, ticket }), waits);
  await join(owner, 'tea', GUARDED);
  assert.equal((await refused).error.code, 'room/password');
});
