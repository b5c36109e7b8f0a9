import { expect } from '../../test/browser/expect.js';
import { BLUE, GREEN, picture, RED, sound, untilColour } from '../../test/browser/pictures.js';
import {
  become,
  codeOf,
  heard,
  idOf,
  RoomsOnStage,
  untilConnected,
  untilSent,
} from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import type { RoomController } from './room-controller.js';
import type { StreamView } from './room-state.js';

const QUIET = { session: 'audio video screen data', noCapture: true } as const;

type Two = [RoomController, RoomController];

/** How `viewer` sees the publication of this id, whoever makes it. */
function view(viewer: RoomController, streamId: string): StreamView | undefined {
  return viewer.streams.select({ streamId })[0];
}

function offered(viewer: RoomController): string[] {
  return viewer.streams.map(({ streamId }) => streamId);
}

async function untilView(
  viewer: RoomController,
  streamId: string,
  holds: (view: StreamView | undefined) => boolean,
  what: string,
): Promise<StreamView | undefined> {
  await become(viewer, () => holds(view(viewer, streamId)), what);
  return view(viewer, streamId);
}

async function untilStream(viewer: RoomController, streamId: string): Promise<MediaStream | undefined> {
  const shown = await untilView(viewer, streamId, (one) => one?.stream !== undefined, `the stream ${streamId}`);
  return shown?.stream;
}

function untilGone(viewer: RoomController, streamId: string): Promise<unknown> {
  return untilView(viewer, streamId, (one) => one === undefined, 'the stream gone');
}

function transceivers(one: RoomController, other: RoomController): RTCRtpTransceiver[] {
  return one.connectionTo(idOf(other))?.getTransceivers() ?? [];
}

/** As the browser's own “stop sharing” does, or an unplugged device: the track ends, and says so. */
function end(track: MediaStreamTrack): void {
  track.stop();
  track.dispatchEvent(new Event('ended'));
}

