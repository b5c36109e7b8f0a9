import { expect } from '../../test/browser/expect.js';
import { BLUE, picture, RED } from '../../test/browser/pictures.js';
import { become, codeOf, heard, idOf, RoomsOnStage, seen, streamOf } from '../../test/browser/rooms-on-stage.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import { untilEvent } from '../../test/browser/until.js';
import type { StreamStats } from './statistics.js';
import type { RoomController } from './room-controller.js';
import type { RtcConnectionChangeEvent } from './room-events.js';
import type { RoomOptions } from './room-options.js';

const stage = new RoomsOnStage(serviceUrl());
const LIGHT: RoomOptions = { session: 'audio video', resolution: '360p', frameRate: 15 };

/** Asks again with every frame of the page, until it is so. */
async function eventually<T>(
  what: string,
  ask: () => Promise<T>,
  holds: (value: T) => boolean,
  limitMs = 12_000,
): Promise<T> {
  for (const end = performance.now() + limitMs; ;) {
    const value = await ask();
    if (holds(value)) return value;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}: ${JSON.stringify(value)}`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

async function inCall(count = 2, options: RoomOptions = LIGHT): Promise<RoomController[]> {
  const people = await stage.together(count, options);
  for (const viewer of people) {
    for (const person of people) {
      if (viewer === person) continue;
      await become(viewer, () => streamOf(viewer, person, 'camera')?.stream !== undefined, 'a picture');
    }
  }
  return people;
}

/** How `from`’s camera goes to `to`, as the browser has it. */
function encodingTo(from: RoomController, to: RoomController): RTCRtpEncodingParameters | undefined {
  const senders = from.connectionTo(idOf(to))?.getSenders() ?? [];
  return senders.find(({ track }) => track?.kind === 'video')?.getParameters().encodings[0];
}

async function track(viewer: RoomController, person: RoomController, wanted: Partial<StreamStats>) {
  const [stats] = await viewer.getStats(idOf(person));
  const names = Object.keys(wanted) as (keyof StreamStats)[];
  return stats?.tracks.find((one) => names.every((name) => one[name] === wanted[name]));
}

/** A browser decodes only sound that is played; silently will do. */
function play(stream: MediaStream | undefined): void {
  const audio = new Audio();
  audio.muted = true;
  audio.srcObject = stream ?? null;
  void audio.play();
}

describe('quality', () => {
  afterEach(() => stage.clear());

  it('getStats names way, rates, codecs and streams in both directions, of one person or of all', async () => {
    const [ada, ben] = (await inCall()) as [RoomController, RoomController];
    const received = await eventually(
      'a rate',
      () => track(ada, ben, { direction: 'received', source: 'camera' }),
      (one) => (one?.kbps ?? 0) > 0 && (one?.frames ?? 0) > 0,
    );
    expect(received).to.include({ kind: 'video', source: 'camera' });
    // A browser on a busy machine sends fewer, of the same shape.
    const { width = 0, height = 0 } = received ?? {};
    expect(width).to.be.within(160, 640);
    expect(width / height).to.be.closeTo(16 / 9, 0.02);
    expect(received?.streamId).to.equal(streamOf(ada, ben, 'camera')?.streamId);
    const sent = await track(ada, ben, { direction: 'sent', source: 'microphone' });
    expect(sent).to.include({ kind: 'audio', codec: 'opus' });
    const [stats, ...others] = await ada.getStats();
    expect(others).to.be.empty;
    expect(stats).to.include({ userId: idOf(ben), connection: 'connected' });
    expect(stats?.transport).to.include({ relayed: false, protocol: 'udp' });
    expect(stats?.transport.local?.type).to.be.oneOf(['host', 'prflx']);
    expect(stats?.transport.encryption).to.be.a('string');
    expect(JSON.parse(JSON.stringify(stats))).to.have.property('tracks');
    expect(await codeOf(ada.getStats('nobody'))).to.equal('protocol/no-such-participant');
  });

  it('tells how good a connection is, and that it is direct', async () => {
    const [ada, ben] = (await stage.together(2, { ...LIGHT, noCapture: true })) as [RoomController, RoomController];
    const change = await untilEvent<RtcConnectionChangeEvent>(
      ada,
      'rtc-connection-change',
      ({ detail }) => detail.quality > 0,
    );
    expect(change.detail).to.deep.include({ userId: idOf(ben), state: 'connected', relayed: false });
    expect(seen(ada, ben)?.quality).to.be.within(1, 4);
    expect(seen(ada, ada)?.quality).to.equal(0);
  });

  it('bandwidth limits senders live, for all or one person, without a negotiation', async () => {
    const [ada, ben, cleo] = (await inCall(3, { ...LIGHT, bandwidth: 'video=400' })) as [
      RoomController,
      RoomController,
      RoomController,
    ];
    const limits = (first: number | undefined, second: number | undefined) =>
      eventually(
        `${String(first)} and ${String(second)}`,
        () => Promise.resolve([encodingTo(ada, ben)?.maxBitrate, encodingTo(ada, cleo)?.maxBitrate]),
        (bitrates) => bitrates[0] === first && bitrates[1] === second,
      );
    await limits(400_000, 400_000);
    let negotiations = 0;
    for (const person of [ben, cleo]) {
      ada.connectionTo(idOf(person))?.addEventListener('signalingstatechange', () => (negotiations += 1));
    }
    ada.configure({ bandwidth: 'video=150 audio=24' });
    await limits(150_000, 150_000);
    await ada.setBandwidth({ video: 60 }, { to: idOf(cleo) });
    await limits(150_000, 60_000);
    await eventually(
      'a slow stream',
      () => track(cleo, ada, { direction: 'received', kind: 'video' }),
      (one) => (one?.kbps ?? 0) > 0 && (one?.kbps ?? 0) < 90,
    );
    ada.configure({ bandwidth: undefined });
    await limits(undefined, 60_000);
    expect(negotiations).to.equal(0);
    expect(await codeOf(ada.setBandwidth('video=1'))).to.equal('attribute/invalid');
    expect(await codeOf(ada.setBandwidth('video=99', { to: 'nobody' }))).to.equal('protocol/no-such-participant');
  });

  for (const codec of ['VP9', 'AV1', 'H264', 'VP8']) {
    it(`codecs: ${codec} is sent where a member wants it and browsers have it`, async function () {
      const known = RTCRtpSender.getCapabilities('video')?.codecs.some(({ mimeType }) => mimeType === `video/${codec}`);
      if (known !== true) this.skip();
      const [ada, ben] = (await inCall(2, { ...LIGHT, resolution: '180p', codecs: `video=${codec}` })) as [
        RoomController,
        RoomController,
      ];
      for (const [viewer, person] of [
        [ada, ben],
        [ben, ada],
      ] as const) {
        await eventually(
          codec,
          () => track(viewer, person, { direction: 'received', kind: 'video', codec }),
          (one) => (one?.frames ?? 0) > 0,
        );
      }
    });
  }

  it('codecs: opus keeps to what the page wants of it, by what the other side is taken to ask for', async () => {
    const [ada, ben] = (await inCall(2, { ...LIGHT, codecs: 'audio=opus/speech' })) as [RoomController, RoomController];
    for (const [one, other] of [
      [ada, ben],
      [ben, ada],
    ] as const) {
      const sdp = one.connectionTo(idOf(other))?.remoteDescription?.sdp ?? '';
      expect(sdp).to.match(/a=fmtp:\d+ .*usedtx=1/);
      expect(sdp).to.match(/a=fmtp:\d+ .*maxaveragebitrate=32000/);
    }
    const silent = stage.room({ ...LIGHT, codecs: 'vp9' });
    const errors = heard<{ code: string }>(silent, 'rtc-error');
    await silent.join();
    expect(errors.map(({ code }) => code)).to.deep.equal(['attribute/invalid']);
  });

  for (const { preset, declared, atMostKbps } of [
    { preset: 'low', declared: ['maxaveragebitrate=14000', 'maxplaybackrate=16000', 'usedtx=1'], atMostKbps: 14 },
    { preset: 'music', declared: ['maxaveragebitrate=160000', 'stereo=1', 'usedtx=0'], atMostKbps: 160 },
    { preset: 'speech/no-dtx/no-fec', declared: ['usedtx=0', 'useinbandfec=0'], atMostKbps: 32 },
  ]) {
    it(`codecs: opus/${preset} is what the encoder keeps to`, async () => {
      const codecs = `audio=opus/${preset}`;
      const [ada, ben] = (await inCall(2, { ...LIGHT, codecs })) as [RoomController, RoomController];
      const sdp = ada.connectionTo(idOf(ben))?.remoteDescription?.sdp ?? '';
      for (const parameter of declared) expect(sdp).to.match(new RegExp(`a=fmtp:\\d+ (.*;)?${parameter}(;|\\r)`));
      await eventually(
        `${atMostKbps} kbit/s of opus`,
        () => track(ada, ben, { direction: 'sent', kind: 'audio', codec: 'opus' }),
        (one) => one?.targetKbps === atMostKbps,
      );
    });
  }

  it('tells encoders what a screen and a sound are, and leaves what the page has said of them', async () => {
    const codecs = 'audio=opus/music';
    const [ada, ben] = (await inCall(2, { ...LIGHT, session: 'audio video screen', codecs })) as [
      RoomController,
      RoomController,
    ];
    const [slides, film] = [picture(RED), picture(BLUE)];
    film.contentHint = 'motion';
    await ada.publish(slides, { source: 'screen' });
    await ada.publish(film, { source: 'screen' });
    const hints = () =>
      (ada.connectionTo(idOf(ben))?.getSenders() ?? []).flatMap(({ track: one }) =>
        one === null ? [] : [`${one.kind} ${one.contentHint}`],
      );
    await eventually(
      'hints',
      () => Promise.resolve(hints().sort()),
      (found) => String(found) === 'audio music,video ,video detail,video motion',
    );
  });

  it('sends smaller pictures while the machine is too busy, never none, says so, and takes it back', async () => {
    const [ada, ben] = (await inCall(2)) as [RoomController, RoomController];
    const connection = ada.connectionTo(idOf(ben))!;
    const measure = connection.getStats.bind(connection);
    let isBusy = true;
    connection.getStats = async (...given) => {
      const entries = [...(await measure(...given)).entries()] as [string, Record<string, unknown>][];
      const qualityLimitationReason = isBusy ? 'cpu' : 'none';
      const told = entries.map(([id, entry]) =>
        entry['type'] === 'outbound-rtp'
          ? ([id, { ...entry, qualityLimitationReason }] as const)
          : ([id, entry] as const),
      );
      return new Map(told);
    };
    const changes = heard<{ picture: string; reason: string }>(ada, 'rtc-quality-change');
    const untilSending = (picture: string) =>
      eventually(
        picture,
        () => Promise.resolve(ada.state.sending),
        (sending) => sending.picture === picture,
        30_000,
      );
    await untilSending('reduced');
    expect(changes[0]).to.deep.equal({ picture: 'reduced', reason: 'processor' });
    expect(encodingTo(ada, ben)?.scaleResolutionDownBy).to.be.greaterThan(1);
    expect(encodingTo(ada, ben)?.active).to.equal(true);
    await become(
      ben,
      () => ben.state.participants.some(({ self, picture }) => !self && picture === 'reduced'),
      'being told',
    );
    isBusy = false;
    await untilSending('full');
    expect(encodingTo(ada, ben)?.scaleResolutionDownBy).to.equal(1);
  }).timeout(60_000);

  it('a picture that is shown small, or not at all, is sent smaller, or not at all; of several tiles the largest counts', async () => {
    const [ada, ben] = (await inCall()) as [RoomController, RoomController];
    const { streamId } = streamOf(ada, ben, 'camera')!;
    const scale = (holds: (encoding: RTCRtpEncodingParameters | undefined) => boolean) =>
      eventually('another encoding', () => Promise.resolve(encodingTo(ben, ada)), holds);
    const tiles = [{}, {}] as const;
    ada.showPictures(tiles[0], new Map([[streamId, { width: 160, height: 90 }]]));
    await scale((encoding) => encoding?.scaleResolutionDownBy === 4 && encoding.maxFramerate === 15);
    await eventually(
      '160×90',
      () => track(ada, ben, { direction: 'received', kind: 'video' }),
      (one) => (one?.height ?? 999) <= 90,
    );
    ada.showPictures(tiles[1], new Map([[streamId, { width: 320, height: 180 }]]));
    await scale((encoding) => encoding?.scaleResolutionDownBy === 2);
    ada.showPictures(tiles[1], new Map([[streamId, { width: 0, height: 0 }]]));
    await scale((encoding) => encoding?.scaleResolutionDownBy === 4);
    ada.showPictures(tiles[0], new Map([[streamId, { width: 0, height: 0 }]]));
    await scale((encoding) => encoding?.active === false);
    for (const tile of tiles) ada.showPictures(tile, undefined);
    // A machine that is busy may be up to a little less than everything.
    await scale((encoding) => encoding?.active === true && (encoding.scaleResolutionDownBy ?? 9) < 2);
    expect(encodingTo(ada, ben)?.active).to.equal(true);
  });

  it('with quality="full" everything is sent as it is, whatever others show', async () => {
    const [ada, ben] = (await inCall(2, { ...LIGHT, quality: 'full' })) as [RoomController, RoomController];
    ben.configure({ quality: 'auto' });
    const shown = new Map([[streamOf(ben, ada, 'camera')!.streamId, { width: 160, height: 90 }]]);
    const scale = () => Promise.resolve(encodingTo(ada, ben)?.scaleResolutionDownBy);
    // A browser names it once it was set, which is after the connection stands.
    await eventually('an encoding', scale, (divisor) => divisor !== undefined);
    ben.showPictures({}, shown);
    // What comes after it on the same channel has been taken, so this has.
    await ben.setMicrophone(false);
    await become(ada, () => streamOf(ada, ben, 'microphone')?.muted.audio === true, 'ben being muted');
    await ada.getStats();
    expect(await scale()).to.equal(1);
  });

  it('tells who speaks, and nobody whose microphone is muted', async () => {
    const [ada, ben] = (await inCall()) as [RoomController, RoomController];
    play(streamOf(ada, ben, 'microphone')?.stream);
    const told = heard<{ userId: string; speaking: boolean }>(ada, 'rtc-speaking-change');
    const words = heard<{ userId: string | null }>(ada, 'rtc-active-speaker-change');
    // The made-up microphone beeps once a second.
    await become(ada, () => seen(ada, ben)?.speaking === true && seen(ada, ada)?.speaking === true, 'both speaking');
    expect(ada.state.activeSpeaker).to.be.oneOf([idOf(ada), idOf(ben)]);
    const levels = await new Promise<ReadonlyMap<string, number>>((resolve) => {
      const enough = new AbortController();
      void ada.watchLevels(
        (heardNow) => {
          if ((heardNow.get(idOf(ben)) ?? 0) === 0) return;
          enough.abort();
          resolve(heardNow);
        },
        { signal: enough.signal },
      );
    });
    expect(levels.get(idOf(ben))).to.be.within(0, 1);
    await ben.setMicrophone(false);
    await become(ada, () => seen(ada, ben)?.speaking === false, 'ben being silent');
    await ada.setMicrophone(false);
    await become(ada, () => ada.state.activeSpeaker === undefined, 'silence');
    expect(told.at(-1)).to.deep.equal({ userId: idOf(ada), speaking: false });
    expect(words.at(-1)).to.deep.equal({ userId: null });
  });

  it('a snapshot is a picture of anybody, in full however small its tile, and none where there is none', async () => {
    const [ada, ben] = (await inCall()) as [RoomController, RoomController];
    const size = async (blob: Blob) => {
      const { width, height } = await createImageBitmap(blob);
      return [blob.type, width, height];
    };
    expect(await size(await ada.takeSnapshot())).to.deep.equal(['image/png', 640, 360]);
    ada.showPictures({}, new Map([[streamOf(ada, ben, 'camera')!.streamId, { width: 160, height: 90 }]]));
    await eventually(
      '160×90',
      () => track(ada, ben, { direction: 'received', kind: 'video' }),
      (one) => (one?.height ?? 999) <= 90,
    );
    const [type, width] = await size(await ada.takeSnapshot(idOf(ben), { type: 'image/jpeg', quality: 0.5 }));
    expect(type).to.equal('image/jpeg');
    expect(width).to.be.greaterThan(160);
    await ben.setCamera(false);
    await become(ada, () => streamOf(ada, ben, 'camera') === undefined, 'no camera');
    expect(await codeOf(ada.takeSnapshot(idOf(ben)))).to.equal('media/no-picture');
    expect(await codeOf(ada.takeSnapshot('nobody'))).to.equal('protocol/no-such-participant');
    expect(
      await codeOf(
        ada.takeSnapshot(undefined, { signal: AbortSignal.abort(new TypeError('enough')) }).catch((error: unknown) => {
          expect(error).to.be.instanceOf(TypeError);
        }),
      ),
    ).to.equal('nothing');
  });
});
