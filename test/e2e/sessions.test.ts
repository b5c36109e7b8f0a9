import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inboundFlows, untilSeenAndHeard } from './flows.js';
import { Stage } from './stage.js';
import { until } from './until.js';
import { LIGHT, member, visitor, type Visitor } from './visitor.js';

const stage = await Stage.open();
after(() => stage.close());

/** Waits until exactly these kinds of stream arrive, and each of them flows. */
async function untilArriving(person: Visitor, wanted: readonly string[]): Promise<void> {
  await until(
    `exactly ${wanted.join(', ') || 'nothing'}`,
    () => inboundFlows(person),
    (flows) =>
      String(flows.map(({ source, kind }) => `${source} ${kind}`).sort()) === String(wanted) &&
      flows.every(({ count }) => count > 0),
  );
}

/** The kinds of all tracks this page ever captured. */
const captured = (person: Visitor) => person.run(() => window.captured.map(({ kind }) => kind).sort(), null);

for (const [session, kinds, arriving] of [
  ['audio', ['audio'], ['microphone audio']],
  ['audio data', ['audio'], ['microphone audio']],
  ['video data', ['video'], ['camera video']],
  ['screen data', [], []],
  ['data', [], []],
] as const) {
  test(`session="${session}" captures and sends that and nothing else`, async (t) => {
    const [ada, ben] = [
      await member(stage, t, { name: t.name, session }),
      await member(stage, t, { name: t.name, session }),
    ];
    await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
    for (const person of [ada, ben]) {
      await untilArriving(person, arriving);
      assert.deepEqual(await captured(person), kinds);
    }
    if (session.includes('data')) {
      await ada.say('words too');
      await ben.untilTold('words too');
    }
    if (session.includes('screen')) {
      await ada.run(() => window.room.shareScreen({ maxWidth: 640, frameRate: 5 }), null);
      await untilArriving(ben, ['screen video']);
    }
  });
}

test('the opener’s session holds for all, and a joiner’s own one only narrows what it sends', async (t) => {
  const ada = await member(stage, t, { name: t.name, session: 'audio data' });
  const ben = await member(stage, t, { name: t.name, session: 'audio video screen data' });
  const cleo = await member(stage, t, { name: t.name, session: 'data' });
  await Promise.all([ada, ben, cleo].map((person) => person.untilConnected(2)));
  await untilArriving(ada, ['microphone audio']);
  await untilArriving(ben, ['microphone audio']);
  await untilArriving(cleo, ['microphone audio', 'microphone audio']);
  assert.deepEqual([await captured(ben), await captured(cleo)], [['audio'], []]);
  for (const person of [ada, ben, cleo]) {
    const { policy } = await person.state();
    assert.deepEqual(policy?.session, { audio: true, video: false, screen: false, data: true });
  }
});

test('with noCapture nothing is captured, and the others are seen and heard', async (t) => {
  const ada = await member(stage, t, { name: t.name });
  const ben = await member(stage, t, { name: t.name, noCapture: true });
  await untilSeenAndHeard(ben, [ada]);
  await untilArriving(ada, []);
  assert.deepEqual(await captured(ben), []);
});

test('with camera “none” only the microphone is captured and sent', async (t) => {
  const ada = await member(stage, t, { name: t.name, camera: 'none' });
  const ben = await member(stage, t, { name: t.name, noCapture: true });
  await untilArriving(ben, ['microphone audio']);
  assert.deepEqual([await captured(ada), (await ada.state()).camera], [['audio'], 'off']);
});

test('a screen picker that is dismissed rejects, and changes nothing', async (t) => {
  const before = () => {
    MediaDevices.prototype.getDisplayMedia = () =>
      Promise.reject(new DOMException('Permission denied by user', 'NotAllowedError'));
  };
  const ada = await visitor(stage, t, { before });
  await ada.join({ ...LIGHT, name: t.name, session: 'screen data' });
  const stateBefore = await ada.state();
  const code = await ada.run(
    () =>
      window.room.shareScreen().then(
        () => 'shared',
        (error: unknown) => (error as { code: string }).code,
      ),
    null,
  );
  assert.equal(code, 'media/cancelled');
  assert.deepEqual(await ada.state(), stateBefore);
});
