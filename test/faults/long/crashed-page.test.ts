import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { GONE_PAGE_GRACE_MS } from '../../../src/protocol/index.js';
import { Stage } from '../../e2e/stage.js';
import { caller } from '../tools/caller.js';
import { RawMember } from '../tools/raw-member.js';
import { ServiceProcess } from '../tools/service-process.js';
import { within } from '../tools/within.js';

const stage = await Stage.open();
after(() => stage.close());

test('the page of the owner crashes: suspended within a second, gone after a few, and its room has one heir', async (t) => {
  const service = await ServiceProcess.start(t);
  const options = { name: 'crash', server: service.url };
  const { page, visitor: owner } = await caller(stage, t, options);
  const userId = await owner.userId();
  const { visitor: ben } = await caller(stage, t, options);
  const heir = await ben.userId();
  const tom = await RawMember.join(t, service.url, 'crash');
  await ben.until('the third', ({ participants }) => participants.length === 3);
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // Never answered: there is nobody left to do so.
  session.send('Page.crash').catch(() => undefined);
  await crashed;
  const crashedAt = performance.now();

  const presence = () => tom.roster.members.find((member) => member.userId === userId)?.presence;
  const seen = async () => (await ben.state()).participants.find((person) => person.userId === userId)?.presence;
  const suspendedMs = await within(1_000, 'the owner to be suspended', presence, (is) => is === 'suspended');
  await within(1_000, 'the page to know', seen, (is) => is === 'suspended');

  await within(GONE_PAGE_GRACE_MS + 3_000, 'the owner to be gone', presence, (is) => is === undefined);
  const goneMs = Math.round(performance.now() - crashedAt);
  assert.ok(goneMs > GONE_PAGE_GRACE_MS - 1_000, `gone after ${goneMs} ms already`);
  await within(1_000, 'the page to know', seen, (is) => is === undefined);

  const moves = tom.events.filter(({ type }) => type === 'owner-changed');
  assert.deepEqual(
    moves.map((event) => event.type === 'owner-changed' && [event.userId, event.previous]),
    [[heir, userId]],
  );
  assert.deepEqual(tom.complaints, []);
  const { participants } = await ben.state();
  assert.deepEqual(
    participants.map((person) => [person.userId, person.role]),
    [
      [heir, 'owner'],
      [tom.userId, 'participant'],
    ],
  );
  t.diagnostic(`suspended after ${suspendedMs} ms, gone after ${goneMs} ms`);
});
