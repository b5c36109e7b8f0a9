import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { EVENTS_KEPT } from '../rooms/room-store.js';
import {
  ask,
  build,
  candidateNumbered,
  connect,
  Ear,
  GENEROUS,
  join,
  next,
  settled,
  visitorOf,
} from '../testing/app-under-test.js';
import type { ClientSocket } from '../testing/app-under-test.js';

const TIMEOUT = { timeout: 30_000 };

/** A member whose socket breaks, and one who stays. */
async function broken(t: TestContext, url: string) {
  const [stays, breaks] = [await connect(t, url), await connect(t, url)];
  const visitor = await visitorOf(breaks);
  const staying = await join(stays, 'tea');
  const { userId, resumeToken, snapshot } = await join(breaks, 'tea');
  const ear = new Ear(stays);
  breaks.io.engine.close();
  await ear.until(({ events }) => events.length === 1);
  const request = { room: 'tea', userId, resumeToken, sequence: snapshot.sequence };
  return { stays, staying, ear, visitor, request };
}

const resume = (socket: ClientSocket, request: Parameters<typeof ask<'room:resume'>>[2]) =>
  ask(socket, 'room:resume', request);

test(
  'who comes back is the same participant, hears what was missed in order and once, and others only see it come',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t);
    const { stays, ear, visitor, request } = await broken(t, url);
    for (let index = 0; index < 100; index += 1) await ask(stays, 'member:update', { room: 'tea', extra: index });
    const back = await connect(t, url, { visitor });
    const atBack = new Ear(back);
    const { missed, snapshot, resumeToken } = await resume(back, request);
    assert.equal(snapshot, null);
    assert.deepEqual(
      missed?.map(({ sequence }) => sequence),
      Array.from({ length: 102 }, (_, index) => 3 + index),
    );
    assert.deepEqual(ear.events.at(-1), missed.at(-1));
    assert.notEqual(resumeToken, request.resumeToken);
    await ask(stays, 'member:update', { room: 'tea', extra: 'now' });
    await settled(back);
    assert.deepEqual(
      atBack.events.map(({ sequence }) => sequence),
      [105],
    );
    await ask(back, 'member:update', { room: 'tea', extra: 'here' });
  },
);

test(
  'whose page is gone, as the browser says, may come back for a moment, and is given up before one whose line is lost',
  TIMEOUT,
  async (t) => {
    const { url } = await build(t);
    const [stays, goes, returns, lost] = await Promise.all(Array.from({ length: 4 }, () => connect(t, url)));
    const visitor = await visitorOf(returns!);
    await join(stays!, 'tea');
    const gone = await join(goes!, 'tea');
    const back = await join(returns!, 'tea');
    const missed = await join(lost!, 'tea');
    const ear = new Ear(stays!);
    lost!.io.engine.close();
    for (const socket of [goes!, returns!]) goAway(socket);
    await ear.until(({ events }) => events.filter(({ type }) => type === 'participant-changed').length === 3);
    await resume(await connect(t, url, { visitor }), {
      room: 'tea',
      userId: back.userId,
      resumeToken: back.resumeToken,
      sequence: back.snapshot.sequence,
    });
    await ear.until(({ events }) => events.some(({ type }) => type === 'participant-left'));
    const left = ear.events.filter((event) => event.type === 'participant-left');
    assert.deepEqual(
      left.map(({ userId, reason }) => [userId, reason]),
      [[gone.userId, 'expired']],
    );
    const rest = ear.events.flatMap((event) => (event.type === 'participant-changed' ? [event.member] : []));
    const presenceOf = (userId: string) => rest.filter((member) => member.userId === userId).at(-1)?.presence;
    assert.deepEqual([presenceOf(back.userId), presenceOf(missed.userId)], ['online', 'suspended']);
  },
);

/** As a browser closes the sockets of a page that is gone and has not closed them (RFC 6455 §7.4.1). */
function goAway(socket: ClientSocket): void {
  const { ws } = socket.io.engine.transport as unknown as { readonly ws: { close(code: number): void } };
  ws.close(1001);
}

test('who missed too much gets the room as it is', TIMEOUT, async (t) => {
  const { url } = await build(t, {}, { limits: GENEROUS });
  const { stays, visitor, request } = await broken(t, url);
  for (let extra = 0; extra < 2 * EVENTS_KEPT; extra += 1) await ask(stays, 'member:update', { room: 'tea', extra });
  const { missed, snapshot } = await resume(await connect(t, url, { visitor }), request);
  assert.equal(missed, null);
  assert.deepEqual(
    snapshot?.members.map(({ extra }) => extra),
    [2 * EVENTS_KEPT - 1, null],
  );
});

