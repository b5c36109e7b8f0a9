import { expect } from '../../test/browser/expect.js';
import { until, untilEvent } from '../../test/browser/until.js';
import type { PeerMessage, ConnectionSignal, RtcError, Slot } from '../protocol/index.js';
import type { NegotiationStep } from './negotiator.js';
import { Peer } from './peer.js';
import type { LocalPublication, RemotePublication } from './publications.js';

const ALL_SLOTS: readonly Slot[] = ['microphone', 'camera', 'screen', 'screen-audio'];

interface Pair {
  readonly newcomer: Peer;
  readonly member: Peer;
  readonly end: () => void;
  /** Signals that crossed, in order. */
  readonly crossed: ConnectionSignal[];
  /** From now on signals are lost. */
  readonly cut: () => void;
}

function pair(slots: readonly Slot[] = ALL_SLOTS, renew?: () => Promise<RTCConfiguration>): Pair {
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const newcomer = new Peer({ configuration: {}, initiates: true, slots, signal, ...(renew && { renew }) });
  const member = new Peer({ configuration: {}, initiates: false, slots, signal });
  const crossed: ConnectionSignal[] = [];
  const wire = { isCut: false };
  // As if by the wire: copied, and later.
  const deliver = (to: Peer, outgoing: ConnectionSignal): void => {
    if (wire.isCut) return;
    crossed.push(outgoing);
    const copy = JSON.parse(JSON.stringify(outgoing)) as ConnectionSignal;
    queueMicrotask(() => to.receive(copy));
  };
  newcomer.on('signal', (outgoing) => deliver(member, outgoing), { signal });
  member.on('signal', (outgoing) => deliver(newcomer, outgoing), { signal });
  newcomer.start();
  return { newcomer, member, crossed, cut: () => (wire.isCut = true), end: () => lifetime.abort() };
}

function connected(peer: Peer): Promise<void> {
  return until(peer, 'state', () => peer.state === 'connected', 'connected');
}

async function camera(track?: MediaStreamTrack): Promise<LocalPublication> {
  const video = track ?? (await navigator.mediaDevices.getUserMedia({ video: true })).getVideoTracks()[0];
  return {
    streamId: 'camera-1',
    source: 'camera',
    kinds: ['video'],
    muted: { audio: false, video: false },
    tracks: { video },
  };
}

function publicationsOf(peer: Peer, accepts: (list: readonly RemotePublication[]) => boolean) {
  return untilEvent<CustomEvent<readonly RemotePublication[]>>(peer, 'publications', ({ detail }) => accepts(detail));
}

function descriptions(crossed: readonly ConnectionSignal[]): number {
  return crossed.filter(({ kind }) => kind === 'description').length;
}

