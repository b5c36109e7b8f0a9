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

test('Redis is killed for 3 s and comes back empty: calls go on meanwhile, and everybody is in the same room again', async (t) => {
  const { ada, ben, nodes, redis, here, there } = await callOnTwoNodes(t, { appendOnly: false });
  await redis.kill();
  const refused = assert.rejects(RawMember.join(t, nodes[0]!.url, 'outage'), { message: 'room/unavailable' });
  await flowThrough([ada, ben], OUTAGE_SECONDS);
  await refused;

  await redis.up();
  const backAt = performance.now();
  // The raw sockets do not join again by themselves; they are told that they should.
  await within(
    3_000,
    'to be told',
    () => [here.ended, there.ended],
    (ends) => ends.every((end) => end === 'expired'),
  );
  const rosters = () => Promise.all([ada, ben].map(async (person) => (await person.state()).participants));
  const agreedMs = await within(
    3_000,
    'both nodes to know who is in',
    rosters,
    ([one, two]) => one!.length === 2 && JSON.stringify(ids(one!)) === JSON.stringify(ids(two!)),
  );
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
  const heardMs = Math.round(performance.now() - backAt);
  t.diagnostic(`rosters equal ${agreedMs} ms after all were told, seen and heard ${heardMs} ms after Redis was back`);
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

/** As soon as the service lets it. */
async function joinAgain(t: TestContext, url: string): Promise<RawMember> {
  for (;;) {
    try {
      return await RawMember.join(t, url, 'outage');
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'room/unavailable') throw error;
    }
  }
}

function ids(participants: readonly { readonly userId: string }[]): string[] {
  return participants.map(({ userId }) => userId).sort();
}
