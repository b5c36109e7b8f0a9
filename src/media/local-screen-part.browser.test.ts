import { expect } from '../../test/browser/expect.js';
import { BLUE, GREEN, RED, halves, picture, untilColour } from '../../test/browser/pictures.js';
import { StagedMedia, sourceWith } from '../../test/browser/staged-media.js';
import { RtcError } from '../protocol/index.js';
import { pixelsOf, withinPicture } from './screen-picture.js';

const LEFT = { x: 0, y: 0, width: 0.5, height: 1 };
const RIGHT = { ...LEFT, x: 0.5 };
const WHOLE_SIZE = [160, 96];

declare const MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => {
  readonly readable: ReadableStream<VideoFrame>;
};

/** What the next frames of the track look like: their sizes and the colour of their right edge. */
async function nextFrames(track: MediaStreamTrack, count: number): Promise<{ size: number[]; edge: number[] }[]> {
  const reader = new MediaStreamTrackProcessor({ track: track.clone() }).readable.getReader();
  const seen: { size: number[]; edge: number[] }[] = [];
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  while (seen.length < count) {
    const { value } = await reader.read();
    if (value === undefined || context === null) throw new Error('no more frames');
    const { displayWidth: width, displayHeight: height } = value;
    context.drawImage(value, width - 8, height / 2, 1, 1, 0, 0, 1, 1);
    seen.push({ size: [width, height], edge: [...context.getImageData(0, 0, 1, 1).data.slice(0, 3)] });
    value.close();
  }
  await reader.cancel();
  return seen;
}

function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'done',
    (error: unknown) => (error instanceof RtcError ? error.code : error),
  );
}