for (const [where, server] of [
  ['inside the page', () => 'page:'],
  ['at the service', serviceUrl],
] as const) {
  describe(`publications, ${where}`, () => {
    let stage: RoomsOnStage;
    let tracks: MediaStreamTrack[];

    before(() => {
      stage = new RoomsOnStage(server());
    });

    beforeEach(() => {
      tracks = [];
    });

    afterEach(async () => {
      await stage.clear();
      for (const track of tracks) track.stop();
    });

    function pictureOf(colour: Parameters<typeof picture>[0]): MediaStreamTrack {
      const track = picture(colour);
      tracks.push(track);
      return track;
    }

    async function two(): Promise<Two> {
      const people = (await stage.together(2, QUIET)) as Two;
      await untilConnected(...people);
      return people;
    }

    async function late(ada: RoomController): Promise<RoomController> {
      const cleo = stage.room({ ...QUIET, name: ada.state.name, displayName: 'late' });
      await cleo.join();
      await untilConnected(ada, cleo);
      return cleo;
    }

    it('a stream of the page’s own is announced, comes once, and goes, for those there and who comes later', async () => {
      const [ada, ben] = await two();
      const announced = heard(ben, 'rtc-stream-announced');
      const added = heard<{ streamId: string; source: string }>(ben, 'rtc-stream-added');
      const streamId = await ada.publish(new MediaStream([pictureOf(RED), sound()]));
      expect(view(ada, streamId)?.local).to.equal(true);
      await untilColour(await untilStream(ben, streamId), RED);
      expect(view(ben, streamId)?.kinds).to.have.members(['audio', 'video']);
      const cleo = await late(ada);
      await untilColour(await untilStream(cleo, streamId), RED);
      expect([announced.length, added.length]).to.deep.equal([1, 1]);
      expect(added[0]?.source).to.equal('custom');
      const removed = heard(ben, 'rtc-stream-removed');
      await ada.unpublish(streamId);
      await Promise.all([untilGone(ben, streamId), untilGone(cleo, streamId), untilGone(ada, streamId)]);
      expect(removed).to.have.length(1);
      expect(tracks[0]?.readyState).to.equal('live');
    });

    it('several of each source travel at once, in both directions, each where it belongs', async () => {
      const [ada, ben] = await two();
      const ids = await Promise.all([
        ada.publish(pictureOf(RED), { source: 'camera' }),
        ada.publish(pictureOf(GREEN), { source: 'camera' }),
        ada.publish(pictureOf(BLUE), { source: 'screen' }),
        ben.publish(pictureOf(GREEN)),
        ben.publish(pictureOf(BLUE)),
      ]);
      const [red, green, blue, bensGreen, bensBlue] = ids;
      await untilColour(await untilStream(ben, red), RED);
      await untilColour(await untilStream(ben, green), GREEN);
      await untilColour(await untilStream(ben, blue), BLUE);
      await untilColour(await untilStream(ada, bensGreen), GREEN);
      await untilColour(await untilStream(ada, bensBlue), BLUE);
      expect(ben.streams.select({ userId: idOf(ada), source: 'camera' })).to.have.length(2);
    });

    it('twenty times published and withdrawn leaves one media section, and costs one negotiation', async () => {
      const [ada, ben] = await two();
      const before = transceivers(ada, ben).length;
      const connection = ada.connectionTo(idOf(ben));
      let negotiations = 0;
      connection?.addEventListener('signalingstatechange', () => {
        if (connection.signalingState === 'have-local-offer') negotiations += 1;
      });
      const removed = heard(ben, 'rtc-stream-removed');
      for (let round = 0; round < 20; round += 1) {
        const streamId = await ada.publish(pictureOf(round % 2 === 0 ? RED : BLUE));
        const stream = await untilStream(ben, streamId);
        if (round > 17) await untilColour(stream, round % 2 === 0 ? RED : BLUE);
        await ada.unpublish(streamId);
        await untilGone(ben, streamId);
      }
      expect(removed).to.have.length(20);
      expect([transceivers(ada, ben).length, transceivers(ben, ada).length]).to.deep.equal([before + 1, before + 1]);
      expect(negotiations).to.equal(1);
      await untilSent(ada, ben, (sent) => sent.every((track) => track === null));
    });

    it('what is published to one person reaches nobody else', async () => {
      const [ada, ben] = await two();
      const cleo = await late(ada);
      await untilConnected(ben, cleo);
      const streamId = await ada.publish(pictureOf(RED), { to: idOf(ben) });
      const forAll = await ada.publish(pictureOf(BLUE));
      await untilColour(await untilStream(ben, streamId), RED);
      await untilColour(await untilStream(cleo, forAll), BLUE);
      expect(offered(cleo)).not.to.include(streamId);
      expect(cleo.streams.select({ userId: idOf(ada) })).to.have.length(1);
    });

    it('the page is asked once for each recipient, and whoever it refuses gets nothing', async () => {
      const [ada, ben] = await two();
      const asked: string[] = [];
      ada.on('rtc-before-publish', (event) => {
        asked.push(event.detail.to);
        if (event.detail.to === idOf(ben)) event.preventDefault();
      });
      const streamId = await ada.publish(pictureOf(RED));
      const cleo = await late(ada);
      await untilColour(await untilStream(cleo, streamId), RED);
      await ada.streams.select({ streamId }).mute();
      await untilView(cleo, streamId, (one) => one?.muted.video === true, 'muted');
      expect(asked).to.deep.equal([idOf(ben), idOf(cleo)]);
      expect(offered(ben)).not.to.include(streamId);
    });

    it('a replaced track is what everybody sees, who comes later too, and resetting goes back step by step', async () => {
      const [ada, ben] = await two();
      const added = heard(ben, 'rtc-stream-added');
      const streamId = await ada.publish(pictureOf(RED), { source: 'camera' });
      const stream = await untilStream(ben, streamId);
      await ada.replaceTrack('camera', pictureOf(GREEN));
      await ada.replaceTrack('camera', pictureOf(BLUE));
      await untilColour(stream, BLUE);
      await untilColour(view(ada, streamId)?.stream, BLUE);
      const cleo = await late(ada);
      await untilColour(await untilStream(cleo, streamId), BLUE);
      await ada.resetTrack('camera');
      await Promise.all([untilColour(stream, GREEN), untilColour(view(cleo, streamId)?.stream, GREEN)]);
      await ada.resetTrack('camera');
      await ada.resetTrack('camera');
      await Promise.all([untilColour(stream, RED), untilColour(view(cleo, streamId)?.stream, RED)]);
      expect(view(ben, streamId)?.stream).to.equal(stream);
      expect(added).to.have.length(1);
    });

    it('a track replaced for one person is seen by that person alone', async () => {
      const [ada, ben] = await two();
      const cleo = await late(ada);
      const streamId = await ada.publish(pictureOf(RED));
      await ada.replaceTrack(streamId, pictureOf(GREEN), { to: idOf(ben) });
      await untilColour(await untilStream(ben, streamId), GREEN);
      await untilColour(await untilStream(cleo, streamId), RED);
      await ada.replaceTrack(streamId, pictureOf(BLUE));
      await untilColour(view(cleo, streamId)?.stream, BLUE);
      await untilColour(view(ben, streamId)?.stream, GREEN);
      await ada.resetTrack(streamId, { to: idOf(ben) });
      await untilColour(view(ben, streamId)?.stream, BLUE);
    });

    it('a replacement that ends gives way to what it stood for', async () => {
      const [ada, ben] = await two();
      const streamId = await ada.publish(pictureOf(RED));
      const stream = await untilStream(ben, streamId);
      const screen = pictureOf(BLUE);
      await ada.replaceTrack(streamId, screen);
      await untilColour(stream, BLUE);
      end(screen);
      await untilColour(stream, RED);
    });

    it('a stream whose tracks end is withdrawn, and what has ended is not published', async () => {
      const [ada, ben] = await two();
      const track = pictureOf(RED);
      const streamId = await ada.publish(track);
      await untilStream(ben, streamId);
      end(track);
      await Promise.all([untilGone(ada, streamId), untilGone(ben, streamId)]);
      expect(await codeOf(ada.publish(track))).to.equal('media/ended');
      expect(await codeOf(ada.replaceTrack('camera', track))).to.equal('media/unknown');
      expect(await codeOf(ada.resetTrack(streamId))).to.equal('media/unknown');
    });

    it('constraints take effect on the track that runs', async () => {
      const [ada, ben] = (await stage.together(2, { session: 'video', resolution: '360p' })) as Two;
      await become(ada, () => ada.state.camera === 'on', 'the camera');
      await ada.applyConstraints('camera', { width: 320, height: 180 });
      const [own] = ada.streams.select({ local: true, source: 'camera' });
      expect(own?.tracks.video?.getSettings().height).to.equal(180);
      await untilConnected(ada, ben);
      expect(await codeOf(ada.applyConstraints('camera', { width: { exact: 99_999 } }))).to.equal(
        'media/over-constrained',
      );
      expect(await codeOf(ada.applyConstraints('screen', {}))).to.equal('media/unknown');
    });

    it('a stream from one room goes on into another, for as long as it is offered', async () => {
      const [ada, ben] = await two();
      const [relay, viewer] = await two();
      const forward = async (colour: Parameters<typeof picture>[0]): Promise<[string, MediaStream, string]> => {
        const streamId = await ada.publish(pictureOf(colour));
        const stream = await untilStream(ben, streamId);
        if (stream === undefined) throw new Error('no stream');
        const forwarded = await relay.publish(stream);
        await untilColour(await untilStream(viewer, forwarded), colour);
        return [streamId, stream, forwarded];
      };
      const [streamId, stream, forwarded] = await forward(GREEN);
      await ada.unpublish(streamId);
      await Promise.all([untilGone(relay, forwarded), untilGone(viewer, forwarded)]);
      expect(await codeOf(relay.publish(stream))).to.equal('media/ended');
      const [, , another] = await forward(BLUE);
      await ada.leave();
      await untilGone(viewer, another);
      const ids = await Promise.all([ben.publish(pictureOf(RED)), relay.publish(pictureOf(RED))]);
      await relay.leave();
      expect(ben.streams.map((view) => view.streamId)).to.deep.equal(ids.slice(0, 1));
    });

    it('a stream that is forwarded in its own room does not come back to whoever sends it', async () => {
      const [ada, ben] = await two();
      const cleo = await late(ada);
      await untilConnected(ben, cleo);
      const streamId = await ada.publish(pictureOf(GREEN), { to: idOf(ben) });
      const forwarded = await ben.publish((await untilStream(ben, streamId)) ?? new MediaStream());
      const after = await ben.publish(pictureOf(BLUE));
      await untilColour(await untilStream(cleo, forwarded), GREEN);
      await untilColour(await untilStream(ada, after), BLUE);
      expect(offered(ada)).not.to.include(forwarded);
    });

    it('what the room or the role does not allow is not published, and not shown when it is all the same', async () => {
      const [ada, ben] = (await stage.together(2, { session: 'audio data', noCapture: true })) as Two;
      await untilConnected(ada, ben);
      expect(await codeOf(ben.publish(pictureOf(RED)))).to.equal('room/not-allowed');
      const streamId = await ben.publish(sound());
      await untilStream(ada, streamId);
      await ada.setRole(idOf(ben), 'viewer');
      await Promise.all([untilGone(ada, streamId), untilGone(ben, streamId)]);
      expect(await codeOf(ben.publish(sound()))).to.equal('room/not-allowed');
    });

    it('filters join their conditions by and, and what they find is muted and stopped', async () => {
      const [ada, ben] = (await stage.together(2, { session: 'audio video' })) as Two;
      await become(
        ben,
        () => ben.streams.select({ local: false }).every(({ stream }) => stream) && ben.streams.length === 4,
        'four streams',
      );
      expect(ben.streams.select({ local: false, kind: 'video' }).map(({ source }) => source)).to.deep.equal(['camera']);
      expect(ben.streams.select({ userId: idOf(ada), source: 'microphone', local: true })).to.have.length(0);
      expect(ben.streams.select({}).select({ local: true })).to.have.length(2);
      await ben.streams.select({ local: true, kind: 'audio' }).mute();
      expect(ben.streams.select({ muted: true }).map(({ source }) => source)).to.deep.equal(['microphone']);
      await ben.streams.select({ local: true, kind: 'video' }).stop();
      expect(ben.streams.select({ local: true }).map(({ source }) => source)).to.deep.equal(['microphone']);
      expect(ben.state.camera).to.equal('off');
    });
  });
}
