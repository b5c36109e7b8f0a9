import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { CHROMIUM_FLAGS } from '#scripts/browser.mjs';
import { inboundFlows, untilGrown, untilSeenAndHeard } from './flows.js';
import { elementVisitor } from './element-visitor.js';
import { INSECURE_HOST, Stage } from './stage.js';
import { until } from './until.js';
import { LIGHT, member, visitor, type Visitor } from './visitor.js';

const stage = await Stage.open();
after(() => stage.close());

/** A browser of its own, which stands for another machine or another answer of its user. */
async function stageWithout(t: TestContext, removed: RegExp, added: readonly string[] = []): Promise<Stage> {
  const other = await Stage.open({ flags: [...CHROMIUM_FLAGS.filter((flag) => !removed.test(flag)), ...added] });
  t.after(() => other.close());
  return other;
}

/** In the call with what there is: the states say why it is not more, and one event says it once. */
async function joinsWithout(someone: Visitor, state: string, code: string): Promise<void> {
  await someone.join({ ...LIGHT, name: 'without devices' });
  const { microphone, camera, error } = await someone.until('no devices', (room) => room.camera === state);
  assert.deepEqual([microphone, camera, error?.code], [state, state, code]);
  const errors = await someone.run(() => window.heard.filter(({ type }) => type === 'rtc-error'), null);
  const codes = errors.map(({ detail }) => [detail['code'], detail['severity']]);
  assert.deepEqual(new Set(codes.map(String)), new Set([`${code},recoverable`]));
  assert.equal((await someone.state()).status, 'joined');
}

test('a machine without camera and microphone joins, and says they are missing', async (t) => {
  const other = await stageWithout(t, /fake-device/);
  await joinsWithout(await visitor(other, t), 'missing', 'media/missing');
});

test('a visitor who refuses the devices joins, and the states say denied', async (t) => {
  const other = await stageWithout(t, /fake-ui/, ['--deny-permission-prompts']);
  await joinsWithout(await visitor(other, t), 'denied', 'media/denied');
});

test('busy devices keep nobody from joining, and work once they are free', async (t) => {
  const before = () => {
    const original = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = function (constraints) {
      if (document.title === 'free') return original.call(this, constraints);
      return Promise.reject(new DOMException('Could not start video source', 'NotReadableError'));
    };
  };
  const ada = await visitor(stage, t, { before });
  await joinsWithout(ada, 'busy', 'media/busy');
  await ada.run(async () => {
    document.title = 'free';
    await Promise.all([window.room.setCamera(true), window.room.setMicrophone(true)]);
  }, null);
  const ben = await member(stage, t, { name: 'without devices', noCapture: true });
  await untilSeenAndHeard(ben, [ada]);
});

test('a camera alone is missing: the microphone is heard all the same', async (t) => {
  const before = () => {
    const original = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = function (constraints) {
      if (constraints?.video === undefined || constraints.video === false) return original.call(this, constraints);
      return Promise.reject(new DOMException('Requested device not found', 'NotFoundError'));
    };
  };
  const ada = await visitor(stage, t, { before });
  await ada.join({ ...LIGHT, name: t.name });
  const { microphone } = await ada.until('a missing camera', ({ camera }) => camera === 'missing');
  assert.equal(microphone, 'on');
  const ben = await member(stage, t, { name: t.name, noCapture: true });
  await ben.until('the microphone alone', ({ participants }) => {
    return String(participants[1]?.streams.map(({ source }) => source)) === 'microphone';
  });
});

test('a page that is not secure joins without devices, sees the others and can chat', async (t) => {
  const ada = await member(stage, t, { name: t.name });
  const ben = await visitor(stage, t, { host: INSECURE_HOST });
  assert.equal(await ben.run(() => isSecureContext, null), false);
  await ben.join({ ...LIGHT, name: t.name });
  const { code } = await ben.untilHeard('rtc-error');
  assert.equal(code, 'media/insecure');
  const { microphone, camera, status } = await ben.state();
  assert.deepEqual([microphone, camera, status], ['off', 'off', 'joined']);
  await untilSeenAndHeard(ben, [ada]);
  await ben.say('only words');
  await ada.untilTold('only words');
});

test('the state attributes of the room say what the devices do', async (t) => {
  const other = await stageWithout(t, /fake-device/);
  const { page } = await elementVisitor(other, t, 'bare.html?room=attributes');
  await page.locator('rtc-room[state=joined][microphone-state=missing][camera-state=missing]').waitFor();
  assert.equal(await page.locator('rtc-room').getAttribute('error'), 'media/missing');
});

