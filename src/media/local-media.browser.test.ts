import { expect } from '../../test/browser/expect.js';
import { until } from '../../test/browser/until.js';
import { RtcError } from '../protocol/index.js';
import { browserCaptureSource } from './capture.js';
import type { CaptureDevices, CaptureSource } from './capture.js';
import { LocalMedia } from './local-media.js';
import type { LocalMediaState } from './local-media.js';

/** The browser's own fake devices, where a test may stand in for some. */
function sourceWith(devices: Partial<CaptureDevices>): CaptureSource {
  const { mediaDevices } = navigator;
  return {
    mediaDevices: {
      getUserMedia: (constraints) => mediaDevices.getUserMedia(constraints),
      getDisplayMedia: (options) => mediaDevices.getDisplayMedia(options),
      ...devices,
    },
  };
}

const refusing = (name: string) => () => Promise.reject(new DOMException('no', name));

/** A prompt that stays open until the test answers it. */
function openPrompt(kinds: MediaStreamConstraints) {
  let answer: () => Promise<MediaStream> = () => Promise.reject(new Error('nothing was asked for'));
  const answered = new Promise<MediaStream>((resolve) => {
    answer = async () => {
      const stream = await navigator.mediaDevices.getUserMedia(kinds);
      resolve(stream);
      return stream;
    };
  });
  return { answered, answer: () => answer() };
}

