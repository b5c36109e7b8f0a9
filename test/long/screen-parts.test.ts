import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { CHROMIUM_FLAGS } from '#scripts/browser.mjs';
import type { RtcScreenShareElement } from '../../elements/rtc-screen-share.js';
import { elementVisitor } from '../e2e/element-visitor.js';
import { sharesTwoColours, untilShown, untilShownNoMore } from '../e2e/shown-screen.js';
import { Stage } from '../e2e/stage.js';
import { LIGHT, visitor, type Visitor } from '../e2e/visitor.js';

const stage = await Stage.open();
after(() => stage.close());

const LEFT = { x: 0, y: 0, width: 0.5, height: 1 };

async function someone(t: TestContext, where = stage): Promise<Visitor> {
  const person = await visitor(where, t, { before: sharesTwoColours });
  await person.join({ ...LIGHT, name: t.name, noCapture: true });
  return person;
}

const xOfCrop = (person: Visitor) =>
  person.run(() => window.room.state.participants.flatMap(({ streams }) => streams)[0]?.crop?.x ?? -1, null);

test('of a cropped screen only the part is sent, and moved by the presenter and by viewers who may', async (t) => {
  const [ada, ben] = [await someone(t), await someone(t)];
  await ada.untilConnected(1);
  await ada.run((crop) => window.room.shareScreen({ crop }), LEFT);
  await untilShown(ben, 'red', 'red');
  await ada.run((crop) => window.room.cropScreen(crop), { ...LEFT, x: 0.5 });
  await untilShown(ben, 'green', 'green');

  const userId = await ada.userId();
  const wish = (x: number) => ben.run(([id, to]) => window.room.moveCrop(id, { x: to, y: 0 }), [userId, x] as const);
  await wish(0);
  // The channel keeps the order: when what is said after it has come, it has been seen and not heeded.
  await ben.run((id) => window.room.hold('audio', id), userId);
  await ada.until('the hold', ({ participants }) => participants.some(({ self, held }) => !self && held.audio));
  assert.equal(await xOfCrop(ada), 0.5, 'nobody else could move it');
  await ada.run((crop) => window.room.cropScreen(crop, 'everybody'), { ...LEFT, x: 0.5 });
  await ben.until('a crop to be moved', ({ participants }) => {
    return participants.some(({ streams }) => streams[0]?.crop?.movableBy === 'everybody');
  });
  await wish(0);
  await untilShown(ben, 'red', 'red');
  assert.equal(await xOfCrop(ben), 0);
  await ada.run(() => window.room.cropScreen(null), null);
  await untilShown(ben, 'red', 'green');
});

test('a paused screen stands still, also for a newcomer, goes on, and blank it is gone', async (t) => {
  const [ada, ben] = [await someone(t), await someone(t)];
  await ada.untilConnected(1);
  await ada.run(() => window.room.shareScreen(), null);
  await untilShown(ben, 'red', 'green');
  await ada.run(() => window.room.pauseScreen(), null);
  assert.equal((await ada.state()).screen, 'paused');
  await ada.run(() => dispatchEvent(new Event('swap')), null);
  const cleo = await someone(t);
  await untilShown(cleo, 'red', 'green');
  await untilShown(ben, 'red', 'green');
  await ada.run(() => window.room.resumeScreen(), null);
  for (const person of [ben, cleo]) await untilShown(person, 'green', 'red');
  await ada.run(() => window.room.pauseScreen('blank'), null);
  await ben.until('a blank screen', ({ participants }) => {
    return participants.some(({ streams }) => streams.some(({ source, muted }) => source === 'screen' && muted.video));
  });
  await ada.run(() => window.room.resumeScreen(), null);
  await untilShown(ben, 'green', 'red');
});

