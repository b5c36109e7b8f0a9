import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { SameVisitor } from '../../../src/protocol/index.js';
import { Stage } from '../../e2e/stage.js';
import { LIGHT, Visitor } from '../../e2e/visitor.js';
import { pageOf } from '../tools/caller.js';
import { RawMember } from '../tools/raw-member.js';
import { ServiceProcess } from '../tools/service-process.js';
import { TcpProxy } from '../tools/tcp-proxy.js';
import { within } from '../tools/within.js';

/** Longer than the waits of a client that wants back in, up to its fourth try. */
const WATCHED_MS = 5_000;

const stage = await Stage.open();
after(() => stage.close());

test('a second tab that replaces the first: the first is told, and stays away', async (t) => {
  const { proxy, older, newer, tom } = await twoTabs(t, 'replace');
  assert.deepEqual(await older.untilHeard('rtc-left'), { reason: 'replaced' });
  await newer.until('the second tab and Tom', ({ participants }) => participants.length === 2);
  const before = traffic(tom);
  assert.deepEqual(before, ['participant-joined', 'participant-left', 'participant-joined']);

  // Whatever makes a client come back at once.
  await older.run(() => window.dispatchEvent(new Event('online')), null);
  const suspended = () =>
    tom.events.some((event) => event.type === 'participant-changed' && event.member.presence === 'suspended');
  proxy.cut();
  await within(2_000, 'the second tab to be away', suspended, (is) => is);
  await within(
    2_000,
    'the second tab to be back',
    () => tom.roster.members.every(({ presence }) => presence === 'online'),
    (are) => are,
  );
  await delay(WATCHED_MS);
  assert.deepEqual(traffic(tom), before);
  assert.deepEqual([(await older.state()).status, (await newer.state()).status], ['left', 'joined']);
});

test('a second tab beside the first: two participants, connected with each other, who stay', async (t) => {
  const { older, newer, tom } = await twoTabs(t, 'allow');
  const [one, two] = [await older.userId(), await newer.userId()];
  assert.notEqual(one, two);
  await Promise.all([untilConnectedWith(older, two), untilConnectedWith(newer, one)]);
  await delay(WATCHED_MS);
  assert.deepEqual(traffic(tom), ['participant-joined', 'participant-joined']);
  for (const tab of [older, newer]) assert.equal((await tab.state()).participants.length, 3);
});

async function untilConnectedWith(tab: Visitor, userId: string): Promise<void> {
  await tab.until('the other tab', ({ participants }) =>
    participants.some((person) => person.userId === userId && person.connection === 'connected'),
  );
}

/** One visitor on two pages, in a room with somebody else. */
async function twoTabs(t: TestContext, sameVisitor: SameVisitor) {
  const service = await ServiceProcess.start(t);
  const proxy = await TcpProxy.start(t, service.port);
  const tom = await RawMember.join(t, service.url, 'tabs');
  const page = await pageOf(stage, t);
  const second = await page.context().newPage();
  await second.goto(page.url());
  const [older, newer] = [Visitor.on(page), Visitor.on(second)];
  for (const tab of [older, newer]) {
    await tab.join({ ...LIGHT, noCapture: true, name: 'tabs', server: proxy.url, sameVisitor });
  }
  return { proxy, older, newer, tom };
}

function traffic(tom: RawMember): string[] {
  return tom.events
    .map(({ type }) => type)
    .filter((type) => type.startsWith('participant-') && type !== 'participant-changed');
}
