import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ask,
  build,
  CANDIDATE,
  connect,
  Ear,
  join,
  knock,
  raw,
  settled,
  visitorOf,
} from '../../server/testing/app-under-test.js';
import type { ClientSocket } from '../../server/testing/app-under-test.js';
import { EVENTS, refusalOf, RIGHT } from './requests.js';

const TIMEOUT = { timeout: 60_000 };

const signal = (socket: ClientSocket, room: string, to: string) =>
  refusalOf(socket, 'peer:signal', { room, to, signal: CANDIDATE });

// The ancestor passes on what names any sender: "sender" is a field of its messages.
test('A1, A36 the sender is who the service says, whatever the message says', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [owner, victim, liar] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  const [first, second, third] = [await join(owner, 'tea'), await join(victim, 'tea'), await join(liar, 'tea')];
  const ear = new Ear(victim);
  const forged = { ...CANDIDATE, from: first.userId, room: 'coffee' };
  assert.equal(await refusalOf(liar, 'peer:signal', { room: 'tea', to: second.userId, signal: forged }), null);
  const outright = { room: 'tea', to: second.userId, signal: CANDIDATE, from: first.userId };
  assert.equal(await refusalOf(liar, 'peer:signal', outright), 'protocol/invalid');
  await settled(victim);
  assert.deepEqual(ear.signals, [{ room: 'tea', from: third.userId, signal: CANDIDATE }]);
});

// The ancestor asks for the password in `join-room` only, and passes messages to and from whoever never joined.
test('A2 without the password there is no way in, by no event', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [inside, outsider] = [await connect(t, url), await connect(t, url)];
  const { userId } = await join(inside, 'tea', { password: 'secret', displayName: 'Ada' });
  const ear = new Ear(inside);
  const heard: unknown[] = [];
  outsider.onAny((...values: unknown[]) => heard.push(values));
  for (const event of EVENTS.filter((name) => name !== 'peer:signal')) {
    const request = RIGHT[event];
    const code = await refusalOf(outsider, event, 'userId' in request ? { ...request, userId } : request);
    if (event === 'room:join') assert.equal(code, 'room/password');
    else if ('room' in request && event !== 'presence:check') {
      assert.match(String(code), /^(protocol\/not-in-room|room\/expired)$/, event);
    }
  }
  assert.equal(await signal(outsider, 'tea', userId), 'protocol/not-in-room');
  await Promise.all([settled(inside), settled(outsider)]);
  assert.deepEqual([ear.events, ear.signals, heard], [[], [], []]);
});

test('A3 nobody sends into a room without being in it, nor out of the room into another', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [inside, outsider, elsewhere] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  const { userId } = await join(inside, 'tea');
  await join(elsewhere, 'coffee');
  const ear = new Ear(inside);
  assert.equal(await signal(outsider, 'tea', userId), 'protocol/not-in-room');
  assert.equal(await signal(elsewhere, 'tea', userId), 'protocol/not-in-room');
  assert.equal(await signal(elsewhere, 'coffee', userId), 'protocol/no-such-participant');
  assert.equal(await signal(inside, 'tea', inside.id ?? ''), 'protocol/no-such-participant');
  assert.equal(await signal(inside, 'tea', userId), 'room/not-allowed');
  // Nor does somebody at the door.
  await join(outsider, 'den', { policy: { waitingRoom: true } });
  await knock(inside, 'den');
  assert.equal(await signal(inside, 'den', userId), 'protocol/not-in-room');
  await settled(inside);
  assert.deepEqual([ear.events, ear.signals], [[], []]);
});

