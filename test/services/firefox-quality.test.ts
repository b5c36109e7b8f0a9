import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import type { RoomOptions, Source, StreamStats } from '../../src/index.js';
import { sharesTwoColours, untilShown } from '../e2e/shown-screen.js';
import { Stage } from '../e2e/stage.js';
import { until } from '../e2e/until.js';
import { visitor, type Visitor } from '../e2e/visitor.js';
import { firefoxVisitor, launchFirefox } from './firefox.js';
import { VirtualScreen } from './virtual-screen.js';

// Firefox finds no screen to share unless it has a window on one.
const screen = await VirtualScreen.open();
const [stage, firefox] = await Promise.all([Stage.open(), launchFirefox({ display: screen.display })]);
after(async () => {
  await firefox.close();
  await Promise.all([stage.close(), screen.close()]);
});

const BROWSERS = ['Chromium', 'Firefox'] as const;
type BrowserName = (typeof BROWSERS)[number];

/** Shown in full, in the strip at the edge, and out of sight. */
const FULL = { width: 1_280, height: 720 };
const THUMBNAIL = { width: 160, height: 90 };
const HIDDEN = { width: 0, height: 0 };

/** Lines. Firefox begins with half of the captured ones and takes its time for the rest. */
const LARGE = 180;

const LEFT = { x: 0, y: 0, width: 0.5, height: 1 };

interface CallOptions {
  /** Whose page sends; the other one's receives. */
  readonly sender: BrowserName;
  readonly sending: RoomOptions;
  readonly before?: () => void;
}

/** The viewer is there first, and has nothing to send. */
async function call(t: TestContext, { sender, sending, before }: CallOptions): Promise<[Visitor, Visitor]> {
  const people = new Map<BrowserName, Visitor>([
    ['Chromium', await visitor(stage, t, before && { before })],
    ['Firefox', await firefoxVisitor(firefox, t, stage.service.origin, before)],
  ]);
  const from = people.get(sender)!;
  const to = people.get(sender === 'Chromium' ? 'Firefox' : 'Chromium')!;
  const room = { name: t.name, session: 'audio video screen data' };
  await to.join({ ...room, noCapture: true });
  await from.join({ ...room, ...sending });
  await Promise.all([from.untilConnected(1), to.untilConnected(1)]);
  return [from, to];
}

/** What `viewer` measures of the picture it gets. */
function received(viewer: Visitor, source: Source): Promise<StreamStats | undefined> {
  return viewer.run(async (wanted) => {
    const tracks = (await window.room.getStats()).flatMap((person) => person.tracks);
    return tracks.find((track) => track.direction === 'received' && track.kind === 'video' && track.source === wanted);
  }, source);
}

async function untilReceived(
  viewer: Visitor,
  what: string,
  source: Source,
  claim: (picture: StreamStats) => boolean,
): Promise<StreamStats> {
  const picture = await until(
    what,
    () => received(viewer, source),
    (found) => found !== undefined && claim(found),
  );
  return picture!;
}

/** Says how large `viewer` shows the camera of the other. */
function show(viewer: Visitor, size: { readonly width: number; readonly height: number }): Promise<void> {
  return viewer.run((given) => {
    const cameras = window.room.streams.select({ local: false, source: 'camera' });
    window.room.showPictures(document, new Map([...cameras].map(({ streamId }) => [streamId, given])));
  }, size);
}

/** In the page: publishes a picture that no encoder can make small. */
async function publishNoise(): Promise<void> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [320, 180];
  const context = canvas.getContext('2d')!;
  const blocks = Array.from({ length: 40 * 22 }, (_, index) => [(index % 40) * 8, Math.floor(index / 40) * 8] as const);
  setInterval(() => {
    for (const [x, y] of blocks) {
      context.fillStyle = `hsl(${Math.random() * 360} 90% ${Math.random() * 100}%)`;
      context.fillRect(x, y, 8, 8);
    }
  }, 100);
  await window.room.publish(canvas.captureStream());
}