test('camera and screen change places with nothing announced anew, and a newcomer sees the screen', async (t) => {
  const [ada, ben] = [await visitor(stage, t, { before: sharesTwoColours }), await someone(t)];
  await ada.join({ ...LIGHT, name: t.name });
  await ben.until('the camera', ({ participants }) => participants.some(({ streams }) => streams.length === 2));
  await ada.run(async () => {
    const captured = await navigator.mediaDevices.getDisplayMedia();
    await window.room.replaceTrack('camera', captured.getVideoTracks()[0]!);
  }, null);
  await untilShown(ben, 'red', 'green', 'camera');
  const cleo = await someone(t);
  await untilShown(cleo, 'red', 'green', 'camera');
  await ada.run(() => window.room.resetTrack('camera'), null);
  await untilShownNoMore(cleo, 'red', 'green', 'camera');
  const removed = await ben.run(() => window.heard.filter(({ type }) => type === 'rtc-stream-removed').length, null);
  assert.equal(removed, 0);
});

/** A browser in which nothing but a visitor's press opens a picker; the picker then takes what it is told. */
async function strictStage(t: TestContext, choice: string): Promise<Stage> {
  const flags = CHROMIUM_FLAGS.filter((flag) => !/fake-ui|auto-select-desktop/.test(flag));
  const strict = await Stage.open({ flags: [...flags, choice] });
  t.after(() => strict.close());
  return strict;
}

/** As Screen Capture §5.1 demands and headless Chromium does not: a picker opens in a visitor's own press, at once. */
function asksForPresses(): void {
  const original = MediaDevices.prototype.getDisplayMedia;
  let isPress = false;
  addEventListener('click', ({ isTrusted }) => (isPress = isTrusted), { capture: true });
  addEventListener('click', () => (isPress = false));
  MediaDevices.prototype.getDisplayMedia = function (options) {
    if (!isPress) return Promise.reject(new DOMException('no transient activation', 'InvalidStateError'));
    return original.call(this, { ...options, preferCurrentTab: true } as DisplayMediaStreamOptions);
  };
}

test('without a press nothing is shared and the reason is told; the button of the tag shares', async (t) => {
  const strict = await strictStage(t, '--auto-accept-this-tab-capture');
  const { page, visitor: ada } = await elementVisitor(strict, t, 'composed.html?room=pressed', {
    before: asksForPresses,
    permissions: ['camera', 'microphone'],
  });
  await page.getByRole('button', { name: 'Join' }).first().click();
  await page.locator('rtc-room[state=joined]').waitFor();
  const reason = await ada.run(
    () =>
      document
        .querySelector<RtcScreenShareElement>('rtc-screen-share')!
        .start()
        .then(
          () => 'shared',
          (error: unknown) => (error as { code: string }).code,
        ),
    null,
  );
  assert.equal(reason, 'media/failed');
  assert.equal((await ada.state()).screen, 'off');
  await page.locator('rtc-screen-share').getByRole('button', { name: 'Share screen' }).click();
  await page.locator('rtc-room[screen-state=on]').waitFor({ state: 'attached' });
});

test('an element of the page is shared alone, and nothing beside it', async (t) => {
  const own = await strictStage(t, '--auto-accept-this-tab-capture');
  const [ada, ben] = [await visitor(own, t), await visitor(own, t)];
  for (const person of [ada, ben]) await person.join({ ...LIGHT, name: t.name, noCapture: true });
  await ada.untilConnected(1);
  await ada.run(async () => {
    document.body.style.cssText = 'margin: 0; background: rgb(20, 200, 20)';
    const part = document.createElement('div');
    part.style.cssText =
      'position: absolute; left: 100px; top: 100px; width: 400px; height: 200px; background: rgb(220, 20, 20)';
    const mover = document.createElement('i');
    mover.style.cssText = 'position: absolute; left: 200px; top: 20px; width: 4px; height: 4px; background: black';
    part.append(mover);
    document.body.append(part);
    mover.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 500, iterations: Infinity });
    await window.room.shareScreen({ crop: part });
  }, null);
  await untilShown(ben, 'red', 'red');
  await ada.run(() => window.room.cropScreen(null), null);
  await untilShown(ben, 'green', 'green');
});
