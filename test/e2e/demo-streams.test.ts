import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { guestOf, mediaPage, pressJoin, untilState, untilWith, visitorIn } from './demo-room.js';
import { DemoStage, visitorOf } from './demo-stage.js';
import { inboundFlows, untilSeenAndHeard } from './flows.js';
import { silentMp3 } from './made-files.js';
import { until } from './until.js';
import type { Visitor } from './visitor.js';

const stage = await DemoStage.open();
after(() => stage.close());

/** A visitor of the page who is in its room. */
async function join(t: TestContext, name: string, named?: string): Promise<Page> {
  return guestOf(stage, t, mediaPage(name, t.name.slice(0, 60)), named === undefined ? {} : { named });
}

/** Waits until exactly these sources and kinds arrive, and each moves. */
async function untilArriving(visitor: Visitor, wanted: readonly string[]): Promise<void> {
  await until(
    wanted.join(', ') || 'nothing',
    () => inboundFlows(visitor),
    (flows) =>
      String(flows.map(({ source, kind }) => `${source} ${kind}`).sort()) === String([...wanted].sort()) &&
      flows.every(({ count }) => count > 0),
  );
}

/** How often the browser was asked for devices, on a page opened with `countQuestions`. */
function devicesAsked(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { asked: number }).asked);
}

function countQuestions(): void {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  const counted = window as unknown as { asked: number };
  counted.asked = 0;
  mediaDevices.getUserMedia = (constraints) => {
    counted.asked += 1;
    return ask(constraints);
  };
}

test('conference: three people see and hear each other, who comes last too', async (t) => {
  const people: Visitor[] = [];
  for (let count = 0; count < 3; count += 1) {
    const page = await join(t, 'conference');
    // What a window does not show is not sent to it.
    await page.locator('rtc-room').evaluate((room) => room.scrollIntoView());
    people.push(await visitorOf(page));
  }
  await Promise.all(people.map((person) => untilWith(person, 2)));
  for (const person of people) {
    await untilSeenAndHeard(
      person,
      people.filter((other) => other !== person),
    );
  }
});

test('broadcast: who watches sees and hears who sends, and is asked for no device', async (t) => {
  const owner = await join(t, 'broadcast');
  const page = await guestOf(stage, t, mediaPage('broadcast', t.name.slice(0, 60)), { before: countQuestions });
  await untilArriving(await visitorOf(page), ['camera video', 'microphone audio']);
  assert.equal(await devicesAsked(page), 0);
  await untilArriving(await visitorOf(owner), []);
});

test('audio only: everybody is heard, and no picture is sent', async (t) => {
  const pages = [await join(t, 'audio-only'), await join(t, 'audio-only')];
  for (const page of pages) await untilArriving(await visitorOf(page), ['microphone audio']);
});

test('with or without a camera: each brings what was chosen, and switches on later what was left out', async (t) => {
  const ada = await join(t, 'with-or-without');
  const address = mediaPage('with-or-without', t.name.slice(0, 60));
  const [ben, cleo] = [await stage.page(t, address), await stage.page(t, address, { before: countQuestions })];
  await ben.getByLabel('The microphone alone').check();
  await cleo.getByLabel('Neither').check();
  for (const page of [ben, cleo]) {
    await pressJoin(page);
    await untilState(page, 'joined');
  }
  await untilArriving(await visitorOf(ada), ['microphone audio']);
  await untilArriving(await visitorOf(cleo), ['camera video', 'microphone audio', 'microphone audio']);
  assert.equal(await devicesAsked(cleo), 0);
  await cleo.locator('rtc-room').getByRole('button', { name: 'Camera' }).click();
  await untilArriving(await visitorOf(ada), ['camera video', 'microphone audio']);
});

test('several cameras: each further camera is seen beside the first, and goes alone', async (t) => {
  const [ada, ben] = [await join(t, 'several-cameras'), await join(t, 'several-cameras')];
  const viewer = await visitorOf(ben);
  await untilArriving(viewer, ['camera video', 'microphone audio']);
  await ada
    .getByRole('button', { name: /^Show / })
    .first()
    .click();
  await untilArriving(viewer, ['camera video', 'camera video', 'microphone audio']);
  await until(
    'a tile for each camera',
    () => ben.locator('rtc-video').first().getAttribute('count'),
    (count) => count === '3',
  );
  await ada.getByRole('button', { name: 'Take it back' }).click();
  await untilArriving(viewer, ['camera video', 'microphone audio']);
  await until(
    'no entry',
    () => ada.locator('[data-shown] li').count(),
    (count) => count === 0,
  );
});

