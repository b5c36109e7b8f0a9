import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { CHROMIUM_FLAGS } from '#scripts/browser.mjs';
import { guestOf, untilState } from './demo-room.js';
import { DemoStage, visitorOf, type DemoPageOptions } from './demo-stage.js';
import { inboundFlows } from './flows.js';
import { sharesTwoColours, untilShown, untilShownNoMore } from './shown-screen.js';
import { until } from './until.js';
import type { Visitor } from './visitor.js';

const stage = await DemoStage.open();
after(() => stage.close());

const address = (name: string): string => `/screens/${name}.html?room=test-${name}`;

interface Guest {
  readonly page: Page;
  readonly visitor: Visitor;
}

/** Whoever opens the page and has joined its room; every screen they share is red and green. */
async function guest(t: TestContext, name: string, options: DemoPageOptions = {}): Promise<Guest> {
  const page = await guestOf(stage, t, address(name), { before: sharesTwoColours, ...options });
  return { page, visitor: await visitorOf(page) };
}

async function untilConnected(...guests: readonly Guest[]): Promise<void> {
  for (const { visitor } of guests) {
    await visitor.until('connections', ({ participants }) => {
      const others = participants.filter(({ self }) => !self);
      return others.length === guests.length - 1 && others.every(({ connection }) => connection === 'connected');
    });
  }
}

