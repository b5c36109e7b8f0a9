import { expect } from '../../test/browser/expect.js';
import { RtcError, type JoinRequest } from '../protocol/index.js';
import { LoopbackSignaling } from './loopback-signaling.js';
import { signalingContract } from './signaling.contract.js';

signalingContract('rooms inside the page', () => new LoopbackSignaling());

describe('rooms inside the page', () => {
  const { signal } = new AbortController();
  const waiting = (): void => undefined;

  function request(parts: Partial<JoinRequest> = {}): JoinRequest {
    return {
      room: `loopback-${crypto.randomUUID()}`,
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
      ...parts,
    };
  }

  async function code(promise: Promise<unknown>): Promise<string> {
    return promise.then(
      () => 'nothing',
      (error: unknown) => (error instanceof RtcError ? error.code : 'another error'),
    );
  }

  it('ban a visitor for as long as the page lives', async () => {
    const [ada, ben] = [new LoopbackSignaling(), new LoopbackSignaling()];
    const wish = request();
    const owner = await ada.join(wish, { signal, waiting });
    const member = await ben.join(wish, { signal, waiting });
    await owner.ask('member:eject', { userId: member.admission.userId, ban: true });
    expect(await code(ben.join(wish, { signal, waiting }))).to.equal('room/banned');
    expect(await code(new LoopbackSignaling().join(wish, { signal, waiting }))).to.equal('nothing');
  });

  it('let the same visitor take its own place, with its rank', async () => {
    const ada = new LoopbackSignaling();
    const wish = request({ sameVisitor: 'replace' });
    await ada.join(wish, { signal, waiting });
    const again = await ada.join(wish, { signal, waiting });
    expect(again.admission.snapshot.members.map(({ role }) => role)).to.deep.equal(['owner']);
  });

  it('refuse what only a service can do', async () => {
    const client = new LoopbackSignaling();
    expect(await code(client.join(request({ password: 'secret' }), { signal, waiting }))).to.equal('room/unavailable');
    expect(await code(client.listRooms())).to.equal('room/unavailable');
    expect(await code(client.call())).to.equal('room/unavailable');
    const channel = await client.join(request({ ticket: 'of a service' }), { signal, waiting });
    expect(await code(channel.ticket({}))).to.equal('room/unavailable');
  });
});
