import { expect } from '../../test/browser/expect.js';
import {
  StagedMedia,
  openPrompt,
  readyStates,
  refusing,
  sourceWith,
  watchedSource,
} from '../../test/browser/staged-media.js';
import { untilEvent } from '../../test/browser/until.js';
import { RtcError } from '../protocol/index.js';
import type { CaptureSource } from './capture.js';
import type { LocalMedia } from './local-media.js';

describe('LocalMedia’s devices', () => {
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

  describe('the microphone', () => {
    beforeEach(async () => {
      media.start({ microphone: true, camera: false });
      await stage.untilState({ microphone: 'on' });
    });

    it('mutes in place and comes back', async () => {
      const track = stage.track('microphone');
      const before = stage.publication('microphone');
      await media.setMicrophone(false);
      expect(track.enabled).to.equal(false);
      expect(track.readyState).to.equal('live');
      expect(media.state.microphone).to.equal('muted');
      expect(stage.publication('microphone')?.muted).to.deep.equal({ audio: true, video: false });
      expect(stage.publication('microphone')?.streamId).to.equal(before?.streamId);
      await media.setMicrophone();
      expect(track.enabled).to.equal(true);
      expect(media.state.microphone).to.equal('on');
    });

    it('fires no change for what is already so', async () => {
      const { length } = stage.changes;
      await media.setMicrophone(true);
      await media.setCamera(false);
      await media.stopScreen();
      expect(stage.changes).to.have.length(length);
    });

    it('that is unplugged ends its publication', async () => {
      const told = untilEvent(media, 'error');
      // No API unplugs a fake device; the browser would fire just this event.
      stage.track('microphone').dispatchEvent(new Event('ended'));
      await told;
      expect(media.state.microphone).to.equal('missing');
      expect(media.state.publications).to.deep.equal([]);
      expect(stage.codes).to.deep.equal(['media/missing']);
      await media.setMicrophone(true);
      expect(media.state.microphone).to.equal('on');
    });

    it('is the same object while the camera comes and goes', async () => {
      const before = stage.publication('microphone');
      await media.setCamera(true);
      await media.setCamera(false);
      expect(stage.publication('microphone')).to.equal(before);
    });

    it('state is frozen', async () => {
      for (const value of [media.state, media.state.publications, stage.publication('microphone')]) {
        expect(Object.isFrozen(value)).to.equal(true);
      }
    });
  });

  describe('the camera', () => {
    it('off gives the device back, on publishes anew', async () => {
      await media.setCamera(true);
      const track = stage.track('camera');
      const { streamId, stream } = stage.publication('camera') ?? {};
      await media.setCamera(false);
      expect(track.readyState).to.equal('ended');
      expect(stream?.getTracks()).to.deep.equal([]);
      expect(media.state.camera).to.equal('off');
      expect(media.state.publications).to.deep.equal([]);
      await media.setCamera();
      expect(media.state.camera).to.equal('on');
      expect(stage.publication('camera')?.streamId).not.to.equal(streamId);
    });

    it('ends in the last wish, with one capture for all of them', async () => {
      const watched = watchedSource();
      use(watched.source);
      await Promise.all([media.setCamera(true), media.setCamera(false), media.setCamera(true)]);
      expect(media.state.camera).to.equal('on');
      expect(watched.asked).to.have.length(1);
    });

    it('switched off while the prompt is open is not published, and its late track is stopped', async () => {
      const prompt = openPrompt({ video: true });
      use(sourceWith({ getUserMedia: () => prompt.answered }));
      const on = media.setCamera(true);
      await media.setCamera(false);
      expect(media.state.publications).to.deep.equal([]);
      const stream = await prompt.answer();
      await on;
      expect(readyStates(stream)).to.deep.equal(['ended']);
      expect(media.state.camera).to.equal('off');
    });

    it('that ended on its way here is missing', async () => {
      const { mediaDevices } = navigator;
      use(
        sourceWith({
          getUserMedia: async (wanted) => {
            const stream = await mediaDevices.getUserMedia(wanted);
            for (const track of stream.getTracks()) track.stop();
            return stream;
          },
        }),
      );
      await media.setCamera(true);
      expect(media.state.camera).to.equal('missing');
      expect(stage.codes).to.deep.equal(['media/missing']);
    });

    it('that nobody asks for any more is off, and the list of publications stays the same object', async () => {
      use(sourceWith({ getUserMedia: refusing('NotFoundError') }));
      await media.setCamera(true).catch(() => undefined);
      const { camera, publications } = media.state;
      expect(camera).to.equal('missing');
      await media.setCamera(false);
      expect(media.state.camera).to.equal('off');
      expect(media.state.publications).to.equal(publications);
    });

    it('that fails rejects once, and may be tried again', async () => {
      let isBusy = true;
      use(
        sourceWith({
          getUserMedia: (wanted) =>
            isBusy ? refusing('NotReadableError')() : navigator.mediaDevices.getUserMedia(wanted),
        }),
      );
      const error = await media.setCamera(true).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(RtcError).with.property('code', 'media/busy');
      expect(media.state.camera).to.equal('busy');
      expect(stage.errors).to.deep.equal([]);
      isBusy = false;
      await media.setCamera();
      expect(media.state.camera).to.equal('on');
    });
  });
});