test('A3 in any mix of rooms a signal arrives where both are, and nowhere else', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const sockets = await Promise.all(Array.from({ length: 6 }, () => connect(t, url)));
  const ears = sockets.map((socket) => new Ear(socket));
  const ids = new Map<string, { room: string; who: number }>();
  for (const [who, socket] of sockets.entries()) {
    for (const room of ['r0', 'r1', 'r2'].filter((_, index) => ((who + 1) >> index) & 1)) {
      ids.set((await join(socket, room)).userId, { room, who });
    }
  }
  let delivered = 0;
  for (const [from, socket] of sockets.entries()) {
    for (const [to, place] of ids) {
      for (const room of ['r0', 'r1', 'r2']) {
        const code = await signal(socket, room, to);
        const isMember = [...ids.values()].some((other) => other.who === from && other.room === room);
        const mayArrive = isMember && place.room === room && place.who !== from;
        assert.equal(code === null, mayArrive);
        if (mayArrive) delivered += 1;
      }
    }
  }
  await Promise.all(sockets.map((socket) => settled(socket)));
  const received = ears.flatMap(({ signals }, who) => signals.map(({ room, from }) => ({ room, from, who })));
  assert.equal(received.length, delivered);
  for (const { room, from, who } of received) {
    assert.equal(ids.get(from)?.room, room);
    assert.ok([...ids.values()].some((place) => place.who === who && place.room === room));
  }
});

test('who has left is not reachable, and reaches nobody', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url)];
  const [first, second] = [await join(a, 'tea'), await join(b, 'tea')];
  await ask(b, 'room:leave', { room: 'tea' });
  const [atA, atB] = [new Ear(a), new Ear(b)];
  assert.equal(await signal(a, 'tea', second.userId), 'protocol/no-such-participant');
  assert.equal(await signal(b, 'tea', first.userId), 'protocol/not-in-room');
  await join(await connect(t, url), 'tea');
  await Promise.all([settled(a), settled(b)]);
  assert.deepEqual([atA.signals, atB.signals, atB.events], [[], [], []]);
});

// The ancestor bans nobody: who was disconnected from a peer joins again under the next name.
test(
  'A6 a banned visitor does not come back: online, away, in a second tab, at the door, or by an old token',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t);
    const [owner, online] = [await connect(t, url), await connect(t, url)];
    const visitor = await visitorOf(online);
    const [tab, away, door] = await Promise.all([1, 2, 3].map(() => connect(t, url, { visitor })));
    assert.ok(tab !== undefined && away !== undefined && door !== undefined);
    await join(owner, 'tea');
    const ear = new Ear(owner);
    const { userId } = await join(online, 'tea');
    await join(tab, 'tea');
    const left = await join(away, 'tea');
    away.io.engine.close();
    await ear.until(({ events }) => events.some((event) => event.type === 'participant-changed'));
    assert.deepEqual(await knock(door, 'den', { entry: 'join', wait: true }), { outcome: 'waiting', for: 'host' });
    await ask(owner, 'member:eject', { room: 'tea', userId, ban: true });
    const back = await connect(t, url, { visitor });
    const resume = { room: 'tea', userId: left.userId, resumeToken: left.resumeToken, sequence: 0 };
    assert.equal(await refusalOf(back, 'room:resume', resume), 'room/expired');
    for (const socket of [online, tab, back, door]) {
      assert.equal(await refusalOf(socket, 'room:join', { ...RIGHT['room:join'], room: 'tea' }), 'room/banned');
      assert.equal(await refusalOf(socket, 'peer:signal', RIGHT['peer:signal']), 'protocol/not-in-room');
    }
  },
);

// The ancestor lets anybody say `close-entire-session`, and never lets the owner do it.
test('A7 nobody has a right the service did not give', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [owner, plain, victim] = [await connect(t, url), await connect(t, url), await connect(t, url)];
  const [{ userId: ownerId }, { userId: plainId }] = [await join(owner, 'tea'), await join(plain, 'tea')];
  const { userId: victimId } = await join(victim, 'tea');
  const atVictim = new Ear(victim);
  const heard: unknown[] = [];
  victim.onAny((...values: unknown[]) => heard.push(values));
  const room = 'tea';
  const attempts: readonly (readonly [string, object])[] = [
    ['room:close', { room }],
    ['room:lock', { room, locked: true }],
    ['room:password', { room, password: 'mine' }],
    ['room:password', { room, password: null }],
    ['room:ticket', { room }],
    ['room:transfer', { room, userId: plainId }],
    ['member:role', { room, userId: plainId, role: 'moderator' }],
    ['member:role', { room, userId: ownerId, role: 'viewer' }],
    ['member:eject', { room, userId: victimId, ban: false }],
    ['member:eject', { room, userId: ownerId, ban: true }],
    ['member:eject', { room, userId: plainId, ban: false }],
    ['member:mute', { room, userId: victimId, kind: 'audio' }],
    ['member:hand', { room, userId: victimId, raised: true }],
    ['waiting:admit', { room, userId: victimId }],
    ['waiting:deny', { room, userId: victimId }],
  ];
  for (const [event, request] of attempts) {
    assert.equal(await refusalOf(plain, event, request), 'room/not-allowed', event);
  }
  await settled(victim);
  assert.deepEqual([atVictim.events, heard], [[], []]);
});

