import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { RESUME_GRACE_MS } from '../../src/protocol/index.js';
import { NODE_TTL_MS } from '../../server/rooms/room-store.js';
import { Haproxy } from '../faults/tools/haproxy.js';
import { RawMember } from '../faults/tools/raw-member.js';
import { installation } from '../faults/tools/redis-nodes.js';
import type { ServiceProcess } from '../faults/tools/service-process.js';
import { within } from '../faults/tools/within.js';

const NODES = 3;
const ROOMS = 10;
const CAPACITY = 6;

/** Each of these is told to everybody in the room, and the service grants ten a second for long. */
const REQUEST_EVERY_MS = 150;

test('one of three nodes is killed under ten full rooms: everybody is back within 5 s, and nobody was seen to leave', async (t) => {
  const { nodes, url } = await threeNodes(t);
  const people = await fullRooms(t, url);
  // Somebody whose page goes down with the node, so to speak.
  const lost = await RawMember.join(t, nodes[0]!.url, 'lease', { comesBack: false });
  const witness = await RawMember.join(t, nodes[1]!.url, 'lease');
  const knocking = new Knocking(url);

  await nodes[0]!.kill();
  const killedAt = performance.now();
  await within(
    2_000,
    'the loss',
    () => people.filter(({ isIn }) => !isIn).length,
    (count) => count > 0,
  );
  await within(
    5_000,
    'everybody to be back',
    () => people.filter(({ isIn }) => !isIn).length,
    (count) => count === 0,
  );
  const backMs = Math.round(performance.now() - killedAt);
  const moved = people.filter(({ absencesMs }) => absencesMs.length > 0);
  // Past the moment at which the others take the node for dead.
  await delay(NODE_TTL_MS + 2_000);
  await knocking.stop();

  assert.equal(moved.length, (ROOMS * CAPACITY) / NODES, 'a third of the people was on it');
  assert.deepEqual(
    people.flatMap(({ complaints, ended }) => [...complaints, ...(ended === null ? [] : [ended])]),
    [],
  );
  const seen = people.flatMap(({ events }) => events.map(({ type }) => type));
  assert.ok(!seen.includes('participant-left'), 'nobody was seen to leave');
  for (const { roster } of people) assert.equal(roster.members.length, CAPACITY);
  assert.ok(knocking.outcomes.has('room/full'));
  assert.ok(!knocking.outcomes.has('let in'), 'no room took a seventh');

  const members = () => witness.roster.members.map(({ userId }) => userId);
  assert.ok(members().includes(lost.userId), 'a lease outlives its node');
  await within(RESUME_GRACE_MS, 'a lease nobody came back for to end', members, (ids) => !ids.includes(lost.userId));
  const absences = moved.flatMap(({ absencesMs }) => absencesMs).sort((a, b) => a - b);
  t.diagnostic(
    `${moved.length} people back ${backMs} ms after the kill, each away for ${absences[0]} to ${absences.at(-1)} ms; ` +
      `${knocking.count} strangers refused meanwhile`,
  );
});

test('three nodes restart one after the other under load: every request is answered in the end, every event told once', async (t) => {
  const { nodes, url } = await threeNodes(t);
  const people = await fullRooms(t, url);
  const stopping = new AbortController();
  const load = people.map((person, index) => keepTalking(person, index, stopping.signal));

  for (const node of nodes) {
    await node.terminate();
    await node.up();
    await within(
      5_000,
      'the node to be ready',
      () => node.isReady(),
      (isReady) => isReady,
    );
    await within(
      10_000,
      'everybody to be in',
      () => people.filter(({ isIn }) => !isIn).length,
      (count) => count === 0,
    );
  }
  stopping.abort();
  const acknowledged = (await Promise.all(load)).reduce((sum, count) => sum + count, 0);
  for (const person of people) {
    const level = () => people.filter(({ room }) => room === person.room).map(({ sequence }) => sequence);
    await within(3_000, 'all of a room to be level', level, (numbers) => new Set(numbers).size === 1);
  }

  assert.deepEqual(
    people.flatMap(({ complaints, ended }) => [...complaints, ...(ended === null ? [] : [ended])]),
    [],
  );
  assert.equal(people.filter(({ snapshots }) => snapshots > 0).length, 0, 'nobody had missed too much to be told it');
  const seen = people.flatMap(({ events }) => events.map(({ type }) => type));
  assert.ok(!seen.includes('participant-left'), 'nobody was seen to leave');
  const told = people.reduce((sum, { events }) => sum + events.length, 0);
  const retries = people.reduce((sum, person) => sum + person.retries, 0);
  const longest = Math.max(...people.flatMap(({ absencesMs }) => absencesMs));
  t.diagnostic(
    `${acknowledged} requests acknowledged after ${retries} retries, ${told} events told, longest absence ${longest} ms`,
  );
});

async function threeNodes(
  t: TestContext,
): Promise<{ readonly nodes: readonly ServiceProcess[]; readonly url: string }> {
  const { nodes } = await installation(t, NODES, { environment: { RTC_TRUST_PROXY: '1' } });
  const { url } = await Haproxy.start(t, nodes);
  return { nodes, url };
}

/** Every room has all the people it takes, and they are on all nodes. */
async function fullRooms(t: TestContext, url: string): Promise<RawMember[]> {
  const people: RawMember[] = [];
  for (let index = 0; index < ROOMS * CAPACITY; index += 1) {
    const policy = { maxParticipants: CAPACITY };
    people.push(await RawMember.join(t, url, `room ${index % ROOMS}`, { policy }));
  }
  const count = () => people.map(({ roster }) => roster.members.length);
  await within(3_000, 'everybody to know everybody', count, (counts) => counts.every((all) => all === CAPACITY));
  return people;
}

/** Resolves with how many requests were acknowledged; rejects when one never was. */
async function keepTalking(person: RawMember, index: number, signal: AbortSignal): Promise<number> {
  let acknowledged = 0;
  while (!signal.aborted) {
    await person.rename(`${index} says ${acknowledged}`);
    acknowledged += 1;
    await delay(REQUEST_EVERY_MS);
  }
  return acknowledged;
}

/** Strangers who try every full room, all the time: a place that is free for a moment would be theirs. */
class Knocking {
  readonly outcomes = new Set<string>();
  count = 0;
  readonly #url: string;
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;

  constructor(url: string) {
    this.#url = url;
    this.#done = this.#knock();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
  }

  async #knock(): Promise<void> {
    for (let index = 0; !this.#stopping.signal.aborted; index = (index + 1) % ROOMS) {
      const stranger = new RawMember(this.#url, `room ${index}`);
      const outcome = await stranger.enter().then(
        () => 'let in',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      stranger.disconnect();
      this.outcomes.add(outcome);
      this.count += 1;
      await delay(REQUEST_EVERY_MS);
    }
  }
}
