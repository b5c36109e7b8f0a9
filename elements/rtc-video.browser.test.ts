import type { Participant } from '../src/index.js';
import { expectAccessible } from '../test/browser/accessibility.js';
import { expect } from '../test/browser/expect.js';
import { colourStream, FakeRoom, joined, person, silentStream, stream } from '../test/browser/fake-room.js';
import { allWithin, mountView, unmountAll, within } from '../test/browser/mount.js';
import type { RtcVideoElement } from './define.js';
import './define.js';

const camera = colourStream('teal');
const microphone = silentStream();
const screen = colourStream('white');
const own = person('ada', {
  self: true,
  displayName: 'Ada',
  streams: [
    stream('ada', 'camera', { local: true, stream: colourStream('navy') }),
    stream('ada', 'microphone', { local: true, stream: silentStream() }),
  ],
});
const grace = person('grace', {
  displayName: 'Grace Hopper',
  streams: [stream('grace', 'camera', { stream: camera }), stream('grace', 'microphone', { stream: microphone })],
});
const presenting = { ...grace, streams: [...grace.streams, stream('grace', 'screen', { stream: screen })] };
const unseen = person('alan', { displayName: 'Alan', connection: 'connecting' });

async function shown(markup: string, fake: FakeRoom) {
  const element = await mountView<RtcVideoElement>(markup, fake);
  const tile = (tileId: string) => within(element, `[data-tile="${tileId}"]`);
  const video = (tileId: string) => tile(tileId)!.querySelector('video')!;
  return { element, tile, video };
}

function roomWith(...people: readonly Participant[]): FakeRoom {
  const fake = new FakeRoom();
  fake.become(joined(...people));
  return fake;
}