// The ancestor's owner is whoever a message names.
test('A8 in any mix of leaving and giving there is one owner', TIMEOUT, async (t) => {
  const { url } = await build(t);
  for (let round = 0; round < 20; round += 1) {
    const room = `r${round}`;
    const sockets = await Promise.all([1, 2, 3, 4].map(() => connect(t, url)));
    const ids: string[] = [];
    for (const socket of sockets) ids.push((await join(socket, room)).userId);
    await Promise.all(
      sockets.flatMap((socket, index) => [
        raw(socket, 'room:transfer', { room, userId: ids[(index + round) % 4] }),
        ...(index % 2 === round % 2 ? [raw(socket, 'room:leave', { room })] : []),
      ]),
    );
    const { snapshot } = await join(await connect(t, url), room);
    assert.equal(snapshot.members.filter(({ role }) => role === 'owner').length, 1);
    for (const socket of sockets) socket.disconnect();
  }
});

// The ancestor has no tokens: whoever says `changed-uuid` with somebody’s id is that somebody, and gets what is sent to it.
test(
  'A35, A32 a membership is resumed by its own visitor with its newest token, and by nobody else',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t);
    const [owner, victim, thief] = [await connect(t, url), await connect(t, url), await connect(t, url)];
    const visitor = await visitorOf(victim);
    await join(owner, 'tea');
    await join(thief, 'tea');
    const { userId, resumeToken, snapshot } = await join(victim, 'tea');
    const ear = new Ear(owner);
    victim.io.engine.close();
    await ear.until(({ events }) => events.some((event) => event.type === 'participant-changed'));
    const request = { room: 'tea', userId, resumeToken, sequence: snapshot.sequence };
    const other = await connect(t, url);
    // The right token from another visitor, another token from the right one, a made-up visitor.
    assert.equal(await refusalOf(other, 'room:resume', request), 'room/expired');
    const back = await connect(t, url, { visitor });
    assert.equal(await refusalOf(back, 'room:resume', { ...request, resumeToken: 'A'.repeat(43) }), 'room/expired');
    const forged = await connect(t, url, { visitor: `${visitor.slice(0, 22)}.${'A'.repeat(43)}` });
    assert.equal(await refusalOf(forged, 'room:resume', request), 'room/expired');
    const { resumeToken: newer } = await ask(back, 'room:resume', request);
    back.io.engine.close();
    const again = await connect(t, url, { visitor });
    const { resumeToken: newest } = await ask(again, 'room:resume', { ...request, resumeToken: newer });
    assert.equal(new Set([resumeToken, newer, newest]).size, 3);
    const late = await connect(t, url, { visitor });
    assert.equal(await refusalOf(late, 'room:resume', request), 'room/expired');
  },
);

// The ancestor's answer to the second who asks for a user id leaves it half connected; here nobody asks.
test('A36 nobody chooses an id: neither a user’s nor a visitor’s', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [a, b] = [await connect(t, url), await connect(t, url, { visitor: 'A'.repeat(22) })];
  const { userId } = await join(a, 'tea');
  for (const request of [
    { ...RIGHT['room:join'], userId },
    { ...RIGHT['room:join'], visitorId: 'x' },
  ]) {
    assert.equal(await refusalOf(b, 'room:join', request), 'protocol/invalid');
  }
  assert.notEqual((await visitorOf(b)).slice(0, 22), 'A'.repeat(22));
  assert.notEqual((await join(b, 'tea')).userId, userId);
});
