import { expect } from '../../test/browser/expect.js';
import { BLUE, GREEN, picture, RED, sound, untilColour } from '../../test/browser/pictures.js';
import {
  become,
  codeOf,
  heard,
  idOf,
  RoomsOnStage,
  seen,
  streamOf,
  untilConnected,
  untilSent,
} from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import { until } from '../../test/browser/until.js';
import type { RoomController } from './room-controller.js';

type Two = [RoomController, RoomController];

const QUIET = { session: 'audio video screen data', noCapture: true } as const;

/** Which way the media section of this kind's first slot goes by now, as negotiated. */
function direction(one: RoomController, other: RoomController, kind: 'audio' | 'video'): string | null | undefined {
  const transceivers = one.connectionTo(idOf(other))?.getTransceivers() ?? [];
  return transceivers.find(({ receiver }) => receiver.track.kind === kind)?.currentDirection;
}

function untilDirection(one: RoomController, other: RoomController, kind: 'audio' | 'video', wanted: string) {
  const connection = one.connectionTo(idOf(other));
  if (connection === undefined) throw new Error('no connection');
  return until(connection, 'signalingstatechange', () => direction(one, other, kind) === wanted, `${kind} ${wanted}`);
}

function untilHeld(viewer: RoomController, person: RoomController, held: { audio: boolean; video: boolean }) {
  const wanted = JSON.stringify(held);
  return become(viewer, () => JSON.stringify(seen(viewer, person)?.held) === wanted, `held ${wanted}`);
}

