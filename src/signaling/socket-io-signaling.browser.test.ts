import { sockets } from '../../test/browser/cut-sockets.js';
import { expect } from '../../test/browser/expect.js';
import { serviceUrl } from '../../test/browser/service-url.js';
import { until } from '../../test/browser/until.js';
import type { JoinRequest, PeerSignal } from '../protocol/index.js';
import type { RoomChannel } from './signaling-client.js';
import { signalingContract } from './signaling.contract.js';
import { SocketIoSignaling } from './socket-io-signaling.js';

signalingContract('our service', () => new SocketIoSignaling(serviceUrl()));

const CANDIDATE: PeerSignal = {
  kind: 'candidates',
  candidates: [{ candidate: '', sdpMid: null, sdpMLineIndex: null, usernameFragment: 'said on a dead line' }],
};

describe('a line that is dead and not known to be, as after a sleep', () => {
  it('takes nothing along that comes before the membership is taken up on the next one', async () => {
    const [ada, ben] = [await enter(), await enter()];
    const told = new EventTarget();
    const heard: unknown[] = [];
    let isInterrupted = false;
    ada.on('interrupted', () => (isInterrupted = true));
    ben.on('signal', ({ signal }) => {
      heard.push(signal);
      told.dispatchEvent(new Event('signal'));
    });
    for (const channel of [ada, ben]) channel.open();

    await asAfterSleep(() => ada.send(ben.admission.userId, CANDIDATE));

    await until(told, 'signal', () => heard.length > 0, 'the signal');
    expect(isInterrupted).to.equal(true);
    expect(heard).to.deep.equal([CANDIDATE]);
    await Promise.all([ada.leave(), ben.leave()]);
  });
});

describe('a line that breaks while the service puts off a return', () => {
  it('returns once by the next one: whoever asked on the older has nothing to ask for any more', async () => {
    const ada = await enter();
    const told = new EventTarget();
    const happened: string[] = [];
    for (const type of ['interrupted', 'resumed', 'ended'] as const) {
      ada.on(type, () => {
        happened.push(type);
        told.dispatchEvent(new Event('told'));
      });
    }
    ada.open();
    const returns = (): number => sockets.asked.filter((event) => event === 'room:resume').length;
    const before = returns();
    const putOff = sockets.refuseNext('room:resume', 'room/unavailable');
    sockets.cut();
    await putOff;
    sockets.cut();
    await until(told, 'told', () => happened.length === 2, 'the second loss');
    sockets.restore();
    await until(told, 'told', () => happened.length > 2, 'the return');
    await pastTheNextTry();
    expect(happened).to.deep.equal(['interrupted', 'interrupted', 'resumed']);
    expect(returns() - before).to.equal(2);
    await ada.leave();
  });
});

/** Nothing is to happen, so there is nothing to wait for but the time at which it would: half a second after a refusal. */
function pastTheNextTry(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 700));
}

/** Runs the beginning of `act` a minute later, by the page's clock. */
function asAfterSleep(act: () => Promise<void>): Promise<void> {
  const now = Date.now.bind(Date);
  Date.now = () => now() + 60_000;
  try {
    return act();
  } finally {
    Date.now = now;
  }
}

function enter(): Promise<RoomChannel> {
  const request: JoinRequest = {
    room: 'dead line',
    entry: 'open-or-join',
    wait: false,
    displayName: '',
    extra: null,
    password: null,
    sameVisitor: 'allow',
    policy: {
      session: { audio: true, video: true, screen: true, data: true },
      twoWay: { audio: false, video: false, screen: false },
      direction: 'many-to-many',
      maxParticipants: 50,
      waitingRoom: false,
      closeWithOwner: false,
      listed: null,
    },
  };
  const { signal } = new AbortController();
  return new SocketIoSignaling(serviceUrl()).join(request, { signal, waiting: () => undefined });
}