for (const sender of BROWSERS) {
  const viewer = sender === 'Chromium' ? 'Firefox' : 'Chromium';

  test(`a camera of ${sender} in ${viewer}: small where its tile is small, nothing where it is out of sight, and large again`, async (t) => {
    const sending = { microphone: 'none', resolution: '360p', frameRate: 10 };
    const [from, to] = await call(t, { sender, sending });
    const isLarge = ({ height = 0, kbps = 0 }: StreamStats) => height >= LARGE && kbps > 0;
    await untilReceived(to, 'a large picture', 'camera', isLarge);
    await show(to, THUMBNAIL);
    await untilReceived(to, 'a thumbnail', 'camera', ({ height = LARGE, kbps = 0 }) => height <= 96 && kbps > 0);
    await show(to, HIDDEN);
    await untilReceived(to, 'nothing to come', 'camera', ({ kbps }) => kbps === 0);
    assert.deepEqual(await from.run(activePictures, null), [false]);
    await show(to, FULL);
    await untilReceived(to, 'a large picture again', 'camera', isLarge);
  });

  test(`the bandwidth ${sender} sends ${viewer} with is limited and freed in the middle of the call`, async (t) => {
    const [from, to] = await call(t, { sender, sending: { noCapture: true, quality: 'full' } });
    await from.run(publishNoise, null);
    await untilReceived(to, 'more than 300 kbit/s', 'custom', ({ kbps = 0 }) => kbps > 300);
    await from.run(() => window.room.setBandwidth('video=80'), null);
    await untilReceived(to, 'hardly more than 80 kbit/s', 'custom', ({ kbps = 999 }) => kbps > 20 && kbps < 120);
    await from.run(() => window.room.setBandwidth(''), null);
    await untilReceived(to, 'more than 300 kbit/s', 'custom', ({ kbps = 0 }) => kbps > 300);
  });

  test(`a screen of ${sender} in ${viewer}: cropped, moved by the viewer, held still and whole again`, async (t) => {
    const [from, to] = await call(t, { sender, sending: { noCapture: true }, before: sharesTwoColours });
    await from.run((crop) => window.room.shareScreen({ crop }), LEFT);
    await untilShown(to, 'red', 'red');
    await from.run((crop) => window.room.cropScreen(crop, 'everybody'), { ...LEFT, x: 0.5 });
    await untilShown(to, 'green', 'green');
    const userId = await from.userId();
    await to.until('a crop to be moved', ({ participants }) =>
      participants.some(({ streams }) => streams.some(({ crop }) => crop?.movableBy === 'everybody')),
    );
    await to.run((id) => window.room.moveCrop(id, { x: 0, y: 0 }), userId);
    await untilShown(to, 'red', 'red');
    await from.run(() => window.room.pauseScreen(), null);
    await from.run(() => dispatchEvent(new Event('swap')), null);
    // What stands still is cut anew, and shows what it showed.
    await from.run(() => window.room.cropScreen(null), null);
    await untilShown(to, 'red', 'green');
    await from.run(() => window.room.resumeScreen(), null);
    await untilShown(to, 'green', 'red');
    await from.run(() => window.room.stopScreen(), null);
    assert.ok((await from.capturing()).every((live) => !live));
  });
}

test('a real screen of Firefox comes with all its pixels, and cropped the part alone', async (t) => {
  const [from, to] = await call(t, { sender: 'Firefox', sending: { noCapture: true } });
  await from.run(() => window.room.shareScreen({ frameRate: 5 }), null);
  const { width, height } = VirtualScreen;
  await untilReceived(to, 'all of it', 'screen', (picture) => picture.width === width && picture.height === height);
  await from.run((crop) => window.room.cropScreen(crop), LEFT);
  await untilReceived(
    to,
    'half of it',
    'screen',
    (picture) => picture.width === width / 2 && picture.height === height,
  );
});

/** In the page: whether each picture that is sent is switched on. */
function activePictures(): boolean[] {
  const [other] = window.room.state.participants.filter(({ self }) => !self);
  const senders = window.room.connectionTo(other!.userId)!.getSenders();
  return senders
    .filter(({ track }) => track?.kind === 'video')
    .map((sender) => sender.getParameters().encodings[0]?.active === true);
}
