import { AssertionError } from 'chai';
import { expect } from '../../test/browser/expect.js';
import { GREEN, picture, untilColour } from '../../test/browser/pictures.js';
import { become, idOf, RoomsOnStage, streamOf, untilConnected } from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import type { RoomController } from './room-controller.js';

const stage = new RoomsOnStage(serviceUrl());

function connection(one: RoomController, other: RoomController): RTCPeerConnection {
  const found = one.connectionTo(idOf(other));
  if (found === undefined) throw new AssertionError('no connection');
  return found;
}

/** Bytes of media of this kind that have come, of everything that comes. */
async function arrived(one: RoomController, other: RoomController, kind: string): Promise<number> {
  const report = await connection(one, other).getStats();
  const inbound = ([...report.values()] as RTCInboundRtpStreamStats[]).filter(({ type }) => type === 'inbound-rtp');
  return inbound.filter((stats) => stats.kind === kind).reduce((sum, { bytesReceived = 0 }) => sum + bytesReceived, 0);
}

/** Statistics come by no event. */
async function untilMore(one: RoomController, other: RoomController, kind: string): Promise<void> {
  const before = await arrived(one, other, kind);
  const deadline = performance.now() + 5_000;
  while ((await arrived(one, other, kind)) <= before) {
    if (performance.now() > deadline) throw new AssertionError(`waited in vain for ${kind}`);
  }
}

describe('a screen with its sound', () => {
  const tracks: MediaStreamTrack[] = [];

  afterEach(async () => {
    await stage.clear();
    for (const track of tracks.splice(0)) track.stop();
  });

  it('is one publication, whose picture and sound arrive without a negotiation', async () => {
    const options = { session: 'audio video screen data', noCapture: true } as const;
    const [ada, ben] = (await stage.together(2, options)) as [RoomController, RoomController];
    await untilConnected(ada, ben);
    const negotiated: string[] = [];
    for (const [one, other] of [
      [ada, ben],
      [ben, ada],
    ] as const) {
      const made = connection(one, other);
      made.addEventListener('signalingstatechange', () => negotiated.push(made.signalingState));
    }
    // A context of sound does not run on a page that nobody has touched; the browser’s made-up microphone does.
    tracks.push(picture(GREEN), ...(await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks());
    const { getDisplayMedia } = navigator.mediaDevices;
    navigator.mediaDevices.getDisplayMedia = () => Promise.resolve(new MediaStream(tracks));
    try {
      await ada.shareScreen({ audio: true });
    } finally {
      navigator.mediaDevices.getDisplayMedia = getDisplayMedia;
    }
    const seen = () => streamOf(ben, ada, 'screen');
    await become(ben, () => seen()?.stream?.getTracks().length === 2, 'a picture and a sound');
    expect(seen()?.kinds).to.have.members(['audio', 'video']);
    expect(seen()?.tracks.audio).to.equal(seen()?.stream?.getAudioTracks()[0]);
    expect(streamOf(ben, ada, 'microphone')).to.equal(undefined);
    await untilColour(seen()?.stream, GREEN);
    for (const kind of ['video', 'audio']) await untilMore(ben, ada, kind);
    expect(negotiated).to.deep.equal([]);
    await ada.stopScreen();
    await become(ben, () => seen() === undefined, 'the screen gone');
    expect(negotiated).to.deep.equal([]);
  });
});