for (const [where, server] of [
  ['inside the page', () => 'page:'],
  ['at the service', serviceUrl],
] as const) {
  describe(`mute and hold, ${where}`, () => {
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

    function kept(track: MediaStreamTrack): MediaStreamTrack {
      tracks.push(track);
      return track;
    }

    async function two(options: object = QUIET): Promise<Two> {
      const people = (await stage.together(2, options)) as Two;
      await untilConnected(...people);
      return people;
    }

    async function late(ada: RoomController): Promise<RoomController> {
      const cleo = stage.room({ ...QUIET, name: ada.state.name });
      await cleo.join();
      await untilConnected(ada, cleo);
      return cleo;
    }

    it('what the page publishes is muted without touching its track, at once and for who comes later', async () => {
      const [ada, ben] = await two();
      const [video, audio] = [kept(picture(RED)), kept(sound())];
      const streamId = await ada.publish(new MediaStream([video, audio]));
      await become(ben, () => streamOf(ben, ada, 'custom')?.stream !== undefined, 'the stream');
      const changes = heard(ben, 'rtc-mute-change');
      await ada.streams.select({ streamId }).mute('audio');
      await become(ben, () => streamOf(ben, ada, 'custom')?.muted.audio === true, 'muted');
      expect(streamOf(ben, ada, 'custom')?.muted.video).to.equal(false);
      const cleo = await late(ada);
      await become(cleo, () => streamOf(cleo, ada, 'custom')?.muted.audio === true, 'muted for the newcomer');
      await untilSent(ada, ben, (sent) => !sent.includes(audio));
      expect([video.enabled, audio.enabled]).to.deep.equal([true, true]);
      await ada.streams.select({ streamId }).unmute();
      await become(ben, () => streamOf(ben, ada, 'custom')?.muted.audio === false, 'unmuted');
      expect(changes).to.deep.equal(
        [true, false].map((muted) => ({ streamId, userId: idOf(ada), kind: 'audio', muted })),
      );
    });

    it('muted and unmuted in one turn, what is sent is what was said last', async () => {
      const [ada, ben] = await two();
      const video = kept(picture(RED));
      const streamId = await ada.publish(video);
      await become(ben, () => streamOf(ben, ada, 'custom')?.stream !== undefined, 'the stream');
      const own = ada.streams.select({ streamId });
      await Promise.all([own.mute(), own.unmute(), own.mute()]);
      const muted = () => streamOf(ben, ada, 'custom')?.muted.video === true;
      await become(ben, muted, 'muted');
      await untilSent(ada, ben, (sent) => !sent.includes(video));
      await own.unmute();
      await untilColour(streamOf(ben, ada, 'custom')?.stream, RED);
    });

    it('the camera is muted in place with its light on, or switched off; the microphone too', async () => {
      const [ada, ben] = await two({ session: 'audio video' });
      const arrived = () => ben.streams.filter(({ stream, local }) => !local && stream !== undefined);
      await become(ben, () => arrived().length === 2, 'both');
      const before = ada.streams
        .select({ local: true })
        .flatMap(({ tracks: { audio, video } }) => [audio ?? [], video ?? []].flat());
      await ada.streams.select({ local: true }).mute();
      expect([ada.state.microphone, ada.state.camera]).to.deep.equal(['muted', 'muted']);
      expect(before.map(({ readyState, enabled }) => [readyState, enabled])).to.deep.equal([
        ['live', false],
        ['live', false],
      ]);
      await become(ben, () => streamOf(ben, ada, 'camera')?.muted.video === true, 'the camera muted');
      const streamId = streamOf(ben, ada, 'camera')?.streamId;
      await ada.setCamera();
      await become(ben, () => streamOf(ben, ada, 'camera')?.muted.video === false, 'the camera on');
      expect(streamOf(ben, ada, 'camera')?.streamId).to.equal(streamId);
      await ada.unpublish('microphone');
      await ada.setCamera(false);
      expect(before.every(({ readyState }) => readyState === 'ended')).to.equal(true);
      expect([ada.state.microphone, ada.state.camera]).to.deep.equal(['off', 'off']);
      await become(ben, () => ben.streams.select({ userId: idOf(ada) }).length === 0, 'nothing');
    });

    it('a camera of the page’s own is switched by the room’s own buttons', async () => {
      const [ada, ben] = await two();
      const video = kept(picture(GREEN));
      await ada.publish(video, { source: 'camera' });
      expect(ada.state.camera).to.equal('on');
      await ada.setCamera(false);
      expect([ada.state.camera, video.readyState]).to.deep.equal(['muted', 'live']);
      await become(ben, () => streamOf(ben, ada, 'camera')?.muted.video === true, 'muted');
      await ada.setCamera();
      expect(ada.state.camera).to.equal('on');
      await become(ben, () => streamOf(ben, ada, 'camera')?.muted.video === false, 'on');
      await untilColour(streamOf(ben, ada, 'camera')?.stream, GREEN);
    });

    it('a replaced microphone is silent while muted', async () => {
      const [ada, ben] = await two({ session: 'audio' });
      await become(ben, () => streamOf(ben, ada, 'microphone')?.stream !== undefined, 'the microphone');
      const music = kept(sound());
      await ada.replaceTrack('microphone', music);
      await ada.setMicrophone(false);
      await become(ben, () => streamOf(ben, ada, 'microphone')?.muted.audio === true, 'muted');
      await untilSent(ada, ben, (sent) => sent.every((track) => track === null));
      expect(music.enabled).to.equal(true);
    });

    it('a moderator silences others and what they publish; nobody unmutes another', async () => {
      const [ada, ben] = await two();
      const streamId = await ben.publish(new MediaStream([kept(picture(RED)), kept(sound())]));
      await become(ada, () => streamOf(ada, ben, 'custom')?.stream !== undefined, 'the stream');
      await ada.streams.select({ userId: idOf(ben) }).mute('audio');
      await become(ada, () => streamOf(ada, ben, 'custom')?.muted.audio === true, 'silenced');
      expect(ben.streams.select({ streamId })[0]?.muted).to.deep.equal({ audio: true, video: false });
      await ada.streams.select({ userId: idOf(ben) }).unmute();
      await ada.streams.select({ userId: idOf(ben) }).stop();
      await become(ada, () => streamOf(ada, ben, 'custom')?.muted.video === true, 'no picture');
      expect(ben.streams.select({ streamId })[0]?.muted).to.deep.equal({ audio: true, video: true });
      await ada.publish(kept(picture(BLUE)));
      await become(ben, () => streamOf(ben, ada, 'custom')?.stream !== undefined, 'the owner’s');
      expect(await codeOf(ben.streams.select({ userId: idOf(ada) }).mute())).to.equal('room/not-allowed');
    });

    it('on hold nothing flows either way, both sides say so, and each takes back its own', async () => {
      const [ada, ben] = await two();
      await Promise.all([
        ada.publish(kept(picture(RED)), { source: 'camera' }),
        ben.publish(kept(picture(BLUE)), { source: 'camera' }),
      ]);
      await become(ada, () => streamOf(ada, ben, 'camera')?.stream !== undefined, 'the other');
      const stream = streamOf(ada, ben, 'camera')?.stream;
      await untilColour(stream, BLUE);
      const [atAda, atBen] = [heard(ada, 'rtc-hold-change'), heard(ben, 'rtc-hold-change')];
      await ada.hold('video', idOf(ben));
      await Promise.all([
        untilHeld(ada, ben, { audio: false, video: true }),
        untilHeld(ben, ada, { audio: false, video: true }),
      ]);
      await Promise.all([untilDirection(ada, ben, 'video', 'inactive'), untilDirection(ben, ada, 'video', 'inactive')]);
      expect(streamOf(ada, ben, 'camera')?.held).to.equal(true);
      expect(stream?.getTracks()).to.have.length(0);
      expect(direction(ada, ben, 'audio')).to.equal('sendrecv');
      await ben.hold('video', idOf(ada));
      await ada.unhold('video', idOf(ben));
      await become(ada, () => seen(ada, ben)?.held.video === true, 'still held by the other');
      await ben.unhold(undefined, idOf(ada));
      await Promise.all([
        untilHeld(ada, ben, { audio: false, video: false }),
        untilHeld(ben, ada, { audio: false, video: false }),
      ]);
      await untilDirection(ada, ben, 'video', 'sendrecv');
      expect(streamOf(ada, ben, 'camera')?.stream).to.equal(stream);
      await untilColour(stream, BLUE);
      expect(atAda[0]).to.deep.equal({ userId: idOf(ben), kind: 'video', held: true });
      expect(atBen).to.deep.equal([true, false].map((held) => ({ userId: idOf(ada), kind: 'video', held })));
    });

    it('what is not held any more is not shown as held either when the connection was made anew meanwhile', async () => {
      const [ada, ben] = await two();
      await ben.hold('video', idOf(ada));
      await untilHeld(ada, ben, { audio: false, video: true });
      // What he says now goes nowhere.
      ben.connectionTo(idOf(ada))?.close();
      await ben.unhold('video', idOf(ada));
      await untilHeld(ada, ben, { audio: false, video: false });
      await ben.publish(kept(picture(RED)));
      await become(ada, () => streamOf(ada, ben, 'custom')?.stream !== undefined, 'the stream');
      await untilColour(streamOf(ada, ben, 'custom')?.stream, RED);
    });

    it('hold towards everybody holds for who comes later, and all that is published meanwhile', async () => {
      const [ada, ben] = await two();
      const added = heard(ben, 'rtc-stream-added');
      await ada.hold();
      expect(ada.state.participants[0]?.held).to.deep.equal({ audio: true, video: true });
      await ada.publish(kept(picture(RED)));
      const cleo = await late(ada);
      await Promise.all([ben, cleo].map((viewer) => untilHeld(viewer, ada, { audio: true, video: true })));
      await become(cleo, () => streamOf(cleo, ada, 'custom')?.held === true, 'announced, and held');
      expect(streamOf(ben, ada, 'custom')?.stream).to.equal(undefined);
      await ada.unhold(undefined, idOf(cleo));
      await become(cleo, () => streamOf(cleo, ada, 'custom')?.stream !== undefined, 'the stream');
      await untilColour(streamOf(cleo, ada, 'custom')?.stream, RED);
      expect(seen(ben, ada)?.held.video).to.equal(true);
      await ada.unhold();
      await become(ben, () => streamOf(ben, ada, 'custom')?.stream !== undefined, 'the stream');
      await untilColour(streamOf(ben, ada, 'custom')?.stream, RED);
      expect(added).to.have.length(1);
      expect(await codeOf(ada.hold('audio', 'nobody'))).to.equal('protocol/no-such-participant');
    });

    it('receives from chosen people, and of each only what is wanted', async () => {
      const [ada, ben] = await two();
      await Promise.all([
        ada.publish(kept(picture(RED)), { source: 'camera' }),
        ada.publish(kept(picture(GREEN)), { source: 'screen' }),
        ada.publish(kept(sound()), { source: 'microphone' }),
      ]);
      await become(ben, () => ben.streams.length === 3 && ben.streams.every(({ stream }) => stream), 'all three');
      const shown = () =>
        ben.streams.flatMap(({ source, tracks: live }) => ((live.audio ?? live.video) ? [source] : [])).sort();
      await ben.setReceiving(idOf(ada), ['audio', 'screen']);
      expect(shown()).to.deep.equal(['microphone', 'screen']);
      await untilDirection(ben, ada, 'video', 'sendonly');
      await untilColour(streamOf(ben, ada, 'screen')?.stream, GREEN);
      expect(streamOf(ben, ada, 'camera')?.stream?.getTracks()).to.have.length(0);
      await ben.setReceiving('*', []);
      expect(shown()).to.deep.equal([]);
      await ben.setReceiving(idOf(ada), ['video']);
      await untilColour(streamOf(ben, ada, 'camera')?.stream, RED);
      expect(shown()).to.deep.equal(['camera']);
    });
  });
}
