import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Stage } from '../../e2e/stage.js';
import { untilSeenAndHeard } from '../../e2e/flows.js';
import type { Visitor } from '../../e2e/visitor.js';
import { caller, rosters } from './caller.js';
import { flowThrough } from './outage.js';
import { RawMember } from './raw-member.js';
import { ServiceProcess } from './service-process.js';
import { within } from './within.js';

const PEOPLE = 4;
const OUTAGE_SECONDS = 5;

/** A call of four whose service ends, stays away for five seconds and starts again, with what it had kept in its folder. */
export async function restartUnderCall(stage: Stage, t: TestContext, end: 'terminate' | 'kill'): Promise<void> {
  const service = await ServiceProcess.start(t);
  const people: Visitor[] = [];
  for (let index = 0; index < PEOPLE; index += 1) {
    const options = { server: service.url, name: 'live', displayName: `Person ${index}` };
    people.push((await caller(stage, t, options)).visitor);
  }
  await Promise.all(people.map((person) => person.untilConnected(PEOPLE - 1)));
  await Promise.all(people.map((person) => untilSeenAndHeard(person, without(people, person))));
  const before = await rosters(people);
  const [first] = people;
  await first!.run(showTiles, null);

  await service[end]();
  await flowThrough(people, OUTAGE_SECONDS);
  await first!.say('nobody serves us');
  await Promise.all(people.map((person) => person.untilTold('nobody serves us')));
  const states = await Promise.all(people.map((person) => person.state()));
  assert.deepEqual(new Set(states.map(({ status }) => status)), new Set(['reconnecting']));

  await service.up();
  const chatMs = await within(
    3_000,
    'everybody to hear everybody',
    () => exchange(people),
    (isHeard) => isHeard,
  );
  const status = () => Promise.all(people.map(async (person) => (await person.state()).status));
  const joinedMs = await within(12_000, 'all to be in again', status, (all) => all.every((one) => one === 'joined'));
  await flowThrough(people, 1);
  assert.deepEqual(await rosters(people), before, 'the same people');
  assert.equal(await first!.run(countTiles, null), PEOPLE);
  for (const person of people) {
    assert.deepEqual(await person.run(comingsAndGoings, null), [], 'nobody saw anybody leave or come back');
    assert.equal((await person.state()).participants.filter(({ presence }) => presence === 'online').length, PEOPLE);
  }
  const newcomer = await RawMember.join(t, service.url, 'live');
  const members = newcomer.roster.members.map(({ userId }) => userId).filter((userId) => userId !== newcomer.userId);
  assert.deepEqual(members.sort(), before[0]);
  t.diagnostic(`chat ${chatMs} ms, all in again ${joinedMs} ms after the service was back`);
}

/** Everybody says a line that everybody hears. Resolves with true, so that it can be measured. */
async function exchange(people: readonly Visitor[]): Promise<boolean> {
  await Promise.all(people.map((person, index) => person.say(`${index} is here`)));
  await Promise.all(people.flatMap((person) => people.map((_, index) => person.untilTold(`${index} is here`))));
  return true;
}

function without(people: readonly Visitor[], person: Visitor): Visitor[] {
  return people.filter((other) => other !== person);
}

/** In the page: the tiles our elements make of this room. */
async function showTiles(): Promise<void> {
  const bundle = '/rtc-elements.js';
  await import(bundle);
  const tiles = document.createElement('rtc-video');
  Object.assign(tiles, { room: window.room });
  document.body.append(tiles);
}

function countTiles(): number {
  return document.querySelector('rtc-video')?.shadowRoot?.querySelectorAll('[part~="tile"]').length ?? 0;
}

/** In the page: who left, and who came after this one was in. */
function comingsAndGoings(): string[] {
  const types = window.heard.map(({ type }) => type);
  const resumed = window.heard.findIndex(
    ({ type, detail }) => type === 'rtc-state-change' && detail['to'] === 'reconnecting',
  );
  return types.slice(resumed).filter((type) => type === 'rtc-participant-left' || type === 'rtc-participant-joined');
}