describe('rtc-video', () => {
  afterEach(unmountAll);

  for (const layout of ['grid', 'spotlight', 'strip']) {
    it(`is accessible in the ${layout} layout, empty and full`, async () => {
      const fake = new FakeRoom();
      const { element } = await shown(`<rtc-video source="any" controls layout="${layout}"></rtc-video>`, fake);
      await expectAccessible(element);
      fake.become(joined(own, presenting, unseen));
      await element.updateComplete;
      await expectAccessible(element);
    });
  }

  it('shows one tile a person, camera and microphone in one picture', async () => {
    const { element, video } = await shown('<rtc-video></rtc-video>', roomWith(own, presenting));
    expect(element.getAttribute('count')).to.equal('2');
    const playing = video('person:grace').srcObject as MediaStream;
    expect(playing.getTracks()).to.have.members([...camera.getTracks(), ...microphone.getTracks()]);
    expect(video('person:grace').muted).to.equal(false);
  });

  it('shows its own camera mirrored, and never lets it sound', async () => {
    const { element, video } = await shown('<rtc-video></rtc-video>', roomWith(own, grace));
    const mine = video('person:ada');
    expect(mine.muted).to.equal(true);
    expect((mine.srcObject as MediaStream).getAudioTracks()).to.have.length(0);
    expect(getComputedStyle(mine).transform).to.equal('matrix(-1, 0, 0, 1, 0, 0)');
    expect(getComputedStyle(video('person:grace')).transform).to.equal('none');
    expect(element.hasAttribute('muted')).to.equal(false);
  });

  it('chooses by participant and by source', async () => {
    const fake = roomWith(own, presenting, unseen);
    const { element } = await shown('<rtc-video></rtc-video>', fake);
    const tiles = async (participant: string, source: RtcVideoElement['source']) => {
      Object.assign(element, { participant, source });
      await element.updateComplete;
      return allWithin(element, '.tile').map((tile) => tile.dataset['tile']);
    };
    expect(await tiles('self', 'any')).to.deep.equal(['person:ada']);
    expect(await tiles('grace', 'any')).to.deep.equal(['stream:grace grace-screen', 'person:grace']);
    expect(await tiles('*', 'screen')).to.deep.equal(['stream:grace grace-screen']);
    expect(await tiles('*', 'camera')).to.deep.equal(['person:ada', 'person:grace', 'person:alan']);
  });

  it('shows each further camera, and with source="any" every stream somebody publishes, each in a tile of its own', async () => {
    const several = person('grace', {
      displayName: 'Grace',
      streams: [
        ...grace.streams,
        stream('grace', 'camera', { streamId: 'desk', stream: colourStream('olive') }),
        stream('grace', 'custom', { streamId: 'music', kinds: ['audio'], stream: silentStream() }),
      ],
    });
    const mine = person('ada', {
      self: true,
      streams: [
        stream('ada', 'custom', {
          streamId: 'film',
          local: true,
          stream: new MediaStream([...screen.getTracks(), ...silentStream().getTracks()]),
        }),
      ],
    });
    const { element, tile, video } = await shown('<rtc-video></rtc-video>', roomWith(mine, several));
    const tiles = () => allWithin(element, '.tile').map((one) => one.dataset['tile']);
    expect(tiles()).to.deep.equal(['stream:grace desk', 'person:ada', 'person:grace']);
    element.source = 'any';
    await element.updateComplete;
    expect(tiles()).to.deep.equal([
      'stream:ada film',
      'stream:grace desk',
      'stream:grace music',
      'person:ada',
      'person:grace',
    ]);
    expect(tile('stream:grace music')!.getAttribute('aria-label')).to.equal('Stream of Grace');
    expect((video('stream:grace music').srcObject as MediaStream).getAudioTracks()).to.have.length(1);
    expect(video('stream:ada film').muted).to.equal(true);
    expect((video('stream:ada film').srcObject as MediaStream).getAudioTracks()).to.have.length(0);
    await expectAccessible(element);
  });

  it('a further microphone of somebody is heard, where there are cameras and not where there are screens', async () => {
    const desk = stream('grace', 'microphone', { streamId: 'desk', kinds: ['audio'], stream: silentStream() });
    const several = person('grace', { displayName: 'Grace', streams: [...grace.streams, desk] });
    const { element, tile, video } = await shown('<rtc-video></rtc-video>', roomWith(own, several));
    expect((video('stream:grace desk').srcObject as MediaStream).getAudioTracks()).to.have.length(1);
    element.source = 'screen';
    await element.updateComplete;
    expect(tile('stream:grace desk')).to.equal(undefined);
  });

  it('shows the placeholder for what is held or not received, and the same stream again afterwards', async () => {
    const fake = roomWith(own, grace);
    const { element, video } = await shown('<rtc-video></rtc-video>', fake);
    const [picture, voice] = grace.streams;
    fake.become(joined(own, { ...grace, streams: [{ ...picture!, held: true, tracks: {} }, voice!] }));
    await element.updateComplete;
    expect(video('person:grace').hidden).to.equal(true);
    fake.become(joined(own, grace));
    await element.updateComplete;
    expect(video('person:grace').hidden).to.equal(false);
  });

  it('falls back to its documented defaults', async () => {
    const { element } = await shown('<rtc-video layout="circle" source="smell"></rtc-video>', roomWith(own, grace));
    expect(element.layout).to.equal('grid');
    expect(element.source).to.equal('camera');
  });

  it('keeps playing the same stream when somebody switches the camera off and on', async () => {
    const fake = roomWith(own, grace);
    const { element, video } = await shown('<rtc-video></rtc-video>', fake);
    const before = video('person:grace').srcObject;
    const [, sound] = grace.streams;
    fake.become(joined(own, { ...grace, streams: [sound!] }));
    await element.updateComplete;
    expect(video('person:grace').srcObject).to.equal(before);
    expect((before as MediaStream).getVideoTracks()).to.have.length(0);
    expect(video('person:grace').hidden).to.equal(true);
    fake.become(joined(own, grace));
    await element.updateComplete;
    expect(video('person:grace').srcObject).to.equal(before);
    expect(video('person:grace').hidden).to.equal(false);
  });

  it('stands in for a missing picture with initials and a name', async () => {
    const { tile } = await shown('<rtc-video></rtc-video>', roomWith(own, { ...grace, streams: [] }, unseen));
    expect(tile('person:grace')!.querySelector('.initials')!.textContent).to.equal('GH');
    expect(tile('person:grace')!.getAttribute('aria-label')).to.equal('Grace Hopper, microphone muted');
    expect(tile('person:alan')!.textContent).to.include('Connecting…');
  });

  it('plays what it shows, also after it was moved', async () => {
    const { element, video } = await shown('<rtc-video></rtc-video>', roomWith(own));
    const picture = video('person:ada');
    if (picture.paused) await new Promise((resolve) => picture.addEventListener('playing', resolve, { once: true }));
    const place = document.createElement('div');
    element.parentElement!.append(place);
    const again = new Promise((resolve) => picture.addEventListener('playing', resolve, { once: true }));
    place.append(element);
    await again;
    expect(picture.paused).to.equal(false);
  });

  it('offers to play where the browser refuses', async () => {
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('not yet', 'NotAllowedError'));
    const { element } = await shown('<rtc-video></rtc-video>', roomWith(own, grace));
    // Nothing is played before the next task, whatever the autoplay attribute would do.
    for (const video of allWithin<HTMLVideoElement>(element, 'video')) video.pause();
    element.requestUpdate();
    await element.updateComplete;
    await element.updateComplete;
    const offer = within(element, '.play');
    HTMLMediaElement.prototype.play = play;
    expect(offer!.textContent).to.include('Tap to play');
    await expectAccessible(element);
  });

  it('pins a tile and says so', async () => {
    const { element, tile } = await shown('<rtc-video controls></rtc-video>', roomWith(own, grace));
    tile('person:grace')!.querySelector<HTMLElement>('[aria-label="Pin Grace Hopper"]')!.click();
    await element.updateComplete;
    expect(element.matches('[pinned]:state(pinned)')).to.equal(true);
    expect(tile('person:grace')!.classList.contains('main')).to.equal(true);
  });

  it('draws nothing anew for a line of chat', async () => {
    const fake = roomWith(own, grace);
    const { element } = await shown('<rtc-video></rtc-video>', fake);
    fake.become({ messages: [] });
    expect(element.isUpdatePending).to.equal(false);
  });

  it('shows whose hand is up and whose connection is on its way back', async () => {
    const fake = new FakeRoom();
    fake.become(
      joined(person('ada', { self: true }), person('grace', { hand: true, presence: 'suspended' }), person('alan')),
    );
    const element = await mountView<RtcVideoElement>('<rtc-video></rtc-video>', fake);
    const [, grace, alan] = allWithin(element, '.tile');
    expect(grace!.ariaLabel).to.equal('grace, microphone muted, hand raised');
    expect(grace!.querySelector('.hand')).not.to.equal(null);
    expect(grace!.querySelector('.connection')!.textContent).to.equal('Connection lost, coming back');
    expect(alan!.querySelector('.hand, .connection')).to.equal(null);
    await expectAccessible(element);
  });

  it('has no tile for those the room connects with others only', async () => {
    const fake = new FakeRoom();
    fake.become(joined(person('ada', { self: true }), person('host'), person('viewer', { connection: 'closed' })));
    const element = await mountView<RtcVideoElement>('<rtc-video></rtc-video>', fake);
    expect(element.getAttribute('count')).to.equal('2');
  });
});
