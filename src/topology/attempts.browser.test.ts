import { expect } from '../../test/browser/expect.js';
import { until } from '../../test/browser/until.js';
import type { PeerSignal } from '../protocol/index.js';
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

const TWO = {
  policy: POLICY,
  members: [
    { userId: 'ada', role: 'owner' },
    { userId: 'ben', role: 'participant' },
  ],
} as const;

/** The first offer of an attempt by somebody who has no way to here: there are no candidates. */
async function offer(attempt: number): Promise<PeerSignal> {
  const connection = new RTCPeerConnection();
  connection.createDataChannel('any');
  const { sdp = '' } = await connection.createOffer();
  connection.close();
  return {
    kind: 'description',
    attempt,
    description: { type: 'offer', sdp },
    slots: [],
    offers: { revision: 1, held: { audio: false, video: false }, publications: [] },
  };
}

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
      mesh.arrange({ ...TWO, self: 'ben' });
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

  for (const [after, state] of [
    [14_000, 'failed'],
    [4_000, 'connecting'],
  ] as const) {
    for (const [how, self] of [
      ['makes it anew', 'ada'],
      ['asks for another', 'ben'],
    ] as const) {
      it(`is told to be ${state} when the other side ${how} ${after / 1_000} s after it began`, async () => {
        const lifetime = new AbortController();
        const mesh = new Mesh({
          configuration: () => ({}),
          slots: [],
          send: async () => undefined,
          signal: lifetime.signal,
        });
        const states: string[] = [];
        mesh.on('state', (standing) => states.push(standing.state));
        mesh.arrange({ ...TWO, self });
        const other = self === 'ada' ? 'ben' : 'ada';
        if (self === 'ada') mesh.receive(other, await offer(1));
        const second = self === 'ada' ? await offer(2) : ({ kind: 'contact', wanted: true, attempt: 1 } as const);
        const now = performance.now.bind(performance);
        performance.now = () => now() + after;
        try {
          mesh.receive(other, second);
        } finally {
          performance.now = now;
        }
        lifetime.abort();
        expect(states).to.deep.equal(state === 'failed' ? ['connecting', 'failed'] : ['connecting']);
      });
    }
  }
});
