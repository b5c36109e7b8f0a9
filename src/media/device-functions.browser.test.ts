import { expect } from '../../test/browser/expect.js';
import { StagedMedia } from '../../test/browser/staged-media.js';
import { devices } from './devices.js';
import type { DeviceLists } from './device-list.js';
import { pageCaptureSource } from './page-capture.js';

describe('devices without a room', () => {
  it('are captured with what is wished for, listed with their names, and given back when the signal aborts', async () => {
    const { captureDevices, listDevices } = await devices();
    const use = new AbortController();
    const stream = await captureDevices({ resolution: '180p' }, { signal: use.signal });
    expect(
      stream
        .getTracks()
        .map(({ kind }) => kind)
        .sort(),
    ).to.deep.equal(['audio', 'video']);
    expect(stream.getVideoTracks()[0]?.getSettings().height).to.equal(180);
    const { cameras, microphones } = await listDevices();
    expect(cameras[0]?.label).not.to.equal('');
    expect(microphones.length).to.be.above(1);
    use.abort();
    expect(stream.getTracks().map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended']);
  });

  it('that a room had opened anew at a larger size are given back all the same', async () => {
    const { captureDevices } = await devices();
    const [preview, room] = [new AbortController(), new AbortController()];
    const seen = await captureDevices({ microphone: 'none', resolution: '180p' }, preview);
    const [before] = seen.getVideoTracks();
    await captureDevices({ microphone: 'none', resolution: '720p' }, room);
    const [after] = seen.getVideoTracks();
    expect(after).not.to.equal(before);
    expect(after?.readyState).to.equal('live');
    preview.abort();
    expect(after?.readyState).to.equal('ended');
    room.abort();
  });

  it('that are given back while a room has them opened anew do not stay on', async () => {
    const { captureDevices } = await devices();
    const { getUserMedia } = navigator.mediaDevices;
    const { clone } = MediaStreamTrack.prototype;
    const preview = new AbortController();
    const stage = new StagedMedia(pageCaptureSource());
    const tracks: MediaStreamTrack[] = [];
    try {
      stage.media.configure({ resolution: '180p' });
      await stage.media.setCamera(true);
      await captureDevices({ microphone: 'none', resolution: '180p' }, preview);
      let open: () => void = () => undefined;
      const opened = new Promise<void>((resolve) => (open = resolve));
      const asked = new Promise<void>((resolve) => {
        navigator.mediaDevices.getUserMedia = async (constraints) => {
          resolve();
          await opened;
          const stream = await getUserMedia.call(navigator.mediaDevices, constraints);
          tracks.push(...stream.getTracks());
          return stream;
        };
      });
      MediaStreamTrack.prototype.clone = function () {
        const track = clone.call(this);
        tracks.push(track);
        return track;
      };
      stage.media.configure({ resolution: '720p' });
      await asked;
      await stage.media.setCamera(false);
      preview.abort();
      open();
      await stage.media.follow();
      expect(tracks.map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended']);
    } finally {
      stage.call.abort();
      for (const track of tracks) track.stop();
      navigator.mediaDevices.getUserMedia = getUserMedia;
      MediaStreamTrack.prototype.clone = clone;
    }
  });

  it('are captured one alone, and a screen beside them', async () => {
    const { captureDevices, captureScreen } = await devices();
    const use = new AbortController();
    const sound = await captureDevices({ camera: 'none' }, { signal: use.signal });
    expect(sound.getTracks().map(({ kind }) => kind)).to.deep.equal(['audio']);
    const screen = await captureScreen({ maxWidth: 640 }, { signal: use.signal });
    expect(screen.getVideoTracks()[0]?.getSettings().width).to.be.at.most(640);
    for (const track of screen.getTracks()) track.stop();
    use.abort();
  });

  it('are followed, and what is chosen is remembered', async () => {
    const { chosenDevices, useDevices, watchDevices } = await devices();
    const told: DeviceLists[] = [];
    const watch = new AbortController();
    await watchDevices((lists) => told.push(lists), watch);
    expect(told).to.have.length(1);
    watch.abort();
    await useDevices({ camera: 'environment' });
    expect(chosenDevices().camera).to.equal('environment');
    expect(localStorage.getItem('rtc-elements:devices')).to.include('environment');
    localStorage.removeItem('rtc-elements:devices');
  });
});