test('mute and hold: the other is told of each way to be quiet, and of its end', async (t) => {
  const [ada, ben] = [await join(t, 'mute-and-hold'), await join(t, 'mute-and-hold')];
  const viewer = await visitorOf(ben);
  await untilArriving(viewer, ['camera video', 'microphone audio']);
  const press = (name: string) => ada.getByRole('button', { name, exact: true }).click();
  const untilTold = (text: string) => ben.locator('[data-told] li', { hasText: text }).first().waitFor();
  await press('Mute my picture');
  await untilTold('the other muted video');
  assert.equal(await ada.locator('#room').getAttribute('camera-state'), 'muted');
  await press('Unmute');
  await untilTold('the other unmuted video');
  await press('Devices off');
  await untilArriving(viewer, []);
  assert.equal(await ada.locator('#room').getAttribute('camera-state'), 'off');
  await press('Devices on');
  await untilArriving(viewer, ['camera video', 'microphone audio']);
  await press('Hold the picture');
  await untilTold('video with the other on hold');
  await untilArriving(viewer, ['microphone audio']);
  await untilArriving(await visitorOf(ada), ['microphone audio']);
  await press('Go on');
  await untilTold('video with the other goes on');
  await untilArriving(viewer, ['camera video', 'microphone audio']);
});

test('own streams: a drawing, a sound file and a film are seen and heard, and no device is asked for', async (t) => {
  const address = mediaPage('own-streams', t.name.slice(0, 60));
  const ada = await guestOf(stage, t, address, { before: countQuestions });
  const viewer = await visitorOf(await guestOf(stage, t, address));
  const givenBack = await ada.evaluateHandle(() => {
    const told: string[] = [];
    const [revoke, close] = [URL.revokeObjectURL.bind(URL), AudioContext.prototype.close];
    URL.revokeObjectURL = (url) => {
      told.push('file');
      revoke(url);
    };
    AudioContext.prototype.close = function () {
      told.push('sound');
      return close.call(this);
    };
    return told;
  });
  await ada.getByRole('button', { name: 'Share the drawing' }).click();
  await untilArriving(viewer, ['custom video']);
  const input = ada.locator('[data-file]');
  await input.setInputFiles({ name: 'song.mp3', mimeType: 'audio/mpeg', buffer: silentMp3() });
  await untilArriving(viewer, ['custom audio', 'custom video']);
  await input.setInputFiles({ name: 'film.webm', mimeType: 'video/webm', buffer: await film(ada) });
  await untilArriving(viewer, ['custom audio', 'custom video', 'custom video']);
  for (const title of ['song.mp3', 'film.webm', 'The drawing']) {
    await ada.getByRole('button', { name: `Stop ${title}` }).click();
  }
  await untilArriving(viewer, []);
  assert.equal(await devicesAsked(ada), 0);
  assert.deepEqual(await givenBack.jsonValue(), ['file', 'sound', 'file']);
});

test('forwarding: what the stage shows is seen in the hall through who is in both, as long as it is shown', async (t) => {
  const pages = [];
  for (let count = 0; count < 3; count += 1) pages.push(await stage.page(t, mediaPage('forwarding')));
  const [speaker, relay, listener] = pages as [Page, Page, Page];
  await relay.getByLabel('Forward the stage to the hall').check();
  for (const [page, room] of [
    [speaker, '#stage'],
    [relay, '#stage'],
    [relay, '#hall'],
    [listener, '#hall'],
  ] as const) {
    await pressJoin(page, room);
    await untilState(page, 'joined', room);
  }
  const camera = speaker.locator('#stage').getByRole('button', { name: 'Camera' });
  await camera.click();
  const viewer = await visitorIn(listener, '#hall');
  await untilArriving(viewer, ['camera video']);
  await camera.click();
  await untilArriving(viewer, []);
  await camera.click();
  await untilArriving(viewer, ['camera video']);
  await relay.getByLabel('Forward the stage to the hall').uncheck();
  await untilArriving(viewer, []);
});

test('classroom: a pupil’s camera comes when the teacher asks and the pupil agrees, and goes when the teacher has seen enough', async (t) => {
  const teacher = await join(t, 'classroom', 'Ms Lovelace');
  const pupil = await join(t, 'classroom', 'Grace');
  const viewer = await visitorOf(teacher);
  await untilWith(viewer, 1);
  const ask = teacher.getByRole('button', { name: 'Ask for the camera' });
  await ask.click();
  await pupil.getByRole('button', { name: 'Not now' }).click();
  await teacher.getByText('Grace would rather not.').waitFor();
  await untilArriving(viewer, []);
  await ask.click();
  await pupil.getByRole('button', { name: 'Turn my camera on' }).click();
  await untilArriving(viewer, ['camera video']);
  await teacher.getByRole('button', { name: 'Enough' }).click();
  await untilArriving(viewer, []);
  assert.equal(await pupil.locator('#room').getAttribute('camera-state'), 'off');
});

/** A film without sound, recorded from the page's own drawing. */
async function film(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const recorder = new MediaRecorder(document.querySelector('canvas')!.captureStream(15), { mimeType: 'video/webm' });
    const recorded = new Promise<Blob>((resolve) => (recorder.ondataavailable = ({ data }) => resolve(data)));
    // In milliseconds: how much there is when it first gives something.
    recorder.start(1_500);
    const bytes = new Uint8Array(await (await recorded).arrayBuffer());
    recorder.stop();
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  return Buffer.from(base64, 'base64');
}