describe('Peer', () => {
  let live: Pair;

  afterEach(() => live.end());

  it('connects with one offer and one answer, whatever it will carry', async () => {
    live = pair();
    await Promise.all([connected(live.newcomer), connected(live.member)]);
    expect(descriptions(live.crossed)).to.equal(2);
  });

  it('connects without any media section', async () => {
    live = pair([]);
    await Promise.all([connected(live.newcomer), connected(live.member)]);
    expect(live.newcomer.connection.getTransceivers()).to.be.empty;
  });

  it('restarts ICE with what it has when the page wants to configure it as browsers refuse, and says so', async () => {
    live = pair(ALL_SLOTS, () => Promise.resolve({ bundlePolicy: 'max-compat' }));
    const { newcomer } = live;
    await Promise.all([connected(newcomer), connected(live.member)]);
    const told = untilEvent<CustomEvent<RtcError>>(newcomer, 'error');
    const negotiated = untilEvent<CustomEvent<NegotiationStep>>(newcomer, 'step', ({ detail }) => {
      return detail.type === 'negotiation-completed';
    });
    newcomer.restart();
    await negotiated;
    const { code, severity } = (await told).detail;
    expect([code, severity]).to.deep.equal(['attribute/invalid', 'info']);
    expect(newcomer.connection.getConfiguration().bundlePolicy).to.equal('balanced');
  });

  it('shows a camera that comes late, is taken away and comes back, without another negotiation', async () => {
    live = pair();
    await Promise.all([connected(live.newcomer), connected(live.member)]);
    const publication = await camera();
    for (const [from, to] of [
      [live.newcomer, live.member],
      [live.member, live.newcomer],
    ] as const) {
      const announced = publicationsOf(to, (list) => list[0]?.tracks.video === undefined && list.length === 1);
      from.publish([{ ...publication, tracks: {} }]);
      await announced;
      const added = publicationsOf(to, (list) => list[0]?.tracks.video !== undefined);
      from.publish([publication]);
      const track = (await added).detail[0]?.tracks.video;
      const video = document.createElement('video');
      video.muted = true;
      video.srcObject = new MediaStream(track === undefined ? [] : [track]);
      await video.play();
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      const removed = publicationsOf(to, (list) => list.length === 0);
      from.publish([]);
      await removed;
    }
    expect(descriptions(live.crossed)).to.equal(2);
    publication.tracks.video?.stop();
  });

  it('tells what is published already with the offer and the answer', async () => {
    const publication = await camera();
    live = pair();
    const atMember = publicationsOf(live.member, (list) => list[0]?.streamId === 'camera-1');
    const atNewcomer = publicationsOf(live.newcomer, (list) => list[0]?.streamId === 'camera-1');
    live.newcomer.publish([publication]);
    live.member.publish([publication]);
    await Promise.all([atMember, atNewcomer]);
    for (const signal of live.crossed) {
      if (signal.kind === 'description') expect(signal.offers.publications).to.have.length(1);
    }
    publication.tracks.video?.stop();
  });

  it('keeps talking when both sides renegotiate at once, a hundred times', async () => {
    live = pair();
    const { newcomer, member } = live;
    await Promise.all([connected(newcomer), connected(member)]);
    for (let round = 0; round < 100; round += 1) {
      const stable = [newcomer, member].map(({ connection }) =>
        until(connection, 'signalingstatechange', () => connection.signalingState === 'stable', 'stable'),
      );
      newcomer.connection.restartIce();
      member.connection.restartIce();
      await Promise.all(stable);
    }
    const heard = untilEvent<CustomEvent<PeerMessage>>(member, 'message');
    await newcomer.send({ type: 'video:limited', picture: 'full' });
    expect((await heard).detail).to.deep.equal({ type: 'video:limited', picture: 'full' });
  });

  it('drops what is no message and says so', async () => {
    live = pair();
    const { newcomer, member } = live;
    await Promise.all([connected(newcomer), connected(member)]);
    const hostile = {
      type: 'publications:set',
      revision: 9e9,
      publications: [{ streamId: '<b>', source: 'telepathy' }],
    };
    const invalid = untilEvent(member, 'invalid');
    // What a hostile peer would send: none of our types allow it.
    await newcomer.send(hostile as unknown as PeerMessage);
    await invalid;
    expect(member.state).to.equal('connected');
  });

  it('A23 hears nothing of the messages of somebody it ignores, and keeps the connection', async () => {
    live = pair();
    const { newcomer, member } = live;
    await Promise.all([connected(newcomer), connected(member)]);
    const told: string[] = [];
    for (const type of ['message-frame', 'broken'] as const) member.on(type, () => told.push(type));
    const frame = new Uint8Array([1]);
    const heard = untilEvent(member, 'message-frame');
    await newcomer.channels.sendMessageFrame('chat', frame);
    await heard;
    member.channels.ignoreMessages();
    const last = untilEvent(member, 'frame');
    for (let count = 0; count < 100; count += 1) await newcomer.channels.sendMessageFrame('chat', frame);
    await newcomer.channels.sendFrame('after them');
    await last;
    expect(told).to.deep.equal(['message-frame']);
    expect(member.state).to.equal('connected');
  });

  it('takes each stream once and each section for what it is, whatever a peer announces', async () => {
    live = pair();
    const { newcomer, member } = live;
    await Promise.all([connected(newcomer), connected(member)]);
    const [microphone, camera] = newcomer.connection.getTransceivers().map(({ mid }) => mid ?? '');
    if (microphone === undefined || camera === undefined) throw new Error('no sections');
    const muted = { audio: false, video: false };
    const listed = publicationsOf(member, (list) => list.length > 0);
    await newcomer.send({
      type: 'publications:set',
      revision: 1_000,
      held: { audio: false, video: false },
      publications: [
        { streamId: 'a', source: 'camera', kinds: ['video', 'video'], mids: { video: camera }, muted },
        { streamId: 'a', source: 'screen', kinds: ['video'], mids: { video: camera }, muted },
        { streamId: 'b', source: 'custom', kinds: ['video'], mids: { video: microphone }, muted },
        { streamId: 'c', source: 'custom', kinds: ['audio'], mids: { audio: 'nowhere' }, muted },
      ],
    });
    const list = (await listed).detail;
    expect(list.map(({ streamId, kinds }) => [streamId, kinds])).to.deep.equal([
      ['a', ['video']],
      ['b', ['video']],
      ['c', ['audio']],
    ]);
    expect(list.map(({ tracks }) => tracks.video?.kind ?? tracks.audio?.kind)).to.deep.equal([
      'video',
      undefined,
      undefined,
    ]);
  });

  it('tells what is held once it is told anything: of a connection before, something else may have been told', async () => {
    live = pair();
    const told: unknown[] = [];
    live.newcomer.on('held', (held) => told.push(held));
    await Promise.all([connected(live.newcomer), connected(live.member)]);
    expect(told).to.deep.equal([{ audio: false, video: false }]);
  });

  it('tells what the other side offers although the description it came with too has lost to one of ours', async () => {
    live = pair();
    const { newcomer, member } = live;
    await Promise.all([connected(newcomer), connected(member)]);
    const offering = until(
      member.connection,
      'signalingstatechange',
      () => member.connection.signalingState === 'have-local-offer',
      'an offer under way',
    );
    // Nothing else is told meanwhile.
    live.cut();
    member.restart();
    await offering;
    const list = { revision: 1_000, held: { audio: true, video: false }, publications: [] };
    const sdp = newcomer.connection.localDescription?.sdp ?? '';
    member.receive({ kind: 'description', description: { type: 'offer', sdp }, offers: list });
    const told = untilEvent<CustomEvent<unknown>>(member, 'held');
    await newcomer.send({ type: 'publications:set', ...list });
    expect((await told).detail).to.deep.equal(list.held);
  });

  it('adds no more sections than a description holds, says so, and has room again after a withdrawal', async () => {
    live = pair();
    const { newcomer, member, crossed } = live;
    await Promise.all([connected(newcomer), connected(member)]);
    const { tracks } = await camera();
    const streams = Array.from({ length: 16 }, (_, index) => ({
      streamId: `picture-${index}`,
      source: 'custom' as const,
      kinds: ['video'] as const,
      muted: { audio: false, video: false },
      tracks,
    }));
    const refused: string[] = [];
    newcomer.on('error', ({ code }) => refused.push(code));
    const flowing = (list: readonly RemotePublication[]) => list.filter(({ tracks: { video } }) => video !== undefined);
    const all = publicationsOf(member, (list) => flowing(list).length === 16 - refused.length);
    newcomer.publish(streams);
    const shown = flowing((await all).detail).length;
    expect(shown).to.be.at.least(5);
    expect(new Set(refused)).to.deep.equal(new Set(['media/too-many']));
    for (const signal of crossed) {
      if (signal.kind === 'description') expect(signal.description.sdp.length).to.be.below(56_000);
    }
    const before = refused.length;
    const another = publicationsOf(member, (list) =>
      list.some(({ streamId, tracks: { video } }) => streamId === 'again' && video),
    );
    newcomer.publish([...streams.slice(1), { ...streams[0]!, streamId: 'again' }]);
    await another;
    expect(refused).to.have.length(before);
    tracks.video?.stop();
  });

  it('converges when both sides publish, hold and receive less, all in the same moment, thirty times', async () => {
    live = pair();
    const { newcomer, member } = live;
    await Promise.all([connected(newcomer), connected(member)]);
    const { tracks } = await camera();
    const custom = (streamId: string): LocalPublication => ({
      streamId,
      source: 'custom',
      kinds: ['video'],
      muted: { audio: false, video: false },
      tracks,
    });
    for (let round = 0; round < 30; round += 1) {
      const held = { audio: round % 2 === 0, video: false };
      const arrived = [newcomer, member].map((peer) =>
        publicationsOf(peer, (list) => list[0]?.streamId === `of-${round}` && list[0].tracks.video !== undefined),
      );
      for (const peer of [newcomer, member]) {
        peer.direct({ held, receiving: { audio: true, video: true, screen: round % 3 === 0 } });
        peer.publish([custom(`of-${round}`)]);
      }
      await Promise.all(arrived);
    }
    await Promise.all(
      [newcomer, member].map(({ connection }) =>
        until(connection, 'signalingstatechange', () => connection.signalingState === 'stable', 'stable'),
      ),
    );
    // Four slots, and one section of each side.
    for (const { connection } of [newcomer, member]) expect(connection.getTransceivers()).to.have.length(6);
    tracks.video?.stop();
  });
});
