import { expect } from '../../test/browser/expect.js';
import { StagedMedia, openPrompt, readyStates, refusing, sourceWith } from '../../test/browser/staged-media.js';
import { RtcError } from '../protocol/index.js';
import type { CaptureSource } from './capture.js';
import type { LocalMedia } from './local-media.js';

describe('LocalMedia’s screen', () => {
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

  it('is published when chosen, and withdrawn when stopped', async () => {
    await media.shareScreen({ maxWidth: 640, maxHeight: 480 });
    const track = stage.track('screen');
    expect(media.state.screen).to.equal('on');
    expect(stage.publication('screen')?.kinds).to.deep.equal(['video']);
    expect(track.getSettings().width).to.be.at.most(640);
    await media.shareScreen();
    expect(stage.track('screen')).to.equal(track);
    await media.stopScreen();
    expect(track.readyState).to.equal('ended');
    expect(media.state.screen).to.equal('off');
    expect(media.state.publications).to.deep.equal([]);
  });

  it('ends without an error by the browser’s own “stop sharing”', async () => {
    await media.shareScreen();
    stage.track('screen').dispatchEvent(new Event('ended'));
    expect(media.state.screen).to.equal('off');
    expect(media.state.publications).to.deep.equal([]);
    expect(stage.errors).to.deep.equal([]);
  });

  it('keeps its picture when its sound ends', async () => {
    const { mediaDevices } = navigator;
    use(sourceWith({ getDisplayMedia: () => mediaDevices.getUserMedia({ audio: true, video: true }) }));
    await media.shareScreen({ audio: true });
    expect(stage.publication('screen')?.kinds).to.deep.equal(['audio', 'video']);
    stage.publication('screen')?.tracks.audio?.dispatchEvent(new Event('ended'));
    expect(stage.publication('screen')?.kinds).to.deep.equal(['video']);
    expect(stage.publication('screen')?.stream.getAudioTracks()).to.deep.equal([]);
    expect(media.state.screen).to.equal('on');
  });

  it('stopped while the picker is open is not shared, and its late track is stopped', async () => {
    const prompt = openPrompt({ video: true });
    use(sourceWith({ getDisplayMedia: () => prompt.answered }));
    const shared = media.shareScreen();
    await media.stopScreen();
    const stream = await prompt.answer();
    await shared;
    expect(readyStates(stream)).to.deep.equal(['ended']);
    expect(stage.changes).to.deep.equal([]);
  });

  it('given up before the picker is dismissed resolves quietly', async () => {
    let dismiss: (reason: DOMException) => void = () => undefined;
    const dismissed = new Promise<MediaStream>((_, reject) => (dismiss = reject));
    use(sourceWith({ getDisplayMedia: () => dismissed }));
    const shared = media.shareScreen();
    await media.stopScreen();
    dismiss(new DOMException('Permission denied', 'NotAllowedError'));
    await shared;
    expect(media.state.screen).to.equal('off');
  });

  it('that closed on its way here is not shared', async () => {
    const { mediaDevices } = navigator;
    use(
      sourceWith({
        getDisplayMedia: async (options) => {
          const stream = await mediaDevices.getDisplayMedia(options);
          for (const track of stream.getTracks()) track.stop();
          return stream;
        },
      }),
    );
    await media.shareScreen();
    expect(media.state.screen).to.equal('off');
    expect(media.state.publications).to.deep.equal([]);
  });

  it('of a dismissed picker rejects media/cancelled and changes nothing', async () => {
    use(sourceWith({ getDisplayMedia: refusing('NotAllowedError') }));
    const error = await media.shareScreen().catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(RtcError).with.property('code', 'media/cancelled');
    expect(stage.changes).to.deep.equal([]);
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
