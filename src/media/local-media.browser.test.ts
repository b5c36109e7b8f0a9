import { expect } from '../../test/browser/expect.js';
import {
  StagedMedia,
  openPrompt,
  readyStates,
  refusing,
  sourceWith,
  watchedSource,
} from '../../test/browser/staged-media.js';
import { until } from '../../test/browser/until.js';
import type { CaptureSource } from './capture.js';
import type { LocalMedia } from './local-media.js';

describe('LocalMedia', () => {
  let stage: StagedMedia;
  let media: LocalMedia;

  function use(source?: CaptureSource): void {
    stage = new StagedMedia(source);
    media = stage.media;
  }

  beforeEach(() => {
    use();
  });

  afterEach(() => {
    stage.call.abort();
  });

  describe('start', () => {
    it('announces both at once, then fills in their tracks', async () => {
      media.start({ microphone: true, camera: true });
      expect(stage.changes).to.have.length(1);
      expect(stage.sources).to.deep.equal(['microphone', 'camera']);
      const [announcedMicrophone, announcedCamera] = media.state.publications;
      expect(announcedMicrophone?.tracks).to.deep.equal({});
      expect(media.state.microphone).to.equal('off');
      await stage.untilState({ microphone: 'on', camera: 'on' });
      expect(stage.track('microphone').kind).to.equal('audio');
      expect(stage.track('camera').kind).to.equal('video');
      expect(stage.publication('camera')?.streamId).to.equal(announcedCamera?.streamId);
      expect(stage.publication('camera')?.stream).to.equal(announcedCamera?.stream);
      expect(stage.publication('camera')?.stream.getTracks()).to.deep.equal([stage.track('camera')]);
      expect(stage.publication('microphone')?.stream.getTracks()).to.deep.equal([stage.track('microphone')]);
    });

    it('captures both with one question, in the size asked for', async () => {
      const watched = watchedSource();
      use(watched.source);
      media.start({ microphone: true, camera: true, devices: { resolution: '320x180', frameRate: 10 } });
      await stage.untilState({ microphone: 'on', camera: 'on' });
      expect(watched.asked).to.have.length(1);
      const { width, height } = stage.track('camera').getSettings();
      expect({ width, height }).to.deep.equal({ width: 320, height: 180 });
    });

    it('asks for nothing that is not wanted', () => {
      use(sourceWith({ getUserMedia: () => Promise.reject(new Error('asked')) }));
      media.start({ microphone: false, camera: false });
      expect(stage.changes).to.deep.equal([]);
      expect(media.state.publications).to.deep.equal([]);
    });

    it('muted captures a silent microphone and no camera', async () => {
      media.start({ microphone: true, camera: true, startMuted: { microphone: true, camera: true } });
      await stage.untilState({ microphone: 'muted' });
      expect(stage.track('microphone').enabled).to.equal(false);
      expect(stage.publication('microphone')?.muted.audio).to.equal(true);
      expect(stage.sources).to.deep.equal(['microphone']);
      expect(media.state.camera).to.equal('off');
    });

    it('goes on without a missing camera, and says so once', async () => {
      const { mediaDevices } = navigator;
      use(
        sourceWith({
          getUserMedia: (wanted) =>
            wanted.video === false ? mediaDevices.getUserMedia(wanted) : refusing('NotFoundError')(),
        }),
      );
      media.start({ microphone: true, camera: true });
      await stage.untilState({ microphone: 'on', camera: 'missing' });
      await stage.untilError();
      expect(stage.sources).to.deep.equal(['microphone']);
      expect(stage.codes).to.deep.equal(['media/missing']);
    });

    for (const [name, state, code] of [
      ['NotAllowedError', 'denied', 'media/denied'],
      ['NotReadableError', 'busy', 'media/busy'],
    ] as const) {
      it(`leaves the camera ${state} after ${name}`, async () => {
        use(sourceWith({ getUserMedia: refusing(name) }));
        media.start({ microphone: false, camera: true });
        await stage.untilState({ camera: state });
        await stage.untilError();
        expect(stage.codes).to.deep.equal([code]);
        expect(media.state.publications).to.deep.equal([]);
      });
    }

    it('on an insecure page withdraws both and gives one error', async () => {
      use({ mediaDevices: undefined });
      media.start({ microphone: true, camera: true });
      await until(media, 'change', () => media.state.publications.length === 0);
      await stage.untilError();
      expect(stage.codes).to.deep.equal(['media/insecure']);
      expect(media.state.camera).to.equal('off');
    });

    it('takes another camera where the one asked for is gone', async () => {
      media.start({ microphone: true, camera: true, devices: { camera: 'unplugged-long-ago' } });
      await stage.untilState({ microphone: 'on', camera: 'on' });
      expect(stage.errors.map(({ code, severity }) => `${code} ${severity}`)).to.deep.equal(['media/missing info']);
    });

    it('asks for nothing twice and leaves no track behind', async () => {
      const watched = watchedSource();
      use(watched.source);
      media.start({ microphone: true, camera: true });
      media.start({ microphone: true, camera: true });
      await stage.untilState({ microphone: 'on', camera: 'on' });
      expect(watched.asked).to.have.length(1);
    });
  });

  describe('the end of the call', () => {
    it('stops everything in one change', async () => {
      media.start({ microphone: true, camera: true });
      await media.shareScreen();
      await stage.untilState({ microphone: 'on', camera: 'on', screen: 'on' });
      const tracks = media.state.publications.flatMap(({ stream }) => stream.getTracks());
      const { length } = stage.changes;
      stage.call.abort();
      expect(tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended', 'ended']);
      expect(stage.changes).to.have.length(length + 1);
      expect(media.state).to.deep.equal({ publications: [], microphone: 'off', camera: 'off', screen: 'off' });
    });

    it('stops a capture that arrives after it, without an error', async () => {
      const prompt = openPrompt({ audio: true, video: true });
      use(sourceWith({ getUserMedia: () => prompt.answered }));
      media.start({ microphone: true, camera: true });
      stage.call.abort();
      const stream = await prompt.answer();
      expect(readyStates(stream)).to.deep.equal(['ended', 'ended']);
      expect(media.state.publications).to.deep.equal([]);
      expect(stage.errors).to.deep.equal([]);
    });

    it('is the reason every method rejects with', async () => {
      stage.call.abort();
      for (const attempt of [media.setMicrophone(), media.setCamera(true), media.shareScreen(), media.stopScreen()]) {
        expect(await attempt.catch((reason: unknown) => reason)).to.equal(stage.call.signal.reason);
      }
      media.start({ microphone: true, camera: true });
      expect(media.state.publications).to.deep.equal([]);
    });
  });
});