test('muting, camera off and on: seen by the others, the camera is given back, nothing is negotiated', async (t) => {
  const [ada, ben] = [await member(stage, t, { name: t.name }), await member(stage, t, { name: t.name })];
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
  for (const person of [ada, ben]) await person.run(countNegotiations, null);
  const userId = await ada.userId();
  const streamsOfAda = (person: Visitor) =>
    person.run((id) => {
      const streams = window.room.state.participants.find((participant) => participant.userId === id)!.streams;
      return streams.map(({ source, muted }) => `${source}${muted.audio ? ' muted' : ''}`);
    }, userId);
  const untilStreams = (expected: string) =>
    until(
      expected,
      () => streamsOfAda(ben),
      (streams) => String(streams) === expected,
    );

  await ada.run(() => window.room.setMicrophone(false), null);
  await untilStreams('microphone muted,camera');
  assert.deepEqual((await ada.capturing()).length, 2);
  const muted = await ben.untilHeard('rtc-mute-change');
  assert.deepEqual([muted['userId'], muted['kind'], muted['muted']], [userId, 'audio', true]);

  await ada.run(() => window.room.setCamera(false), null);
  await untilStreams('microphone muted');
  const live = await ada.run(() => window.captured.map((track) => `${track.kind} ${track.readyState}`).sort(), null);
  assert.deepEqual(live, ['audio live', 'video ended']);
  assert.equal((await ada.state()).camera, 'off');

  await ada.run(() => Promise.all([window.room.setMicrophone(true), window.room.setCamera(true)]), null);
  await untilStreams('microphone,camera');
  await untilSeenAndHeard(ben, [ada]);
  for (const person of [ada, ben]) assert.deepEqual(await negotiations(person), 0, 'negotiations');
});

test('joining muted and with the camera off: heard and seen once switched on, with nothing negotiated', async (t) => {
  const ada = await member(stage, t, { name: t.name, startMuted: 'microphone camera' });
  const ben = await member(stage, t, { name: t.name, noCapture: true });
  await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
  await ada.until('a muted microphone', ({ microphone }) => microphone === 'muted');
  assert.equal((await ada.state()).camera, 'off');
  await ada.run(countNegotiations, null);
  await ada.run(() => Promise.all([window.room.setMicrophone(true), window.room.setCamera(true)]), null);
  await untilSeenAndHeard(ben, [ada]);
  assert.equal(await negotiations(ada), 0);
});

test('another camera and microphone in the middle of the call: the same publications, nothing negotiated, remembered', async (t) => {
  const two = '--use-fake-device-for-media-stream=device-count=2';
  const other = await stageWithout(t, /fake-device/, [two]);
  const [ada, ben] = [await member(other, t, { name: t.name }), await member(other, t, { name: t.name })];
  await untilSeenAndHeard(ben, [ada]);
  for (const person of [ada, ben]) await person.run(countNegotiations, null);
  const streamsOfAda = () =>
    ada.run(
      () => window.room.streams.select({ local: true }).map(({ streamId, source }) => `${source} ${streamId}`),
      null,
    );
  const before = await streamsOfAda();
  const [camera, microphone] = await ada.run(async () => {
    const own = window.room.streams.select({ local: true });
    const used = own.flatMap(({ tracks }) =>
      [tracks.audio, tracks.video].map((track) => track?.getSettings().deviceId),
    );
    const unused = (await navigator.mediaDevices.enumerateDevices())
      .filter(({ deviceId }) => deviceId !== 'default' && !used.includes(deviceId))
      .map(({ kind, deviceId }) => ({ kind, deviceId }));
    const first = (wanted: string) => unused.find(({ kind }) => kind === wanted)?.deviceId ?? '';
    const choice = { camera: first('videoinput'), microphone: first('audioinput') };
    await window.room.useDevices(choice);
    return [choice.camera, choice.microphone];
  }, null);
  const used = await ada.run(
    () =>
      window.room.streams
        .select({ local: true })
        .flatMap(({ tracks }) => [tracks.video, tracks.audio])
        .flatMap((track) => track?.getSettings().deviceId ?? []),
    null,
  );
  assert.deepEqual(new Set(used), new Set([camera, microphone]));
  // The picture is not waited for: Chromium's own fake cameras fall silent at a sender that had another one before.
  const sent = await ada.run(() => {
    const other = window.room.state.participants.find(({ self }) => !self);
    const senders = window.room.connectionTo(other?.userId ?? '')?.getSenders() ?? [];
    return senders.flatMap(({ track }) => track?.getSettings().deviceId ?? []);
  }, null);
  assert.deepEqual(new Set(sent), new Set([camera, microphone]));
  const sound = (await inboundFlows(ben)).filter(({ kind }) => kind === 'audio');
  assert.equal(sound.length, 1);
  await untilGrown(ben, sound);
  assert.deepEqual(await streamsOfAda(), before);
  for (const person of [ada, ben]) assert.deepEqual(await negotiations(person), 0, 'negotiations');
  const remembered = await ada.run(() => localStorage.getItem('rtc-elements:devices'), null);
  assert.deepEqual(JSON.parse(remembered ?? '{}'), { camera, microphone });
});

/** In the page, from now on, in its title: every start of a negotiation from either side. */
function countNegotiations(): void {
  document.title = '0';
  const count = (): void => {
    document.title = String(Number(document.title) + 1);
  };
  for (const { self, userId } of window.room.state.participants) {
    const connection = self ? undefined : window.room.connectionTo(userId);
    connection?.addEventListener('negotiationneeded', count);
    connection?.addEventListener('signalingstatechange', count);
  }
}

function negotiations(person: Visitor): Promise<number> {
  return person.run(() => Number(document.title), null);
}