test('a token is good once; the one before it only while the newer was not used', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const { visitor, request } = await broken(t, url);
  const [one, two, three] = [
    await connect(t, url, { visitor }),
    await connect(t, url, { visitor }),
    await connect(t, url, { visitor }),
  ];
  const first = await resume(one, request);
  // The answer was lost on the way: the page knows the old token only, and comes again.
  const ended = next(one, 'room:ended');
  const second = await resume(two, request);
  assert.equal((await ended).reason, 'replaced');
  await assert.rejects(resume(three, { ...request, resumeToken: first.resumeToken }), /room\/expired/);
  await resume(three, { ...request, resumeToken: second.resumeToken });
  await assert.rejects(resume(one, request), /room\/expired/);
});

test('a socket that asks for what it has is answered again, and nobody sees anything of it', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const { stays, ear, visitor, request } = await broken(t, url);
  const back = await connect(t, url, { visitor });
  const ended: unknown[] = [];
  back.on('room:ended', (ending) => ended.push(ending));
  // The first is under way when the second comes.
  const [first, second] = await Promise.all([resume(back, request), resume(back, request)]);
  const numbers = [first, second].map(({ missed }) => missed?.map(({ sequence }) => sequence));
  assert.deepEqual(numbers, [
    [3, 4],
    [3, 4],
  ]);
  await ask(stays, 'member:update', { room: 'tea', extra: 1 });
  const third = await resume(back, { ...request, resumeToken: second.resumeToken, sequence: 4 });
  assert.deepEqual(
    third.missed?.map(({ sequence }) => sequence),
    [5],
  );
  const atBack = new Ear(back);
  await ask(back, 'member:update', { room: 'tea', extra: 2 });
  await Promise.all([settled(stays), settled(back)]);
  assert.deepEqual(
    ear.events.map(({ type }) => type),
    Array.from({ length: 4 }, () => 'participant-changed'),
  );
  assert.deepEqual([ended, atBack.events.map(({ sequence }) => sequence)], [[], [6]]);
  // It is no way in: the token must be good, and the membership its own.
  await assert.rejects(resume(back, { ...request, resumeToken: 'x'.repeat(43) }), /room\/expired/);
  await assert.rejects(resume(back, { ...request, userId: 'somebody' }), /protocol\/already-in-room/);
  await ask(back, 'member:update', { room: 'tea', extra: 3 });
});

test('signals to somebody whose socket is away are kept for its return, in order', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const { stays, staying, visitor, request } = await broken(t, url);
  const sent = [0, 1, 2].map(candidateNumbered);
  for (const signal of sent) await ask(stays, 'peer:signal', { room: 'tea', to: request.userId, signal });
  const back = await connect(t, url, { visitor });
  const ear = new Ear(back);
  await resume(back, request);
  await ear.until(({ signals }) => signals.length === 3);
  assert.deepEqual(
    ear.signals,
    sent.map((signal) => ({ room: 'tea', from: staying.userId, signal })),
  );
});

test('an older socket that is still there loses its place to the one that resumes', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const old = await connect(t, url);
  const visitor = await visitorOf(old);
  const stays = await connect(t, url);
  await join(stays, 'tea');
  const { userId, resumeToken, snapshot } = await join(old, 'tea');
  const ear = new Ear(stays);
  const ended = next(old, 'room:ended');
  const back = await connect(t, url, { visitor });
  await resume(back, { room: 'tea', userId, resumeToken, sequence: snapshot.sequence });
  await ended;
  old.io.engine.close();
  await ask(back, 'member:update', { room: 'tea', displayName: 'Ada' });
  await settled(stays);
  // Nobody saw it go.
  assert.deepEqual(
    ear.events.map((event) => event.type === 'participant-changed' && event.member.presence),
    ['online'],
  );
});

test('a page that says goodbye, and a leave, are at once and for good', TIMEOUT, async (t) => {
  const { url } = await build(t);
  const [stays, goes] = [await connect(t, url), await connect(t, url)];
  const visitor = await visitorOf(goes);
  await join(stays, 'tea');
  const { userId, resumeToken, snapshot } = await join(goes, 'tea');
  const ear = new Ear(stays);
  goes.disconnect();
  await ear.until(({ events }) => events.length === 1);
  assert.deepEqual(ear.events[0], { type: 'participant-left', room: 'tea', sequence: 3, userId, reason: 'left' });
  const back = await connect(t, url, { visitor });
  await assert.rejects(
    resume(back, { room: 'tea', userId, resumeToken, sequence: snapshot.sequence }),
    /room\/expired/,
  );
  // A refused return takes no place.
  await join(back, 'tea');
});
