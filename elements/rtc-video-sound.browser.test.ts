import type { Participant } from '../src/index.js';
import { expect } from '../test/browser/expect.js';
import { colourStream, FakeRoom, joined, person, silentStream, stream } from '../test/browser/fake-room.js';
import { mountView, unmountAll, within } from '../test/browser/mount.js';
import type { RtcVideoElement } from './define.js';
import './define.js';

const microphone = silentStream();
const QUIET = { audio: true, video: false };

function graceWith(voice: Partial<ReturnType<typeof stream>>, other: Partial<Participant> = {}): Participant {
  return person('grace', { streams: [stream('grace', 'microphone', { stream: microphone, ...voice })], ...other });
}

describe('rtc-video and sound', () => {
  afterEach(unmountAll);

  async function shown(fake: FakeRoom) {
    const element = await mountView<RtcVideoElement>('<rtc-video source="any"></rtc-video>', fake);
    const video = (tileId: string) => within(element, `[data-tile="${tileId}"]`)!.querySelector('video')!;
    return { element, video };
  }

  it('plays somebody as loud as this visitor has chosen, also after they were muted', async () => {
    const fake = new FakeRoom();
    fake.become(joined(person('ada', { self: true }), graceWith({}, { volume: 0.3 })));
    const { element, video } = await shown(fake);
    const heard = () => [video('person:grace').volume, video('person:grace').muted];
    expect(heard()).to.deep.equal([0.3, false]);
    for (const muted of [QUIET, { audio: false, video: false }]) {
      fake.become(joined(person('ada', { self: true }), graceWith({ muted }, { volume: 0.3 })));
      await element.updateComplete;
      expect(heard()).to.deep.equal([0.3, false]);
    }
    fake.become(joined(person('ada', { self: true }), graceWith({}, { volume: 0 })));
    await element.updateComplete;
    expect(heard()).to.deep.equal([0, true]);
  });

  it('plays the sound of somebody’s screen with its picture, unless it is one’s own', async () => {
    for (const local of [false, true]) {
      const fake = new FakeRoom();
      const both = new MediaStream([...colourStream('#3b6ea5').getTracks(), ...silentStream().getTracks()]);
      const screen = stream('grace', 'screen', { local, kinds: ['audio', 'video'], stream: both });
      fake.become(joined(person('ada', { self: !local }), person('grace', { self: local, streams: [screen] })));
      const { element } = await shown(fake);
      const video = within(element, '.tile.screen')!.querySelector('video')!;
      const played = (video.srcObject as MediaStream).getTracks();
      expect(played).to.have.members(local ? both.getVideoTracks() : both.getTracks());
      expect([video.muted, video.hidden]).to.deep.equal([local, false]);
    }
  });

  it('is not begun anew for everybody whenever somebody speaks', async () => {
    const fake = new FakeRoom();
    const property = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject')!;
    let count = 0;
    Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
      ...property,
      set(this: HTMLMediaElement, stream: MediaStream | null) {
        count += 1;
        property.set!.call(this, stream);
      },
    });
    try {
      fake.become(joined(person('ada', { self: true }), graceWith({})));
      const { element, video } = await shown(fake);
      const before = count;
      expect(before).to.be.greaterThan(0);
      for (const speaking of [true, false, true]) {
        fake.become(joined(person('ada', { self: true }), graceWith({}, { speaking })));
        await element.updateComplete;
      }
      expect(count).to.equal(before);
      expect(video('person:grace').srcObject).not.to.equal(null);
    } finally {
      Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', property);
    }
  });

  it('plays over the loudspeaker that was chosen, and goes on where that one is gone', async () => {
    const fake = new FakeRoom();
    const said: string[] = [];
    const original = HTMLMediaElement.prototype.setSinkId;
    // There is one loudspeaker at most where this runs, and this one has just been unplugged.
    HTMLMediaElement.prototype.setSinkId = (id) => {
      said.push(id);
      return Promise.reject(new DOMException('', 'NotFoundError'));
    };
    try {
      fake.become({ ...joined(person('ada', { self: true }), graceWith({})), speaker: 'box' });
      const { video } = await shown(fake);
      expect(said).to.include('box');
      expect(video('person:grace').muted).to.equal(false);
    } finally {
      HTMLMediaElement.prototype.setSinkId = original;
    }
  });

  it('never plays what is one’s own, whatever is muted, unmuted or made loud', async () => {
    const fake = new FakeRoom();
    const { element, video } = await shown(fake);
    for (const muted of [QUIET, { audio: false, video: false }]) {
      const own = person('ada', {
        self: true,
        volume: 1,
        streams: [
          stream('ada', 'camera', { local: true, stream: colourStream('navy') }),
          stream('ada', 'microphone', { local: true, stream: microphone, muted }),
          stream('ada', 'custom', { local: true, streamId: 'song', kinds: ['audio'], stream: silentStream(), muted }),
        ],
      });
      fake.become(joined(own));
      await element.updateComplete;
      for (const tile of [video('person:ada'), video('stream:ada song')]) {
        expect(tile.muted).to.equal(true);
        expect((tile.srcObject as MediaStream | null)?.getAudioTracks() ?? []).to.have.length(0);
      }
    }
  });

  it('lets the placeholder be seen until the first picture comes', async () => {
    const canvas = document.createElement('canvas');
    canvas.getContext('2d');
    // No picture before one is asked for.
    const picture = canvas.captureStream(0);
    const fake = new FakeRoom();
    fake.become(joined(person('grace', { streams: [stream('grace', 'camera', { stream: picture })] })));
    const { element, video } = await shown(fake);
    const tile = within(element, '[data-tile="person:grace"]')!;
    const placeholder = tile.querySelector<HTMLElement>('.placeholder')!;
    expect(video('person:grace').videoWidth).to.equal(0);
    expect(getComputedStyle(video('person:grace')).backgroundColor).to.equal('rgba(0, 0, 0, 0)');
    expect([placeholder.clientWidth, placeholder.clientHeight]).to.deep.equal([tile.clientWidth, tile.clientHeight]);
    expect(getComputedStyle(placeholder).visibility).to.equal('visible');
    picture.getTracks().forEach((track) => track.stop());
  });
});