for (const way of ['frame by frame', 'on a canvas'] as const) {
  describe(`LocalMedia’s screen in parts, cut ${way}`, () => {
    const generator = Object.getOwnPropertyDescriptor(globalThis, 'MediaStreamTrackGenerator');
    let stage: StagedMedia;
    let surfaces: MediaStreamTrack[];

    const sent = (): MediaStream => new MediaStream([stage.track('screen')]);

    beforeEach(() => {
      if (way === 'on a canvas') Reflect.deleteProperty(globalThis, 'MediaStreamTrackGenerator');
      surfaces = [halves(RED, GREEN), picture(BLUE)];
      const shown = [...surfaces];
      stage = new StagedMedia(sourceWith({ getDisplayMedia: async () => new MediaStream([shown.shift()!]) }));
    });

    afterEach(() => {
      stage.call.abort();
      for (const track of surfaces) track.stop();
      if (generator !== undefined) Object.defineProperty(globalThis, 'MediaStreamTrackGenerator', generator);
    });

    it('never sends what is outside, from the first frame on', async () => {
      await stage.media.shareScreen({ crop: LEFT });
      expect(stage.publication('screen')?.crop).to.deep.equal({ ...LEFT, movableBy: 'nobody' });
      for (const { size, edge } of await nextFrames(stage.track('screen'), 5)) {
        expect(size).to.deep.equal([80, 96]);
        expect(edge[1]).to.be.below(90, 'green, which is outside');
      }
      await untilColour(sent(), RED);
    });

    it('moves what it shows while it is sent, and shows everything again', async () => {
      await stage.media.shareScreen();
      const { screen } = stage.media;
      await screen.crop(LEFT);
      const cut = stage.track('screen');
      await untilColour(sent(), RED);
      await screen.crop(RIGHT);
      expect(stage.track('screen')).to.equal(cut);
      await untilColour(sent(), GREEN);
      await screen.crop(null);
      expect(stage.track('screen')).to.equal(surfaces[0]);
      expect(stage.publication('screen')?.crop).to.equal(undefined);
      expect(cut.readyState).to.equal('ended');
      expect(surfaces[0]?.readyState).to.equal('live');
    });

    it('is moved by those who may, as large as it was, and by nobody else', async () => {
      await stage.media.shareScreen({ crop: LEFT, cropMovableBy: 'moderators' });
      const { screen } = stage.media;
      screen.move('participant', { x: 0.5, y: 0 });
      expect(stage.publication('screen')?.crop?.x).to.equal(0);
      screen.move('owner', { x: 0.9, y: 0 });
      expect(stage.publication('screen')?.crop).to.deep.equal({ ...RIGHT, movableBy: 'moderators' });
      await untilColour(sent(), GREEN);
      await screen.crop(LEFT, 'everybody');
      screen.move('participant', { x: 0.5, y: 0 });
      await untilColour(sent(), GREEN);
      await screen.crop(null);
      screen.move('owner', { x: 0.2, y: 0 });
      expect(stage.publication('screen')?.crop).to.equal(undefined);
    });

    it('stands still, also for who comes later, is cut anew while it does, and goes on', async () => {
      await stage.media.shareScreen({ crop: LEFT });
      const { screen } = stage.media;
      await untilColour(sent(), RED);
      await screen.pause();
      expect(stage.media.state.screen).to.equal('paused');
      surfaces[0]?.dispatchEvent(new Event('swap'));
      // Somebody who comes now gets a picture, and the old one.
      await untilColour(sent(), RED);
      await screen.crop(RIGHT);
      await untilColour(sent(), GREEN);
      await screen.crop(LEFT);
      await screen.resume();
      expect(stage.media.state.screen).to.equal('on');
      await untilColour(sent(), GREEN);
    });

    it('sends nothing while it is blank', async () => {
      await stage.media.shareScreen();
      await stage.media.screen.pause('blank');
      expect(stage.media.state.screen).to.equal('paused');
      expect(stage.publication('screen')?.muted).to.deep.equal({ audio: false, video: true });
      await stage.media.screen.resume();
      expect(stage.publication('screen')?.muted.video).to.equal(false);
      expect(stage.media.state.screen).to.equal('on');
    });

    it('that stood still shows nothing newer when it is blanked, until it is resumed', async () => {
      await stage.media.shareScreen({ crop: LEFT });
      const { screen } = stage.media;
      await untilColour(sent(), RED);
      await screen.pause();
      surfaces[0]?.dispatchEvent(new Event('swap'));
      await screen.pause('blank');
      for (const { edge } of await nextFrames(stage.track('screen'), 3)) {
        expect(edge[1]).to.be.below(90, 'green, which is newer');
      }
      await screen.resume();
      await untilColour(sent(), GREEN);
    });

    it('is another surface in the same publication, and what was cut of the old one is let go', async () => {
      await stage.media.shareScreen({ crop: LEFT });
      const before = stage.publication('screen')?.streamId;
      await stage.media.shareScreen({ another: true });
      expect(stage.publication('screen')?.streamId).to.equal(before);
      expect(stage.publication('screen')?.crop).to.equal(undefined);
      expect(stage.track('screen')).to.equal(surfaces[1]);
      expect(surfaces[0]?.readyState).to.equal('ended');
      expect(stage.publication('screen')?.stream.getTracks()).to.deep.equal([surfaces[1]]);
    });

    it('ends with what is captured, and what is cut of it too', async () => {
      await stage.media.shareScreen({ crop: LEFT });
      const cut = stage.track('screen');
      surfaces[0]?.dispatchEvent(new Event('ended'));
      expect(stage.media.state.screen).to.equal('off');
      expect(cut.readyState).to.equal('ended');
      expect(await rejection(stage.media.screen.pause())).to.equal('media/unknown');
      expect(await rejection(stage.media.screen.crop(LEFT))).to.equal('media/unknown');
    });
  });
}

describe('a part of a picture', () => {
  it('is even in pixels and never more than was meant', () => {
    const [width = 0, height = 0] = WHOLE_SIZE;
    expect(pixelsOf({ x: 0.333, y: 0.111, width: 0.333, height: 0.333 }, width, height)).to.deep.equal({
      x: 54,
      y: 12,
      width: 52,
      height: 30,
    });
    expect(pixelsOf(undefined, 161, 97)).to.deep.equal({ x: 0, y: 0, width: 161, height: 97 });
  });

  it('is within the picture, whatever was asked for', () => {
    const full = { x: 0, y: 0, width: 1, height: 1 };
    expect(withinPicture({ x: -1, y: 7, width: 2, height: 3 })).to.deep.equal(full);
    const least = withinPicture({ x: Number.NaN, y: 1, width: 0, height: Number.NaN });
    expect([least.x, least.width, least.height]).to.deep.equal([0, 0.01, 0.01]);
    expect(least.y + least.height).to.be.at.most(1);
  });

  it('of an element is only to be had of this page', async () => {
    const surface = halves(RED, GREEN);
    const stage = new StagedMedia(sourceWith({ getDisplayMedia: async () => new MediaStream([surface]) }));
    expect(await rejection(stage.media.shareScreen({ crop: document.body }))).to.equal('media/over-constrained');
    expect(stage.media.state.screen).to.equal('off');
    expect(surface.readyState).to.equal('ended');
    stage.call.abort();
  });
});
