import { expect } from '../../test/browser/expect.js';
import { readyStates, sourceWith } from '../../test/browser/staged-media.js';
import { CapturePool } from './capture-pool.js';
import type { CaptureDevices } from './capture.js';

const BOTH = { audio: { echoCancellation: { ideal: true } }, video: { width: { ideal: 320 } } };

describe('CapturePool', () => {
  let asked: MediaStreamConstraints[] = [];
  let streams: MediaStream[] = [];
  let pool: CapturePool;

  function use(getUserMedia: CaptureDevices['getUserMedia']): void {
    asked = [];
    const { mediaDevices } = sourceWith({
      getUserMedia: (constraints) => {
        asked.push(constraints);
        return getUserMedia(constraints);
      },
    });
    pool = new CapturePool(mediaDevices!);
  }

  async function take(constraints: MediaStreamConstraints = BOTH): Promise<MediaStream> {
    const stream = await pool.getUserMedia(constraints);
    streams.push(stream);
    return stream;
  }

  beforeEach(() => use((constraints) => navigator.mediaDevices.getUserMedia(constraints)));

  afterEach(() => {
    for (const stream of streams) for (const track of stream.getTracks()) track.stop();
    streams = [];
  });

  it('asks once for five rooms that join at once, and for a sixth not at all', async () => {
    await Promise.all(Array.from({ length: 5 }, () => take()));
    await take();
    expect(asked).to.have.length(1);
    expect(new Set(streams.flatMap((stream) => stream.getTracks())).size).to.equal(12);
  });

  it('muting and stopping one leaves the others as they are', async () => {
    const [first, second] = await Promise.all([take(), take()]);
    for (const track of first.getTracks()) track.enabled = false;
    const third = await take();
    expect([...second.getTracks(), ...third.getTracks()].map(({ enabled }) => enabled)).to.deep.equal([
      true,
      true,
      true,
      true,
    ]);
    for (const track of first.getTracks()) track.stop();
    expect([...readyStates(second), ...readyStates(third)]).to.deep.equal(['live', 'live', 'live', 'live']);
  });

  it('asks again once the last room has given the device back', async () => {
    for (const stream of [await take(), await take()]) for (const track of stream.getTracks()) track.stop();
    await take();
    expect(asked).to.have.length(2);
  });

  it('a question for both answers one for a part of it, and what runs is not asked for again', async () => {
    const [, camera] = await Promise.all([take(), take({ video: BOTH.video })]);
    expect(camera.getTracks().map(({ kind }) => kind)).to.deep.equal(['video']);
    expect(asked).to.have.length(1);
    await take({ audio: true, video: { deviceId: { exact: camera.getVideoTracks()[0]!.getSettings().deviceId! } } });
    expect(asked).to.have.length(1);
  });

  it('each room has a size of its own', async () => {
    const large = await take({ video: { width: { ideal: 640 }, height: { ideal: 360 } } });
    const small = await take({ video: { width: { ideal: 320 }, height: { ideal: 180 } } });
    expect([large, small].map((stream) => stream.getVideoTracks()[0]?.getSettings().width)).to.deep.equal([640, 320]);
    expect(asked).to.have.length(1);
  });

  it('a refusal is everybody’s, but what failed for the other device’s sake is asked alone', async () => {
    use(({ video }) =>
      video === false
        ? navigator.mediaDevices.getUserMedia({ audio: true })
        : Promise.reject(new DOMException('no camera', 'NotFoundError')),
    );
    const outcomes = await Promise.allSettled([
      take(),
      take(),
      take({ audio: BOTH.audio }),
      take({ audio: BOTH.audio }),
    ]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected', 'fulfilled', 'fulfilled']);
    expect(asked).to.have.length(2);
  });

  it('a room that wants a larger picture than the device was opened with gets it, and the others get new tracks of their size', async () => {
    const small = { video: { width: { ideal: 320 }, height: { ideal: 180 } } };
    const [first, second] = [await take(small), await take(small)];
    const [kept, raised] = [first.getVideoTracks()[0]!, second.getVideoTracks()[0]!];
    const replaced = new Map<MediaStreamTrack, MediaStreamTrack | undefined>();
    pool.on('replaced', ({ before, after, take }) => {
      replaced.set(before, after);
      take();
      if (after !== undefined) streams.push(new MediaStream([after]));
    });
    kept.enabled = false;
    await pool.fit(raised, { width: { ideal: 1280 }, height: { ideal: 720 } });
    expect([...replaced.keys()]).to.have.members([kept, raised]);
    expect([kept, raised].map((track) => replaced.get(track)?.getSettings().width)).to.deep.equal([320, 1280]);
    expect([kept, raised].map((track) => replaced.get(track)?.enabled)).to.deep.equal([false, true]);
    expect([kept, raised].map(({ readyState }) => readyState)).to.deep.equal(['ended', 'ended']);
    expect(asked).to.have.length(2);
  });

  it('what a device gives when it is opened anew is stopped, unless somebody goes on with it', async () => {
    const small = { video: { width: { ideal: 320 }, height: { ideal: 180 } } };
    const [kept, raised] = [await take(small), await take(small)].map((stream) => stream.getVideoTracks()[0]);
    const replaced = new Map<MediaStreamTrack, MediaStreamTrack | undefined>();
    pool.on('replaced', ({ before, after, take: goOnWith }) => {
      replaced.set(before, after);
      if (before === kept) goOnWith();
      if (after !== undefined) streams.push(new MediaStream([after]));
    });
    await pool.fit(raised!, { width: { ideal: 640 }, height: { ideal: 360 } });
    expect([raised!, kept!].map((track) => replaced.get(track)?.readyState)).to.deep.equal(['ended', 'live']);
  });

  it('who asks for a larger picture than the device was opened with has it, though nobody had asked before', async () => {
    const held = await take({ video: { width: { ideal: 320 }, height: { ideal: 180 } } });
    pool.on('replaced', ({ before, after, take: takeIt }) => {
      if (before !== held.getVideoTracks()[0]) return;
      takeIt();
      streams.push(new MediaStream([after!]));
    });
    const large = await take({ video: { width: { ideal: 1280 }, height: { ideal: 720 } } });
    expect(large.getVideoTracks().map(({ readyState }) => readyState)).to.deep.equal(['live']);
    expect(large.getVideoTracks()[0]?.getSettings().width).to.equal(1280);
  });

  it('a room alone with a device gets a larger picture of the same track', async () => {
    const stream = await take({ video: { width: { ideal: 320 }, height: { ideal: 180 } } });
    const track = stream.getVideoTracks()[0]!;
    await pool.fit(track, { width: { ideal: 1280 }, height: { ideal: 720 } });
    expect(track.getSettings().width).to.equal(1280);
    expect(track.readyState).to.equal('live');
    expect(asked).to.have.length(1);
  });

  it('a room that wants its sound otherwise gets a capture of its own', async () => {
    await take({ audio: { echoCancellation: { ideal: true } } });
    const plain = await take({ audio: { echoCancellation: { ideal: false } } });
    expect(asked).to.have.length(2);
    expect(plain.getAudioTracks()[0]?.getSettings().echoCancellation).to.equal(false);
  });
});
