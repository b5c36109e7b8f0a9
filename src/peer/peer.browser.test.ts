import { expect } from '../../test/browser/expect.js';
import { until, untilEvent } from '../../test/browser/until.js';
import type { PeerMessage, ConnectionSignal, Slot } from '../protocol/index.js';
import { Peer } from './peer.js';
import type { LocalPublication, RemotePublication } from './publications.js';

const ALL_SLOTS: readonly Slot[] = ['microphone', 'camera', 'screen', 'screen-audio'];

interface Pair {
  readonly newcomer: Peer;
  readonly member: Peer;
  readonly end: () => void;
  /** Signals that crossed, in order. */
  readonly crossed: ConnectionSignal[];
}

function pair(slots: readonly Slot[] = ALL_SLOTS): Pair {
  const lifetime = new AbortController();
  const { signal } = lifetime;
  const newcomer = new Peer({ configuration: {}, initiates: true, slots, signal });
  const member = new Peer({ configuration: {}, initiates: false, slots, signal });
  const crossed: ConnectionSignal[] = [];
  // As if by the wire: copied, and later.
  const deliver = (to: Peer, outgoing: ConnectionSignal): void => {
    crossed.push(outgoing);
    const copy = JSON.parse(JSON.stringify(outgoing)) as ConnectionSignal;
    queueMicrotask(() => to.receive(copy));
  };
  newcomer.on('signal', (outgoing) => deliver(member, outgoing), { signal });
  member.on('signal', (outgoing) => deliver(newcomer, outgoing), { signal });
  newcomer.start();
  return { newcomer, member, crossed, end: () => lifetime.abort() };
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

  it('shows a camera that comes late, is taken away and comes back, without another negotiation', async () => {
    live = pair();
    await Promise.all([connected(live.newcomer), connected(live.member)]);
    const publication = await camera();
    for (const [from, to] of [
      [live.newcomer, live.member],
      [live.member, live.newcomer],
    ] as const) {
      const announced = publicationsOf(to, (list) => list[0]?.stream === undefined && list.length === 1);
      from.publish([{ ...publication, tracks: {} }]);
      await announced;
      const added = publicationsOf(to, (list) => list[0]?.stream !== undefined);
      from.publish([publication]);
      const stream = (await added).detail[0]?.stream;
      const video = document.createElement('video');
      video.muted = true;
      video.srcObject = stream ?? null;
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
    await newcomer.send({ type: 'message:received', id: 'still-here' });
    expect((await heard).detail).to.deep.equal({ type: 'message:received', id: 'still-here' });
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

  it('applies candidates that come before their description', async () => {
    live = pair();
    const lifetime = new AbortController();
    const { signal } = lifetime;
    const first = new Peer({ configuration: {}, initiates: true, slots: [], signal });
    const second = new Peer({ configuration: {}, initiates: false, slots: [], signal });
    const held: ConnectionSignal[] = [];
    first.on('signal', (outgoing) => {
      held.push(outgoing);
    });
    await until(first.connection, 'icegatheringstatechange', () => first.connection.iceGatheringState === 'complete');
    second.on('signal', (outgoing) => first.receive(outgoing));
    for (const outgoing of held.reverse()) second.receive(outgoing);
    await Promise.all([connected(first), connected(second)]);
    lifetime.abort();
  });
});
