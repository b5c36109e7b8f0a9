import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { demoPage, nameOneself, untilState, untilWith } from './demo-room.js';
import { DemoStage, untilTogether, visitorOf } from './demo-stage.js';
import { until } from './until.js';

const stage = await DemoStage.open();
after(() => stage.close());

/** Somebody on one of these pages who has given a name and pressed the page's own button. */
async function guest(t: TestContext, address: string, name: string): Promise<Page> {
  const page = await stage.page(t, address);
  await nameOneself(page, name);
  await page.locator('main > .row').getByRole('button', { name: 'Join', exact: true }).click();
  await untilState(page, 'joined');
  return page;
}

async function connected(pages: readonly Page[]): Promise<void> {
  for (const page of pages) await untilWith(await visitorOf(page), pages.length - 1);
}

async function write(page: Page, line: string): Promise<void> {
  const field = page.locator('rtc-chat').getByLabel('Write a message');
  await field.fill(line);
  await field.press('Enter');
}

const said = (page: Page, text: string) => page.locator('p.said').getByText(text, { exact: true });

const message = (page: Page, text: string) => page.locator('rtc-chat [part=message]').filter({ hasText: text });

test('chat-and-files: no device is asked for, a file in a line is fetched from there, and a newcomer is told the past', async (t) => {
  const address = demoPage('data', 'chat-and-files', 'one');
  const [ada, ben] = [await guest(t, address, 'Ada'), await guest(t, address, 'Ben')];
  await connected([ada, ben]);
  const file = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') };
  await ada.locator('rtc-chat input[type=file]').setInputFiles(file);
  await write(ada, 'look');
  await message(ben, 'plan.txt').getByRole('button', { name: 'Get plan.txt' }).click();
  const [download] = await Promise.all([
    ben.waitForEvent('download'),
    message(ben, 'plan.txt').getByRole('button', { name: 'Save plan.txt' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'plan.txt');
  await ben
    .locator('rtc-file-drop input[type=file]')
    .first()
    .setInputFiles({ ...file, name: 'answer.txt' });
  await ada.locator('rtc-file-drop').getByText('answer.txt').waitFor();
  const cleo = await guest(t, address, 'Cleo');
  await message(cleo, 'look').waitFor();
  await cleo.locator('rtc-chat').getByText('Said before, as Ada tells it').waitFor();
  for (const page of [ada, ben, cleo]) {
    const { camera, microphone } = await (await visitorOf(page)).state();
    assert.deepEqual([camera, microphone], ['off', 'off']);
  }
});

test('private-messages: a line for one is shown to that one, as private, and to nobody else', async (t) => {
  const address = demoPage('data', 'private-messages', 'one');
  const [ada, ben, cleo] = [
    await guest(t, address, 'Ada'),
    await guest(t, address, 'Ben'),
    await guest(t, address, 'Cleo'),
  ];
  await connected([ada, ben, cleo]);
  await ada.getByLabel('Write to').selectOption({ label: 'Ben' });
  await write(ada, 'between us');
  await ada.getByLabel('Write to').selectOption({ label: 'Everybody' });
  await write(ada, 'for all');
  await message(ben, 'between us').getByText('private').waitFor();
  await message(ben, 'for all').waitFor();
  await message(cleo, 'for all').waitFor();
  assert.equal(await message(cleo, 'between us').count(), 0);
  await ada.getByLabel('Write to').selectOption({ label: 'Ben' });
  await ben.getByRole('button', { name: 'Leave' }).click();
  await until(
    'the choice without who has left',
    () => ada.getByLabel('Write to').locator('option').allTextContents(),
    (options) => String(options) === 'Everybody,Cleo',
  );
  assert.equal(await ada.locator('rtc-chat').getAttribute('to'), '', 'what follows is for everybody again');
});

test('custom-events: what one draws all see, a newcomer gets the board, applause and a greeting that waited arrive', async (t) => {
  const address = demoPage('data', 'custom-events', 'one');
  const ada = await guest(t, address, 'Ada');
  await ada.getByRole('button', { name: 'Greet whoever comes first' }).click();
  await said(ada, 'Waiting for somebody…').waitFor();
  const ben = await guest(t, address, 'Ben');
  await said(ben, 'Ada greets you.').waitFor();
  await said(ada, 'Greeted.').waitFor();
  await connected([ada, ben]);
  await draw(ada);
  const strokes = (page: Page) =>
    page.locator('.board polyline').evaluateAll((lines) => lines.map((line) => line.getAttribute('points')));
  await ben.locator('.board polyline').waitFor();
  const drawn = await strokes(ada);
  assert.match(String(drawn[0]), /^\d+ \d+( \d+ \d+){2,}$/);
  assert.deepEqual(await strokes(ben), drawn);
  const cleo = await guest(t, address, 'Cleo');
  await cleo.locator('.board polyline').waitFor();
  assert.deepEqual(await strokes(cleo), drawn);
  await ben.getByRole('button', { name: 'Applaud' }).click();
  for (const page of [ada, cleo]) await said(page, 'Ben applauds 👏').waitFor();
});

test('everything: two people see and hear each other, chat, send a file, and the owner closes for both', async (t) => {
  const address = demoPage('data', 'everything', 'one');
  const [ada, ben] = [await guest(t, address, 'Ada'), await guest(t, address, 'Ben')];
  await untilTogether(ada, ben);
  await write(ada, 'hello');
  await message(ben, 'hello').waitFor();
  const file = { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') };
  await ben.locator('rtc-file-drop input[type=file]').first().setInputFiles(file);
  await ada.locator('rtc-file-drop').getByText('notes.txt').waitFor();
  await ada.locator('rtc-participants').getByText('Ben', { exact: true }).waitFor();
  assert.equal(await ben.getByRole('button', { name: 'Close for everybody' }).isVisible(), false);
  await ada.getByRole('button', { name: 'Close for everybody' }).click();
  for (const page of [ada, ben]) await untilState(page, 'closed');
});

async function draw(page: Page): Promise<void> {
  const box = await page.locator('.board').boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 20, box.y + 20);
  await page.mouse.down();
  for (const [x, y] of [
    [60, 40],
    [90, 120],
    [140, 60],
  ] as const) {
    await page.mouse.move(box.x + x, box.y + y);
  }
  await page.mouse.up();
}
