import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page, WebSocketRoute } from 'playwright-core';
import { guestOf, nameOneself, pressJoin, roomPage, untilState, untilWith } from './demo-room.js';
import { DemoStage, untilTogether, visitorOf } from './demo-stage.js';
import { inboundFlows } from './flows.js';
import { until } from './until.js';
import type { Visitor } from './visitor.js';

const stage = await DemoStage.open();
after(() => stage.close());

/** Somebody's line in the list of people. */
const listed = (page: Page, name: string) =>
  page.locator('rtc-participants').getByRole('listitem').filter({ hasText: name }).first();

test('broadcaster: only the owner sends, until it makes a viewer the one who does', async (t) => {
  const address = roomPage('broadcaster');
  const ada = await guestOf(stage, t, address, { named: 'Ada' });
  const ben = await guestOf(stage, t, address, { named: 'Ben' });
  const cleo = await guestOf(stage, t, address, { named: 'Cleo' });
  const [first, second, third] = [await visitorOf(ada), await visitorOf(ben), await visitorOf(cleo)];
  await untilSending([second, third], await first.userId());
  assert.deepEqual(await inboundFlows(first), [], 'viewers send nothing');
  assert.equal((await second.state()).camera, 'off');

  await listed(ada, 'Ben').locator('summary').first().click();
  await listed(ada, 'Ben').getByText('Make owner…').click();
  await listed(ada, 'Ben').getByRole('button', { name: 'Make Ben the owner' }).click();
  await ben.locator('#room[owner]').waitFor();
  await until(
    'the camera of who broadcast before',
    async () => (await first.state()).camera,
    (camera) => camera === 'off',
  );
  assert.equal((await second.state()).camera, 'off', 'nobody’s camera is turned on for them');
  await ben
    .locator('#room')
    .getByRole('button', { name: /camera/i })
    .click();
  await ben
    .locator('#room')
    .getByRole('button', { name: /microphone/i })
    .click();
  await untilSending([first, third], await second.userId());
});

test('people: who loses the line is shown so and comes back, who is ejected is told', async (t) => {
  const address = roomPage('people');
  const ada = await guestOf(stage, t, address, { named: 'Ada' });
  const ben = await stage.page(t, address);
  const line = await severableLine(ben);
  await nameOneself(ben, 'Ben');
  await pressJoin(ben);
  await untilTogether(ada, ben);
  const owner = await visitorOf(ada);
  const presence = async () => (await owner.state()).participants.find(({ self }) => !self)?.presence;

  await line.sever();
  await until('a suspended participant', presence, (state) => state === 'suspended');
  await listed(ada, 'Ben')
    .getByText(/coming back|connection lost/i)
    .waitFor();
  await line.mend();
  await until('an online participant', presence, (state) => state === 'online');
  await untilTogether(ada, ben);

  await eject(ada, 'Ben');
  await ben
    .locator('#room[state=left]')
    .getByText(/removed|ejected/i)
    .first()
    .waitFor();
  await owner.until('being alone', ({ participants }) => participants.length === 1);
});

test('leave or close: after leaving the others go on, closing ends it for them too', async (t) => {
  const address = roomPage('leave-or-close');
  const ada = await stage.page(t, address);
  await ada.getByLabel('Sound only').check();
  await button(ada, 'Join').click();
  await untilState(ada, 'joined');
  const [ben, cleo] = [await guestOf(stage, t, address), await guestOf(stage, t, address)];
  const person = await visitorOf(ben);
  await untilWith(person, 2);
  const { policy } = await person.state();
  assert.deepEqual(policy?.session, { audio: true, video: false, screen: false, data: true });
  assert.equal(await button(ben, 'Close for everybody').isEnabled(), false, 'closing is the owner’s');

  await button(cleo, 'Leave').click();
  await untilState(cleo, 'left');
  await untilWith(person, 1);
  await button(ada, 'Close for everybody').click();
  await Promise.all([untilState(ada, 'closed'), untilState(ben, 'closed')]);
});

test('leave and come back: to the others, and to a room that all had left', async (t) => {
  const address = roomPage('rejoin');
  const [ada, ben] = [await guestOf(stage, t, address), await guestOf(stage, t, address)];
  await untilTogether(ada, ben);
  await button(ben, 'Leave').click();
  await untilState(ben, 'left');
  await untilWith(await visitorOf(ada), 0);
  await button(ben, 'Join').click();
  await untilTogether(ada, ben);

  for (const page of [ada, ben]) {
    await button(page, 'Leave').click();
    await untilState(page, 'left');
  }
  await button(ben, 'Join').click();
  await ben.locator('#room[state=joined][owner]').waitFor();
  await button(ada, 'Join').click();
  await untilTogether(ada, ben);
});

/** A button of the page's own. */
function button(page: Page, name: string) {
  return page.locator('button[commandfor=room]').filter({ hasText: name });
}

/** What arrives at each of `viewers` is the camera and the microphone of `userId` alone, and it flows. */
async function untilSending(viewers: readonly Visitor[], userId: string): Promise<void> {
  const wanted = [`${userId} camera`, `${userId} microphone`];
  for (const viewer of viewers) {
    await until(
      wanted.join(', '),
      () => inboundFlows(viewer),
      (flows) =>
        String(flows.map((flow) => `${flow.userId} ${flow.source}`).sort()) === String(wanted) &&
        flows.every(({ count }) => count > 0),
    );
  }
}

/** A page, loaded anew, whose line to the service the test can cut and mend. */
async function severableLine(page: Page) {
  const open = new Set<WebSocketRoute>();
  let isSevered = false;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    open.add(socket);
    // A cut line: somebody seems to be there, and nobody answers.
    if (!isSevered) socket.connectToServer();
  });
  await page.reload();
  const closeAll = async () => {
    await Promise.all([...open].map((socket) => socket.close()));
    open.clear();
  };
  return {
    sever: () => {
      isSevered = true;
      return closeAll();
    },
    mend: () => {
      isSevered = false;
      return closeAll();
    },
  };
}

/** By the owner's list of people, which asks once more. */
async function eject(page: Page, name: string): Promise<void> {
  await listed(page, name).locator('summary').first().click();
  await listed(page, name).getByText('Remove…').click();
  await listed(page, name)
    .getByRole('button', { name: `Remove ${name}` })
    .click();
}
