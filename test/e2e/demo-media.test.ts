import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { pressJoin, roomPage, untilState, untilWith, visitorIn } from './demo-room.js';
import { DemoStage } from './demo-stage.js';
import { inboundFlows } from './flows.js';
import { until } from './until.js';

const stage = await DemoStage.open();
after(() => stage.close());

/** Waits until what arrives in one of the page's rooms is exactly this, and moves. */
async function untilArriving(page: Page, room: string, wanted: readonly string[]): Promise<void> {
  const visitor = await visitorIn(page, room);
  await until(
    `${wanted.join(', ') || 'nothing'} in ${room}`,
    () => inboundFlows(visitor),
    (flows) =>
      String(flows.map(({ source }) => source).sort()) === String(wanted) && flows.every(({ count }) => count > 0),
  );
}

test('five sessions: five rooms of one page send what each is for, from a single question for devices', async (t) => {
  const [ada, ben] = [await stage.page(t, roomPage('five-sessions')), await stage.page(t, roomPage('five-sessions'))];
  for (const page of [ada, ben]) {
    await page.getByRole('button', { name: 'Join all five' }).click();
    await until(
      'five rooms',
      () => page.locator('rtc-room[state=joined]').count(),
      (count) => count === 5,
    );
  }
  const both = ['camera', 'microphone'];
  const arriving: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['meeting', both, both],
    ['lecture', [], both],
    ['round', ['microphone'], ['microphone']],
    ['radio', [], ['microphone']],
    ['window', [], ['camera']],
  ];
  for (const [name, atAda, atBen] of arriving) {
    await untilArriving(ada, `rtc-room[name=five-${name}]`, atAda);
    await untilArriving(ben, `rtc-room[name=five-${name}]`, atBen);
  }
  for (const page of [ada, ben]) assert.equal(await page.locator('[data-asked]').textContent(), '1');
  await ada.getByRole('button', { name: 'Leave all five' }).click();
  await untilArriving(ben, 'rtc-room[name=five-meeting]', []);
});

test('one page: two people see each other and write to each other without any service', async (t) => {
  const page = await stage.page(t, '/');
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  page.on('request', (request) => {
    if (request.url().includes('/socket.io/')) sockets.push(request.url());
  });
  await page.goto(new URL(roomPage('one-page'), stage.origin).href);
  for (const room of ['#ada', '#ben']) {
    await pressJoin(page, room);
    await untilState(page, 'joined', room);
  }
  for (const room of ['#ada', '#ben']) await untilArriving(page, room, ['camera']);
  await (await visitorIn(page, '#ada')).say('Hello over there');
  await (await visitorIn(page, '#ben')).untilTold('Hello over there');
  assert.deepEqual(sockets, [], 'nothing went to a service');
});

test('room list by hand: rooms are listed with what their owners say, asked for by name, and joined', async (t) => {
  const [ada, ben] = [await stage.page(t, roomPage('room-list')), await stage.page(t, roomPage('room-list'))];
  for (const page of [ada, ben]) await page.locator('#room:defined').waitFor();
  await list(ben);
  await ben.locator('.said').getByText('There is no room').waitFor();
  await open(ada).getByLabel('Room').fill('Garden');
  await open(ada).getByLabel('What it is about').fill('<b>Roses</b>');
  await open(ada).getByRole('button').click();
  await untilState(ada, 'joined');

  await ben.locator('form[name=ask]').getByLabel('Room').fill('Garden');
  await ben.getByRole('button', { name: 'Is it there?' }).click();
  await ben.locator('.said').getByText('“Garden” is open, 1 inside.').waitFor();
  await list(ben);
  await ben.getByRole('listitem').getByText('Garden (1/50) <b>Roses</b>').waitFor();
  await ben.getByRole('button', { name: 'Join Garden' }).click();
  await untilState(ben, 'joined');
  await untilWith(await visitorIn(ben, '#room'), 1);

  const cleo = await stage.page(t, roomPage('room-list'));
  await cleo.locator('#room:defined').waitFor();
  await open(cleo).getByLabel('Room').fill('Garden');
  await open(cleo).getByRole('button').click();
  await cleo.locator('#room[state=failed][error="room/exists"]').waitFor();

  function list(page: Page) {
    return page.getByRole('button', { name: 'List the rooms' }).click();
  }
  function open(page: Page) {
    return page.locator('form[name=open]');
  }
});
