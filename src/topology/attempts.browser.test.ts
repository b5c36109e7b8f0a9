import { expect } from '../../test/browser/expect.js';
import { until } from '../../test/browser/until.js';
import { Mesh } from './mesh.js';

/** Nobody listens there. */
const TURN = { urls: 'turn:127.0.0.1:9?transport=udp', username: 'ada', credential: 'secret' };

const POLICY = {
  session: { audio: false, video: false, screen: false, data: true },
  twoWay: { audio: false, video: false, screen: false },
  direction: 'many-to-many',
  maxParticipants: 2,
  waitingRoom: false,
  closeWithOwner: false,
  listed: null,
} as const;

describe('a connection that is made anew', () => {
  it('goes by the relay first, where there is one', async function () {
    this.timeout(60_000);
    const lifetime = new AbortController();
    const made = [[TURN], []].map((iceServers) => {
      const relayOnly: boolean[] = [];
      // Ben came later, makes the first offer, and gets no answer.
      const mesh = new Mesh({
        configuration: () => ({ iceServers }),
        slots: [],
        send: async () => undefined,
        signal: lifetime.signal,
      });
      mesh.on('happened', (happening) => {
        if (happening.type === 'opened') relayOnly.push(happening.relayOnly);
      });
      mesh.arrange({
        policy: POLICY,
        members: [
          { userId: 'ada', role: 'owner' },
          { userId: 'ben', role: 'participant' },
        ],
        self: 'ben',
      });
      return { mesh, relayOnly };
    });
    for (const { mesh, relayOnly } of made) {
      // A first connection has a quarter of a minute.
      await until(mesh, 'happened', () => relayOnly.length === 2, 'another', { timeoutMs: 40_000 });
    }
    lifetime.abort();
    expect(made.map(({ relayOnly }) => relayOnly)).to.deep.equal([
      [false, true],
      [false, false],
    ]);
  });
});
