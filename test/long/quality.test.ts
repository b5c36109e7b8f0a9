import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { PersonStats } from '../../src/index.js';
import { Stage } from '../e2e/stage.js';
import { until } from '../e2e/until.js';
import { LIGHT, member, visitor, type Visitor } from '../e2e/visitor.js';

const stage = await Stage.open();
after(() => stage.close());

/** What `viewer` measures of everybody. */
function stats(viewer: Visitor): Promise<readonly PersonStats[]> {
  return viewer.run(() => window.room.getStats(), null);
}

/** Says how large `viewer` shows the cameras of the others. */
function show(viewer: Visitor, width: number, height: number): Promise<void> {
  return viewer.run(
    (size) => {
      const cameras = window.room.state.participants.flatMap(({ self, streams }) =>
        self ? [] : streams.filter(({ source }) => source === 'camera').map(({ streamId }) => streamId),
      );
      window.room.showPictures(document, new Map(cameras.map((streamId) => [streamId, size])));
    },
    { width, height },
  );
}

/** Height of the own camera as it is captured. */
function captured(person: Visitor): Promise<number> {
  return person.run(() => {
    const own = window.room.state.participants.find(({ self }) => self);
    const camera = own?.streams.find(({ source }) => source === 'camera');
    return camera?.stream?.getVideoTracks()[0]?.getSettings().height ?? 0;
  }, null);
}

test('resolution="auto" begins with at most 360 lines and rises when a tile needs it, not for thumbnails', async (t) => {
  const viewer = await visitor(stage, t);
  const room = { name: t.name, frameRate: 10 };
  await viewer.join({ ...room, noCapture: true });
  const sender = await visitor(stage, t);
  await sender.join({ ...room, resolution: 'auto' });
  await viewer.until('a picture', ({ participants }) =>
    participants.some(
      ({ self, streams }) => !self && streams.some(({ source, stream }) => source === 'camera' && stream !== undefined),
    ),
  );
  const first = await captured(sender);
  assert.ok(first > 0 && first <= 360, `${first} lines`);
  await show(viewer, 160, 90);
  await until(
    'a thumbnail',
    () => stats(viewer),
    ([one]) => one?.tracks.some(({ kind, height = 999 }) => kind === 'video' && height <= 90) === true,
  );
  assert.equal(await captured(sender), first);
  await show(viewer, 1280, 720);
  await until(
    '720 lines captured',
    () => captured(sender),
    (height) => height === 720,
  );
  await until(
    'more than 360 lines over here',
    () => stats(viewer),
    ([one]) => one?.tracks.some(({ kind, height = 0 }) => kind === 'video' && height > 360) === true,
  );
});

test('a call of four in thumbnails carries a fraction of what it carries in full', async (t) => {
  const people: Visitor[] = [];
  for (let index = 0; index < 4; index += 1) {
    people.push(await member(stage, t, { ...LIGHT, resolution: '360p', name: t.name, displayName: `p${index}` }));
  }
  await Promise.all(people.map((person) => person.untilConnected(3)));
  const [first] = people as [Visitor];
  const pixels = async (): Promise<number> => {
    const tracks = (await stats(first)).flatMap((person) => person.tracks);
    const sent = tracks.filter(({ kind, direction }) => kind === 'video' && direction === 'sent');
    return sent.reduce((sum, { width = 0, height = 0 }) => sum + width * height, 0);
  };
  const full = await until('three full pictures', pixels, (count) => count >= 3 * 640 * 360 * 0.4);
  for (const person of people) await show(person, 160, 90);
  await until('three thumbnails', pixels, (count) => count > 0 && count <= full / 8);
});
