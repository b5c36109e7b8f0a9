import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { guestOf, untilState } from './demo-room.js';
import { DemoStage, untilTogether, visitorOf } from './demo-stage.js';
import { until } from './until.js';
import type { Visitor } from './visitor.js';

const stage = await DemoStage.open();
after(() => stage.close());

/** How every JPEG begins. */
const JPEG = [0xff, 0xd8, 0xff];

const pageNamed = (name: string, query = '') => `/quality/${name}.html${query}`;

async function two(t: TestContext, name: string, query?: string): Promise<[Page, Page]> {
  const ada = await guestOf(stage, t, pageNamed(name, query));
  const ben = await guestOf(stage, t, pageNamed(name));
  await untilTogether(ada, ben);
  return [ada, ben];
}

/** What a sender may use at most, in kbit/s, by kind. */
function limits(visitor: Visitor): Promise<Record<string, number | undefined>> {
  return visitor.run(() => {
    const other = window.room.state.participants.find(({ self }) => !self);
    const senders = window.room.connectionTo(other?.userId ?? '')?.getSenders() ?? [];
    const found: Record<string, number | undefined> = {};
    for (const sender of senders) {
      const bits = sender.getParameters().encodings[0]?.maxBitrate;
      if (sender.track !== null && bits !== undefined) found[sender.track.kind] = bits / 1_000;
    }
    return found;
  }, null);
}

async function untilDrawn(page: Page, alt: string): Promise<readonly [width: number, height: number]> {
  const image = page.getByAltText(alt).first();
  await image.waitFor();
  return until(
    `the picture “${alt}”`,
    () => image.evaluate((element: HTMLImageElement) => [element.naturalWidth, element.naturalHeight] as const),
    ([width]) => width > 0,
  );
}

test('bandwidth: limits come from the address and from sliders, and hold for what is sent from then on', async (t) => {
  const [ada] = await two(t, 'bandwidth', '?video=100');
  const visitor = await visitorOf(ada);
  const untilLimited = (audio: number, video: number) =>
    until(
      `${audio} and ${video} kbit/s`,
      () => limits(visitor),
      (found) => found['audio'] === audio && found['video'] === video,
    );
  await untilLimited(48, 100);
  await ada.getByLabel('Picture, kbit/s').fill('300');
  await ada.getByLabel('Sound, kbit/s').fill('16');
  await untilLimited(16, 300);
  await ada.locator('[data-written]').getByText('audio=16 video=300').waitFor();
  await ada
    .locator('[data-video]')
    .getByText(/^\d+ kbit\/s at \d+ × \d+$/)
    .waitFor();
});

test('statistics: quality, way, rates, codecs and sizes of a connection stand on the page', async (t) => {
  const [ada] = await two(t, 'stats');
  const stats = ada.locator('rtc-stats');
  await stats.getByText(/excellent|good/).waitFor();
  await stats.getByText(/direct, udp, \d+ ms there and back/).waitFor();
  const camera = stats.getByRole('row').filter({ hasText: 'camera received' });
  await camera.getByText(/\d+×\d+, \d+\/s/).waitFor();
  await camera.getByText('VP8').waitFor();
  await stats.getByRole('row').filter({ hasText: 'microphone sent' }).getByText('opus').waitFor();
});

test('snapshots: a picture of oneself and one of somebody else become files', async (t) => {
  const [ada, ben] = await two(t, 'snapshot');
  await ada.getByRole('button', { name: 'Picture of Guest' }).click();
  const [width, height] = await untilDrawn(ada, 'Picture of Guest');
  assert.ok(width >= 320 && height >= 180, `${width} × ${height}`);
  await ada.getByRole('button', { name: 'Picture of myself' }).click();
  await untilDrawn(ada, 'Picture of myself');
  const file = ada.getByRole('link', { name: 'Picture of Guest' });
  const [download] = await Promise.all([ada.waitForEvent('download'), file.click()]);
  assert.equal(download.suggestedFilename(), 'Guest.jpg');
  assert.deepEqual([...(await readFile(await download.path())).subarray(0, 3)], JPEG);
  await (await visitorOf(ben)).run(() => window.room.setCamera(false), null);
  await (
    await visitorOf(ada)
  ).until('no camera over there', ({ participants }) =>
    participants.some(({ self, streams }) => !self && !streams.some(({ source }) => source === 'camera')),
  );
  await ada.getByRole('button', { name: 'Picture of Guest' }).click();
  await ada
    .locator('.said')
    .getByText(/picture/i)
    .waitFor();
});

test('rooms with a picture: the list shows what the owner’s camera sees, and only pictures', async (t) => {
  const ada = await stage.page(t, pageNamed('room-pictures'));
  const ben = await stage.page(t, pageNamed('room-pictures'));
  for (const page of [ada, ben]) await page.locator('#room:defined').waitFor();
  await ada.locator('form').getByLabel('Room').fill('Garden');
  await ada.getByRole('button', { name: 'Open it' }).click();
  await untilState(ada, 'joined');
  const owner = await visitorOf(ada);
  await owner.until('a picture to tell', ({ participants }) => JSON.stringify(participants[0]?.extra).includes('jpeg'));
  const list = () => ben.getByRole('button', { name: 'List the rooms' }).click();
  await list();
  assert.deepEqual(await untilDrawn(ben, 'What it looks like in Garden'), [160, 90]);

  // Whatever else an owner writes there is not loaded.
  await ada.evaluate(() => {
    const room = document.querySelector('rtc-room')!;
    room.takeSnapshot = () => new Promise(() => undefined);
    return room.setExtra({ picture: '/icon.svg' });
  });
  await list();
  const image = ben.getByAltText('Garden: no picture yet');
  await image.waitFor();
  assert.equal(await image.getAttribute('src'), null);
  await ben.getByRole('button', { name: 'Join Garden' }).click();
  await untilState(ben, 'joined');
});

test('who is speaking: meters move, a voice takes the word, and a muted microphone says nothing', async (t) => {
  const [ada, ben] = await two(t, 'speaking');
  const [first, second] = [await visitorOf(ada), await visitorOf(ben)];
  // Devices of tests beep; so that one of the two is alone with it:
  await first.run(() => window.room.setMicrophone(false), null);
  const voice = ada.locator('[data-voices] > li').filter({ hasText: 'Guest' });
  await voice.getByText('speaks').waitFor();
  await until(
    'a level',
    () => voice.getByRole('meter').evaluate((meter) => (meter as HTMLMeterElement).value),
    (level) => level > 0,
  );
  await ada.locator('[data-word]').getByText('Guest').waitFor();
  await ada.locator(`#room[active-speaker="${await second.userId()}"]`).waitFor();
  await second.run(() => window.room.setMicrophone(false), null);
  await ada.locator('[data-word]').getByText('nobody').waitFor();
  await voice.getByText('speaks').waitFor({ state: 'detached' });
  await second.run(() => window.room.setMicrophone(true), null);
  await ada.locator('[data-word]').getByText('Guest').waitFor();
});
