import { expect } from '../../test/browser/expect.js';
import { become } from '../../test/browser/rooms-on-stage.js';
import type { JoinRequest } from '../protocol/index.js';
import { LoopbackSignaling } from '../signaling/loopback-signaling.js';
import type { RoomChannel, RoomChannelEvents, SignalingClient } from '../signaling/signaling-client.js';
import { RoomController } from './room-controller.js';
import type { RoomOptions } from './room-options.js';

/** Rooms of this page that say they have a password, and a service that can be told to forget a membership. */
class ForgetfulSignaling extends LoopbackSignaling {
  readonly requests: JoinRequest[] = [];
  #channel: RoomChannel | undefined;

  override async join(request: JoinRequest, options: Parameters<SignalingClient['join']>[1]): Promise<RoomChannel> {
    this.requests.push(request);
    const channel = await super.join({ ...request, password: null }, options);
    const { admission } = channel;
    const snapshot = { ...admission.snapshot, protected: true };
    Object.defineProperty(channel, 'admission', { value: { ...admission, snapshot } });
    this.#channel = channel;
    return channel;
  }

  forget(): void {
    const detail: RoomChannelEvents['ended'] = { reason: 'expired', by: null };
    this.#channel?.dispatchEvent(new CustomEvent('ended', { detail }));
  }
}

describe('a membership the service has forgotten', () => {
  let room: RoomController;
  afterEach(() => room.leave());

  async function joined(options: RoomOptions): Promise<ForgetfulSignaling> {
    const signaling = new ForgetfulSignaling();
    const name = `stage-${crypto.randomUUID()}`;
    room = new RoomController({ options: { name, session: 'data', ...options }, connectTo: async () => signaling });
    await room.join();
    return signaling;
  }

  it('is had anew, and the room opened again, by who knows its password', async () => {
    const signaling = await joined({ password: 'pw', entry: 'open' });
    signaling.forget();
    await become(room, () => room.state.status === 'reconnecting', 'reconnecting');
    await become(room, () => room.state.status === 'joined', 'joined again');
    expect(signaling.requests.map(({ entry }) => entry)).to.deep.equal(['open', 'open-or-join']);
  });

  it('is had anew by who came with a ticket once somebody has opened the room, with its password', async () => {
    const signaling = await joined({ ticket: 'good' });
    signaling.forget();
    await become(room, () => room.state.status === 'waiting', 'waiting');
    const { entry, wait, ticket } = signaling.requests[1]!;
    expect([entry, wait, ticket]).to.deep.equal(['join', true, 'good']);
  });
});