/** What arrives and moves, by source. */
async function untilArriving({ visitor }: Guest, wanted: readonly string[]): Promise<void> {
  await until(
    `${wanted.join(', ') || 'nothing'} to arrive`,
    () => inboundFlows(visitor),
    (flows) =>
      String(flows.map(({ source }) => source).sort()) === String(wanted) && flows.every(({ count }) => count > 0),
  );
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();

test('share: a screen beside the camera, paused, resumed and stopped, and several at once', async (t) => {
  const [ada, ben] = [await guest(t, 'share'), await guest(t, 'share')];
  await untilConnected(ada, ben);
  const ofAda = ada.page.locator('rtc-screen-share');
  const ofBen = ben.page.locator('rtc-screen-share');
  await ofAda.getByRole('button', { name: 'Share screen' }).click();
  await untilShown(ben.visitor, 'red', 'green');
  await untilArriving(ben, ['camera', 'microphone', 'screen']);
  await ofAda.getByRole('button', { name: 'Pause' }).click();
  await untilState(ada.page, 'joined');
  await ada.page.locator('rtc-screen-share[paused]').waitFor();
  await ofAda.getByRole('button', { name: 'Resume' }).click();
  await ofBen.getByRole('button', { name: 'Share screen' }).click();
  await untilShown(ada.visitor, 'red', 'green');
  await ofAda.getByRole('button', { name: 'Stop sharing' }).click();
  await untilArriving(ben, ['camera', 'microphone']);
});

test('camera-or-screen: the screen takes the camera’s place and gives it back', async (t) => {
  const [ada, ben] = [await guest(t, 'camera-or-screen'), await guest(t, 'camera-or-screen')];
  await untilArriving(ben, ['camera', 'microphone']);
  await press(ada.page, 'Show my screen instead');
  await untilShown(ben.visitor, 'red', 'green', 'camera');
  await press(ada.page, 'Show my camera again');
  await untilShownNoMore(ben.visitor, 'red', 'green', 'camera');
});

test('one-way: the owner’s screen goes one way, voices both, and nobody’s camera is asked for', async (t) => {
  const [ada, ben] = [await guest(t, 'one-way'), await guest(t, 'one-way')];
  await untilConnected(ada, ben);
  await ada.page.locator('rtc-screen-share').getByRole('button', { name: 'Share screen' }).click();
  await untilArriving(ben, ['microphone', 'screen']);
  await untilArriving(ada, ['microphone']);
  assert.equal(await ben.page.locator('rtc-screen-share').getByRole('button').first().isDisabled(), true);
  assert.equal(await ben.page.locator('rtc-room').getAttribute('camera-state'), 'off');
});

test('audio-video-screen: the screen comes in the middle of the call, beside sound and camera', async (t) => {
  const [ada, ben] = [await guest(t, 'audio-video-screen'), await guest(t, 'audio-video-screen')];
  await untilArriving(ben, ['camera', 'microphone']);
  await ada.page.locator('rtc-controls').getByRole('button', { name: 'Share screen' }).click();
  await untilArriving(ben, ['camera', 'microphone', 'screen']);
  await ben.page.locator('rtc-video[source=screen][count="1"]').waitFor();
});

test('cropped: only the part is shown, the presenter changes it, and a viewer moves it', async (t) => {
  const [ada, ben] = [await guest(t, 'cropped'), await guest(t, 'cropped')];
  await untilConnected(ada, ben);
  await press(ada.page, 'Share this part');
  await untilShown(ben.visitor, 'red', 'red');
  for (let presses = 0; presses < 4; presses += 1) {
    const before = await ben.visitor.state();
    await ben.page.getByRole('button', { name: 'Further right' }).click();
    await ben.visitor.until('another part', (state) => xOf(state) !== xOf(before));
  }
  await untilShown(ben.visitor, 'green', 'green');
  await ada.page.getByLabel('From the left').fill('25');
  await ada.page.getByLabel('From the left').press('Tab');
  await untilShown(ben.visitor, 'red', 'green');
  await press(ada.page, 'Show all of it');
  await ben.page.getByRole('button', { name: 'Further right' }).waitFor({ state: 'detached' });
});

const xOf = ({ participants }: Awaited<ReturnType<Visitor['state']>>): number | undefined =>
  participants.flatMap(({ streams }) => streams)[0]?.crop?.x;

test('part-of-page: the sheet is shown and nothing else of the page', async (t) => {
  const flags = CHROMIUM_FLAGS.filter((flag) => !/fake-ui|auto-select-desktop/.test(flag));
  const own = await DemoStage.open({ flags: [...flags, '--auto-accept-this-tab-capture'] });
  t.after(() => own.close());
  const [ada, ben] = [await guestOf(own, t, address('part-of-page')), await guestOf(own, t, address('part-of-page'))];
  const [presenter, viewer] = [await visitorOf(ada), await visitorOf(ben)];
  await viewer.until('ada', ({ participants }) => participants.length === 2);
  const sheet = ada.locator('.sheet');
  await sheet.fill('Good morning');
  const size = await sheet.boundingBox();
  await press(ada, 'Share the sheet');
  await presenter.until('a shared sheet', ({ screen }) => screen === 'on');
  // The browser sends of an element what is in sight, and joining has scrolled down to the room.
  await sheet.scrollIntoViewIfNeeded();
  const ratio = () =>
    viewer.run(() => {
      const [screen] = window.room.streams.select({ local: false, source: 'screen' });
      const { width = 0, height = 1 } = screen?.tracks.video?.getSettings() ?? {};
      return width / height;
    }, null);
  assert.ok(size);
  // Of the sheet's form, which is flat: the page is about as high as it is wide.
  await until(
    'a picture of the sheet’s form',
    ratio,
    (shown) => Math.abs(shown / (size.width / size.height) - 1) < 0.15,
  );
  await press(ada, 'Stop');
  await presenter.until('no sheet', ({ screen }) => screen === 'off');
});

test('cameras: another camera from the menu in the middle of the call', async (t) => {
  const flags = CHROMIUM_FLAGS.filter((flag) => !flag.startsWith('--use-fake-device'));
  const two = await DemoStage.open({ flags: [...flags, '--use-fake-device-for-media-stream=device-count=2'] });
  t.after(() => two.close());
  const open = async (): Promise<Guest> => {
    const page = await two.page(t, address('cameras'));
    await page.locator('rtc-controls').getByRole('button', { name: 'Join' }).click();
    await untilState(page, 'joined');
    return { page, visitor: await visitorOf(page) };
  };
  const [ada, ben] = [await open(), await open()];
  await untilArriving(ben, ['camera', 'microphone']);
  const used = () =>
    ada.visitor.run(() => {
      const [camera] = window.room.streams.select({ local: true, source: 'camera' });
      return camera?.tracks.video?.label ?? '';
    }, null);
  const before = await used();
  await ada.page.locator('rtc-controls summary').click();
  const picker = ada.page.locator('rtc-controls select[part~=camera]');
  await picker.locator('option').nth(2).waitFor({ state: 'attached' });
  const names = await picker.locator('option').allTextContents();
  const other = names.map((name) => name.trim()).find((name) => name.includes('fake') && name !== before);
  await picker.selectOption({ label: other ?? '' }, { timeout: 5_000 });
  await until('another camera', used, (label) => label === other);
  await untilArriving(ben, ['camera', 'microphone']);
});

/** The browser's fake camera cannot zoom; this one says it can, and does what it is told. */
function canZoom(): void {
  const { getCapabilities, getSettings, applyConstraints } = MediaStreamTrack.prototype;
  let zoom = 1;
  MediaStreamTrack.prototype.getCapabilities = function () {
    return { ...getCapabilities.call(this), zoom: { min: 1, max: 4, step: 0.5 } } as MediaTrackCapabilities;
  };
  MediaStreamTrack.prototype.getSettings = function () {
    return { ...getSettings.call(this), zoom };
  };
  MediaStreamTrack.prototype.applyConstraints = function (constraints) {
    zoom = (constraints?.advanced?.[0] as { zoom?: number } | undefined)?.zoom ?? zoom;
    return applyConstraints.call(this, constraints);
  };
}

test('zoom: the slider zooms a camera that can', async (t) => {
  const ada = await guest(t, 'zoom', { before: canZoom });
  await ada.visitor.until('a camera', ({ camera }) => camera === 'on');
  await press(ada.page, 'Allow zooming');
  const slider = ada.page.locator('[data-zoom]:not(:disabled)');
  await slider.press('End');
  const zoom = () =>
    ada.visitor.run(() => {
      const [camera] = window.room.streams.select({ local: true, source: 'camera' });
      return (camera?.tracks.video?.getSettings() as { zoom?: number } | undefined)?.zoom;
    }, null);
  await until('the largest zoom', zoom, (now) => now === 4);
});

test('resolutions: what arrives has the size that was chosen in the middle of the call', async (t) => {
  const [ada, ben] = [await guest(t, 'resolutions'), await guest(t, 'resolutions')];
  await untilArriving(ben, ['camera', 'microphone']);
  // Two pages of one browser share the camera, which then keeps its size.
  await press(ben.page, 'Camera');
  await untilArriving(ada, ['microphone']);
  const sent = () =>
    ada.visitor.run(() => {
      const [camera] = window.room.streams.select({ local: true, source: 'camera' });
      return camera?.tracks.video?.getSettings().height ?? 0;
    }, null);
  await until('180p', sent, (height) => height === 180);
  await ada.page.getByLabel('360p').check();
  await until('360p', sent, (height) => height === 360);
  await ben.page.locator('[data-said]', { hasText: 'What arrives:' }).waitFor();
});

test('green-room: seen and heard before joining, and the call begins with what is on there', async (t) => {
  const page = await stage.page(t, address('green-room'));
  const room = page.locator('rtc-preview');
  await page.locator('rtc-preview[ready]').waitFor();
  await room.getByRole('button', { name: 'Camera', exact: true }).click();
  await room.locator('select[part~=microphone]').selectOption({ index: 2 });
  const chosen = await page.evaluate(() => localStorage.getItem('rtc-elements:devices'));
  assert.match(String(chosen), /"microphone":"[0-9a-f]{20,}"/);
  await room.getByRole('button', { name: 'Join' }).click();
  await untilState(page, 'joined');
  await page.locator('rtc-room[microphone-state=on][camera-state=off]').waitFor({ state: 'attached' });
  const used = await (
    await visitorOf(page)
  ).run(() => {
    const [microphone] = window.room.streams.select({ local: true, source: 'microphone' });
    return microphone?.tracks.audio?.getSettings().deviceId;
  }, null);
  assert.equal((JSON.parse(String(chosen)) as { microphone: string }).microphone, used);
});