describe('LocalMedia', () => {
  let call: AbortController;
  let media: LocalMedia;
  let errors: RtcError[];
  let changes: LocalMediaState[];

  function use(source: CaptureSource = browserCaptureSource()): void {
    media = new LocalMedia({ signal: call.signal, source });
    errors = [];
    changes = [];
    media.on('error', (error) => errors.push(error));
    media.on('change', (state) => changes.push(state));
  }

  const codes = () => errors.map(({ code }) => code);
  const sources = () => media.state.publications.map(({ source }) => source);
  const publication = (source: string) => media.state.publications.find((one) => one.source === source);
  const reach = (wanted: Partial<LocalMediaState>) =>
    until(
      media,
      'change',
      () => Object.entries(wanted).every(([key, value]) => media.state[key as keyof LocalMediaState] === value),
      JSON.stringify(wanted),
    );

  function trackOf(source: 'microphone' | 'camera' | 'screen'): MediaStreamTrack {
    const { audio, video } = publication(source)?.tracks ?? {};
    const track = video ?? audio;
    if (track === undefined) throw new Error(`no ${source} track`);
    return track;
  }

  beforeEach(() => {
    call = new AbortController();
    use();
  });

  afterEach(() => {
    call.abort();
  });

  describe('start', () => {
    it('announces both at once, then fills in their tracks', async () => {
      media.start({ microphone: true, camera: true });
      expect(changes).to.have.length(1);
      expect(sources()).to.deep.equal(['microphone', 'camera']);
      const [announcedMicrophone, announcedCamera] = media.state.publications;
      expect(announcedMicrophone?.tracks).to.deep.equal({});
      expect(media.state.microphone).to.equal('off');
      await reach({ microphone: 'on', camera: 'on' });
      expect(trackOf('microphone').kind).to.equal('audio');
      expect(trackOf('camera').kind).to.equal('video');
      expect(publication('camera')?.streamId).to.equal(announcedCamera?.streamId);
      expect(publication('camera')?.stream).to.equal(announcedCamera?.stream);
      expect(publication('camera')?.stream.getTracks()).to.deep.equal([trackOf('camera')]);
      expect(publication('microphone')?.stream.getTracks()).to.deep.equal([trackOf('microphone')]);
    });

    it('captures both with one question, in the size asked for', async () => {
      const asked: MediaStreamConstraints[] = [];
      use(
        sourceWith({
          getUserMedia: (constraints) => {
            asked.push(constraints);
            return navigator.mediaDevices.getUserMedia(constraints);
          },
        }),
      );
      media.start({ microphone: true, camera: true, devices: { resolution: '320x180', frameRate: 10 } });
      await reach({ microphone: 'on', camera: 'on' });
      expect(asked).to.have.length(1);
      const { width, height } = trackOf('camera').getSettings();
      expect({ width, height }).to.deep.equal({ width: 320, height: 180 });
    });

    it('asks for nothing that is not wanted', () => {
      use(sourceWith({ getUserMedia: () => Promise.reject(new Error('asked')) }));
      media.start({ microphone: false, camera: false });
      expect(changes).to.deep.equal([]);
      expect(media.state.publications).to.deep.equal([]);
    });

    it('muted captures a silent microphone and no camera', async () => {
      media.start({ microphone: true, camera: true, startMuted: { microphone: true, camera: true } });
      await reach({ microphone: 'muted' });
      expect(trackOf('microphone').enabled).to.equal(false);
      expect(publication('microphone')?.muted.audio).to.equal(true);
      expect(sources()).to.deep.equal(['microphone']);
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
      await reach({ microphone: 'on', camera: 'missing' });
      await until(media, 'error', () => errors.length > 0);
      expect(sources()).to.deep.equal(['microphone']);
      expect(codes()).to.deep.equal(['media/missing']);
    });

    for (const [name, state, code] of [
      ['NotAllowedError', 'denied', 'media/denied'],
      ['NotReadableError', 'busy', 'media/busy'],
    ] as const) {
      it(`leaves the camera ${state} after ${name}`, async () => {
        use(sourceWith({ getUserMedia: refusing(name) }));
        media.start({ microphone: false, camera: true });
        await reach({ camera: state });
        await until(media, 'error', () => errors.length > 0);
        expect(codes()).to.deep.equal([code]);
        expect(media.state.publications).to.deep.equal([]);
      });
    }

    it('on an insecure page withdraws both and gives one error', async () => {
      use({ mediaDevices: undefined });
      media.start({ microphone: true, camera: true });
      await until(media, 'change', () => media.state.publications.length === 0);
      await until(media, 'error', () => errors.length > 0);
      expect(codes()).to.deep.equal(['media/insecure']);
      expect(media.state.camera).to.equal('off');
    });

    it('takes another camera where the one asked for is gone', async () => {
      media.start({ microphone: true, camera: true, devices: { camera: 'unplugged-long-ago' } });
      await reach({ microphone: 'on', camera: 'on' });
      expect(errors).to.deep.equal([]);
    });
  });

  describe('the microphone', () => {
    beforeEach(async () => {
      media.start({ microphone: true, camera: false });
      await reach({ microphone: 'on' });
    });

    it('mutes in place and comes back', async () => {
      const track = trackOf('microphone');
      const before = publication('microphone');
      await media.setMicrophone(false);
      expect(track.enabled).to.equal(false);
      expect(track.readyState).to.equal('live');
      expect(media.state.microphone).to.equal('muted');
      expect(publication('microphone')?.muted).to.deep.equal({ audio: true, video: false });
      expect(publication('microphone')?.streamId).to.equal(before?.streamId);
      await media.setMicrophone();
      expect(track.enabled).to.equal(true);
      expect(media.state.microphone).to.equal('on');
    });

    it('fires no change for what is already so', async () => {
      const { length } = changes;
      await media.setMicrophone(true);
      await media.setCamera(false);
      await media.stopScreen();
      expect(changes).to.have.length(length);
    });

    it('that is unplugged ends its publication', async () => {
      // No API unplugs a fake device; the browser would fire just this event.
      trackOf('microphone').dispatchEvent(new Event('ended'));
      expect(media.state.microphone).to.equal('missing');
      expect(media.state.publications).to.deep.equal([]);
      expect(codes()).to.deep.equal(['media/missing']);
      await media.setMicrophone(true);
      expect(media.state.microphone).to.equal('on');
    });

    it('is the same object while the camera comes and goes', async () => {
      const before = publication('microphone');
      await media.setCamera(true);
      await media.setCamera(false);
      expect(publication('microphone')).to.equal(before);
    });

    it('state is frozen', async () => {
      for (const value of [media.state, media.state.publications, publication('microphone')]) {
        expect(Object.isFrozen(value)).to.equal(true);
      }
    });
  });

  describe('the camera', () => {
    it('off gives the device back, on publishes anew', async () => {
      await media.setCamera(true);
      const track = trackOf('camera');
      const { streamId, stream } = publication('camera') ?? {};
      await media.setCamera(false);
      expect(track.readyState).to.equal('ended');
      expect(stream?.getTracks()).to.deep.equal([]);
      expect(media.state.camera).to.equal('off');
      expect(media.state.publications).to.deep.equal([]);
      await media.setCamera();
      expect(media.state.camera).to.equal('on');
      expect(publication('camera')?.streamId).not.to.equal(streamId);
    });

    it('ends in the last wish, with one capture for all of them', async () => {
      let asked = 0;
      use(
        sourceWith({
          getUserMedia: (wanted) => {
            asked += 1;
            return navigator.mediaDevices.getUserMedia(wanted);
          },
        }),
      );
      await Promise.all([media.setCamera(true), media.setCamera(false), media.setCamera(true)]);
      expect(media.state.camera).to.equal('on');
      expect(asked).to.equal(1);
    });

    it('switched off while the prompt is open is not published, and its late track is stopped', async () => {
      const prompt = openPrompt({ video: true });
      use(sourceWith({ getUserMedia: () => prompt.answered }));
      const on = media.setCamera(true);
      await media.setCamera(false);
      expect(media.state.publications).to.deep.equal([]);
      const stream = await prompt.answer();
      await on;
      expect(stream.getTracks().map(({ readyState }) => readyState)).to.deep.equal(['ended']);
      expect(media.state.camera).to.equal('off');
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
      expect(errors).to.deep.equal([]);
      isBusy = false;
      await media.setCamera();
      expect(media.state.camera).to.equal('on');
    });
  });

  describe('the screen', () => {
    it('is published when chosen, and withdrawn when stopped', async () => {
      await media.shareScreen({ maxWidth: 640, maxHeight: 480 });
      const track = trackOf('screen');
      expect(media.state.screen).to.equal('on');
      expect(publication('screen')?.kinds).to.deep.equal(['video']);
      expect(track.getSettings().width).to.be.at.most(640);
      await media.shareScreen();
      expect(trackOf('screen')).to.equal(track);
      await media.stopScreen();
      expect(track.readyState).to.equal('ended');
      expect(media.state.screen).to.equal('off');
      expect(media.state.publications).to.deep.equal([]);
    });

    it('ends without an error by the browser’s own “stop sharing”', async () => {
      await media.shareScreen();
      trackOf('screen').dispatchEvent(new Event('ended'));
      expect(media.state.screen).to.equal('off');
      expect(media.state.publications).to.deep.equal([]);
      expect(errors).to.deep.equal([]);
    });

    it('keeps its picture when its sound ends', async () => {
      const { mediaDevices } = navigator;
      use(sourceWith({ getDisplayMedia: () => mediaDevices.getUserMedia({ audio: true, video: true }) }));
      await media.shareScreen({ audio: true });
      expect(publication('screen')?.kinds).to.deep.equal(['audio', 'video']);
      publication('screen')?.tracks.audio?.dispatchEvent(new Event('ended'));
      expect(publication('screen')?.kinds).to.deep.equal(['video']);
      expect(publication('screen')?.stream.getAudioTracks()).to.deep.equal([]);
      expect(media.state.screen).to.equal('on');
    });

    it('of a dismissed picker rejects media/cancelled and changes nothing', async () => {
      use(sourceWith({ getDisplayMedia: refusing('NotAllowedError') }));
      const error = await media.shareScreen().catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(RtcError).with.property('code', 'media/cancelled');
      expect(changes).to.deep.equal([]);
    });

    it('asks in the same turn, while the gesture counts', () => {
      let isAsked = false;
      use(
        sourceWith({
          getDisplayMedia: () => {
            isAsked = true;
            return new Promise<MediaStream>(() => undefined);
          },
        }),
      );
      media.shareScreen().catch(() => undefined);
      expect(isAsked).to.equal(true);
    });
  });

  describe('the end of the call', () => {
    it('stops everything in one change', async () => {
      media.start({ microphone: true, camera: true });
      await media.shareScreen();
      await reach({ microphone: 'on', camera: 'on', screen: 'on' });
      const tracks = media.state.publications.flatMap(({ stream }) => stream.getTracks());
      const { length } = changes;
      call.abort();
      expect(tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended', 'ended']);
      expect(changes).to.have.length(length + 1);
      expect(media.state).to.deep.equal({ publications: [], microphone: 'off', camera: 'off', screen: 'off' });
    });

    it('stops a capture that arrives after it, without an error', async () => {
      const prompt = openPrompt({ audio: true, video: true });
      use(sourceWith({ getUserMedia: () => prompt.answered }));
      media.start({ microphone: true, camera: true });
      call.abort();
      const stream = await prompt.answer();
      expect(stream.getTracks().map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended']);
      expect(media.state.publications).to.deep.equal([]);
      expect(errors).to.deep.equal([]);
    });

    it('is the reason every method rejects with', async () => {
      call.abort();
      for (const attempt of [media.setMicrophone(), media.setCamera(true), media.shareScreen(), media.stopScreen()]) {
        expect(await attempt.catch((reason: unknown) => reason)).to.equal(call.signal.reason);
      }
      media.start({ microphone: true, camera: true });
      expect(media.state.publications).to.deep.equal([]);
    });
  });
});
