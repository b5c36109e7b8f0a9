import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { TestContext } from 'node:test';
import { Stage } from '../e2e/stage.js';
import { untilSeenAndHeard } from '../e2e/flows.js';
import { caller } from '../faults/tools/caller.js';
import { flowThrough } from '../faults/tools/outage.js';
import { RawMember } from '../faults/tools/raw-member.js';
import { installation } from '../faults/tools/redis-nodes.js';
import { within } from '../faults/tools/within.js';

const OUTAGE_SECONDS = 3;

const stage = await Stage.open();
after(() => stage.close());

test('Redis is killed for 3 s and keeps what it knew: calls go on, joins are refused, and all nodes agree afterwards', async (t) => {
  const { ada, ben, here, there, goes, nodes, redis } = await callOnTwoNodes(t, { appendOnly: true });
  const before = [await ada.userId(), await ben.userId()];
  await redis.kill();
  goes.disconnect();
  const refused = assert.rejects(RawMember.join(t, nodes[0]!.url, 'outage'), { message: 'room/unavailable' });
  await flowThrough([ada, ben], OUTAGE_SECONDS);
  await refused;
  assert.deepEqual([here.isIn, there.isIn], [true, true], 'nobody was disconnected');

  await redis.up();
  const backAt = performance.now();
  const late = await joinAgain(t, nodes[1]!.url);
  const expected = [...before, here.userId, there.userId, late.userId].sort();
  const agreedMs = await within(
    3_000 - (performance.now() - backAt),
    'both nodes to know who is in',
    () => [here, there, late].map((member) => member.roster.members.map(({ userId }) => userId).sort()),
    (all) => all.every((ids) => JSON.stringify(ids) === JSON.stringify(expected)),
  );
  await here.rename('heard on the other node');
  await within(
    1_000,
    'news from one node on the other',
    () => there.roster.members.find(({ userId }) => userId === here.userId)?.displayName,
    (name) => name === 'heard on the other node',
  );
  assert.deepEqual([here.complaints, there.complaints, late.complaints], [[], [], []]);
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
  const states = await Promise.all([ada, ben].map((person) => person.state()));
  assert.deepEqual(
    states.map(({ status, userId }) => [status, userId]),
    before.map((userId) => ['joined', userId]),
  );
  t.diagnostic(
    `rosters equal ${Math.round(performance.now() - backAt)} ms after Redis was back (${agreedMs} of them waited)`,
  );
});

test('Redis is killed for 3 s and comes back empty: everybody is who they were, calls are not touched, a ban and a password hold', async (t) => {
  const { ada, ben, nodes, redis, here, there } = await callOnTwoNodes(t, { appendOnly: false });
  const before = [await ada.userId(), await ben.userId()];
  const [one, two] = nodes.map(({ url }) => url) as [string, string];
  const room = 'kept by the nodes';
  const owner = await RawMember.join(t, one, room);
  const guest = await RawMember.join(t, two, room);
  const outcast = await RawMember.join(t, two, room);
  await owner.ask('room:password', { room, password: 'open sesame' });
  await owner.ask('member:eject', { room, userId: outcast.userId, ban: true });
  await within(
    2_000,
    'the ban',
    () => outcast.ended,
    (ended) => ended === 'banned',
  );
  await redis.kill();
  const refused = assert.rejects(RawMember.join(t, one, 'outage'), { message: 'room/unavailable' });
  await flowThrough([ada, ben], OUTAGE_SECONDS);
  await refused;

  await redis.up();
  const backAt = performance.now();
  await assert.rejects(
    asSoonAsPossible(() => outcast.enter()),
    { message: 'room/banned' },
  );
  await assert.rejects(
    asSoonAsPossible(() => RawMember.join(t, one, room)),
    { message: 'room/password' },
  );
  await guest.rename('heard on the other node');
  await there.rename('in the call');
  const names = () => [owner, here].flatMap(({ roster }) => roster.members.map(({ displayName }) => displayName));
  await within(3_000, 'the news', names, (all) => {
    return all.includes('heard on the other node') && all.includes('in the call');
  });
  const heardMs = Math.round(performance.now() - backAt);
  const people = [owner, guest, here, there];
  assert.deepEqual(
    people.map(({ ended, complaints, isIn }) => [ended, complaints, isIn]),
    people.map(() => [null, [], true]),
  );
  assert.deepEqual(
    owner.roster.members.map(({ userId, role }) => [userId, role]).sort(),
    [
      [owner.userId, 'owner'],
      [guest.userId, 'participant'],
    ].sort(),
  );
  // A socket that is lost only now comes back by the token it was given before.
  there.cut();
  await within(
    3_000,
    'to be away',
    () => there.absencesMs.length,
    (times) => times === 1,
  );
  await flowThrough([ada, ben], 1);
  const states = await Promise.all([ada, ben].map((person) => person.state()));
  assert.deepEqual(
    states.map(({ status, userId }) => [status, userId]),
    before.map((userId) => ['joined', userId]),
  );
  t.diagnostic(`news heard on the other node ${heardMs} ms after Redis was back`);
});

test('Redis comes back with a dump that is older than what was told: all nodes and members agree again, and hear the news', async (t) => {
  const { redis, nodes } = await installation(t, 2, { appendOnly: false, dumps: true });
  const [one, two] = nodes.map(({ url }) => url) as [string, string];
  const here = await RawMember.join(t, one, 'dump');
  const there = await RawMember.join(t, two, 'dump');
  await redis.dump();
  for (let round = 0; round < 5; round += 1) await here.rename(`lost ${round}`);
  const known = here.sequence;
  await within(
    2_000,
    'to be level',
    () => there.sequence,
    (sequence) => sequence === known,
  );

  await redis.kill();
  await redis.up();
  await there.rename('newer than the dump');
  const names = () => [here, there].map((member) => member.roster.members.map(({ displayName }) => displayName).sort());
  await within(5_000, 'one room', names, ([mine, theirs]) => {
    return JSON.stringify(mine) === JSON.stringify(theirs) && mine?.includes('newer than the dump') === true;
  });
  await here.rename('heard there');
  await within(1_000, 'the news', names, ([, theirs]) => theirs?.includes('heard there') === true);
  assert.deepEqual([here.ended, there.ended, here.complaints, there.complaints], [null, null, [], []]);
});

/** Two in a call, each on a node of its own, with raw sockets beside them; one of those will go during the outage. */
async function callOnTwoNodes(t: TestContext, options: { readonly appendOnly: boolean }) {
  const { redis, nodes } = await installation(t, 2, options);
  const [one, two] = nodes.map(({ url }) => url);
  const { visitor: ada } = await caller(stage, t, { name: 'outage', server: one! });
  const { visitor: ben } = await caller(stage, t, { name: 'outage', server: two! });
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
  const here = await RawMember.join(t, one!, 'outage');
  const there = await RawMember.join(t, two!, 'outage');
  const goes = await RawMember.join(t, one!, 'outage');
  const count = () => [here, there].map(({ roster }) => roster.members.length);
  await within(2_000, 'everybody to know everybody', count, (counts) => counts.every((people) => people === 5));
  return { ada, ben, here, there, goes, nodes, redis };
}

function joinAgain(t: TestContext, url: string): Promise<RawMember> {
  return asSoonAsPossible(() => RawMember.join(t, url, 'outage'));
}

/** As soon as the service says anything else than that it cannot. */
async function asSoonAsPossible<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'room/unavailable') throw error;
    }
  }
}
