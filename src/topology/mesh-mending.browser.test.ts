import { BadWire, IN_ORDER, type Name } from '../../test/browser/bad-wire.js';
import { expect } from '../../test/browser/expect.js';
import { until } from '../../test/browser/until.js';
import type { PeerSignal } from '../protocol/index.js';

/** When each connection of this one was made, by `performance.now()`. */
function openings(wire: BadWire, name: Name): number[] {
  const opened: number[] = [];
  wire.mesh(name).on('happened', ({ type }) => {
    if (type === 'opened') opened.push(performance.now());
  });
  return opened;
}

describe('a connection of a mesh', () => {
  let wire: BadWire;

  afterEach(() => wire.end());

  // Ben came later and makes the first offer, so that one of the two has to ask for another.
  for (const [closing, other] of [
    ['ada', 'ben'],
    ['ben', 'ada'],
  ] as const) {
    it(`is made anew when ${closing} closes a channel without ending it, and carries messages again`, async () => {
      wire = new BadWire(IN_ORDER);
      const opened = { ada: openings(wire, 'ada'), ben: openings(wire, 'ben') };
      wire.join();
      await wire.connected();
      await wire.talk();
      const former = wire.connection(other);
      wire.mesh(closing).link(other)?.closeMessages();
      await until(wire.mesh(other), 'state', () => former.connectionState === 'closed', 'the former one closed');
      await wire.connected();
      await wire.talk();
      const frame = new Uint8Array([1]);
      for (const name of ['ada', 'ben'] as const) {
        await wire
          .mesh(name)
          .link(name === 'ada' ? 'ben' : 'ada')
          ?.sendMessageFrame('chat', frame);
      }
      expect([opened.ada.length, opened.ben.length]).to.deep.equal([2, 2]);
      expect(wire.errors).to.deep.equal([]);
    });
  }

  it('is made anew ever more seldom for somebody whose channels have to be closed again and again', async function () {
    this.timeout(120_000);
    wire = new BadWire(IN_ORDER);
    const opened = openings(wire, 'ada');
    const ada = wire.mesh('ada');
    // As if each connection was flooded as soon as it is there.
    wire.mesh('ben').on('link', ({ link }) => {
      // The last one ends with the test.
      link.send({ type: 'video:limited', picture: 'full' }).catch(() => undefined);
    });
    ada.on('message', () => ada.link('ben')?.refuseFrames());
    wire.join();
    await until(ada, 'happened', () => opened.length === 8, 'the eighth', { timeoutMs: 110_000 });
    const gaps = opened.slice(1).map((at, index) => at - opened[index]!);
    // Without its turn, each is made a second after the one before.
    expect(gaps[6], gaps.join(' ')).to.be.at.least(3_000);
  });

  const floods: readonly [string, Name, (count: number) => readonly PeerSignal[]][] = [
    ['asks for another all the time', 'ben', (count) => [{ kind: 'contact', wanted: true, attempt: count + 1_000 }]],
    [
      'wants none and one again all the time',
      'ben',
      () => [
        { kind: 'contact', wanted: false },
        { kind: 'contact', wanted: true },
      ],
    ],
    [
      'begins another all the time',
      'ada',
      (count) => [
        {
          kind: 'description',
          attempt: count + 1,
          description: { type: 'offer', sdp: '' },
          slots: [],
          offers: { revision: 1, held: { audio: false, video: false }, publications: [] },
        },
      ],
    ],
  ];
  for (const [what, name, signals] of floods) {
    it(`is not made anew each time for somebody who ${what}`, () => {
      wire = new BadWire(() => []);
      const opened = openings(wire, name);
      wire.join(name);
      const other = name === 'ada' ? 'ben' : 'ada';
      for (let count = 0; count < 100; count += 1) {
        for (const signal of signals(count)) wire.mesh(name).receive(other, signal);
      }
      expect(opened.length).to.be.within(2, 5);
    });
  }
});
