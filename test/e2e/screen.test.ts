import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inboundFlows } from './flows.js';
import { Stage } from './stage.js';
import { until } from './until.js';
import { LIGHT, member, visitor, type Visitor } from './visitor.js';

const stage = await Stage.open();
after(() => stage.close());

const share = (person: Visitor) => person.run(() => window.room.shareScreen({ maxWidth: 640, frameRate: 5 }), null);
const stop = (person: Visitor) => person.run(() => window.room.stopScreen(), null);

async function untilScreenSeen(viewer: Visitor, presenter: Visitor): Promise<void> {
  const userId = await presenter.userId();
  await until(
    'decoded pictures of the screen',
    () => inboundFlows(viewer),
    (flows) => flows.some((flow) => flow.source === 'screen' && flow.userId === userId && flow.count > 0),
  );
}

async function untilNoScreen(viewer: Visitor): Promise<void> {
  await viewer.until('no screen', ({ participants }) => {
    return participants.every(({ streams }) => streams.every(({ source }) => source !== 'screen'));
  });
}

test('a shared screen is seen, also by who comes later, until it is stopped', async (t) => {
  const [ada, ben] = [await member(stage, t, { name: t.name }), await member(stage, t, { name: t.name })];
  await ada.untilConnected(1);
  await share(ada);
  assert.equal((await ada.state()).screen, 'on');
  await untilScreenSeen(ben, ada);
  const cleo = await member(stage, t, { name: t.name });
  await untilScreenSeen(cleo, ada);
  await stop(ada);
  assert.equal((await ada.state()).screen, 'off');
  await Promise.all([untilNoScreen(ben), untilNoScreen(cleo)]);
  await ben.untilHeard('rtc-stream-removed', ({ source }) => source === 'screen');
  const tracks = await ada.capturing();
  assert.deepEqual(tracks.filter((live) => live).length, 2, 'camera and microphone go on, the screen does not');
});

test('stopping twice is stopping once, and the screen can be shared again', async (t) => {
  const [ada, ben] = [await visitor(stage, t), await visitor(stage, t)];
  for (const person of [ada, ben]) await person.join({ ...LIGHT, name: t.name, noCapture: true });
  await ada.untilConnected(1);
  for (let round = 0; round < 2; round += 1) {
    await share(ada);
    await untilScreenSeen(ben, ada);
    await stop(ada);
    await stop(ada);
    await untilNoScreen(ben);
  }
  assert.deepEqual(
    (await ada.capturing()).filter((live) => live),
    [],
  );
});

test('both share at once and each sees the other', async (t) => {
  const [ada, ben] = [await visitor(stage, t), await visitor(stage, t)];
  for (const person of [ada, ben]) await person.join({ ...LIGHT, name: t.name, noCapture: true });
  await ada.untilConnected(1);
  await Promise.all([share(ada), share(ben)]);
  await Promise.all([untilScreenSeen(ada, ben), untilScreenSeen(ben, ada)]);
});

test('a screen whose track ends by itself, as with the browser’s own stop button, is withdrawn', async (t) => {
  const [ada, ben] = [await visitor(stage, t), await visitor(stage, t)];
  for (const person of [ada, ben]) await person.join({ ...LIGHT, name: t.name, noCapture: true });
  await ada.untilConnected(1);
  await share(ada);
  await untilScreenSeen(ben, ada);
  await ada.run(() => {
    const [track] = window.captured;
    // What the browser does when its own button is pressed: the event, which stop() does not fire.
    track?.stop();
    track?.dispatchEvent(new Event('ended'));
  }, null);
  await untilNoScreen(ben);
  assert.equal((await ada.state()).screen, 'off');
});

test('where the room carries no screen, sharing is refused', async (t) => {
  const ada = await visitor(stage, t);
  await ada.join({ name: t.name, session: 'audio data', noCapture: true });
  const code = await ada.run(
    () =>
      window.room.shareScreen().then(
        () => 'shared',
        (error: unknown) => (error as { code: string }).code,
      ),
    null,
  );
  assert.equal(code, 'room/not-allowed');
  assert.deepEqual(await ada.capturing(), []);
});
