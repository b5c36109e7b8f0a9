import { expect } from '../../test/browser/expect.js';
import { until } from '../../test/browser/until.js';
import type { PeerSignal } from '../protocol/index.js';
import { BadWire, IN_ORDER, seeded, type Fate, type Name } from '../../test/browser/bad-wire.js';

type Kind = 'offer' | 'answer' | Exclude<PeerSignal['kind'], 'description'>;

/** What a signal is, as far as it matters whether it is lost. */
function kindOf(signal: PeerSignal): Kind {
  return signal.kind === 'description' ? signal.description.type : signal.kind;
}

/** Does `what` to the first signal of this kind from either side, and nothing to the others. */
function firstOf(kind: Kind, what: Fate): Fate {
  const seen = new Set<string>();
  return (signal, from) => {
    if (kindOf(signal) !== kind || seen.has(from)) return IN_ORDER(signal, from);
    seen.add(from);
    return what(signal, from);
  };
}

/** Loses a fifth, repeats another, and delays and reorders all. */
function fateOf(seed: number): Fate {
  const random = seeded(seed);
  return () => {
    const chance = random();
    if (chance < 0.2) return [];
    const lateMs = Math.floor(random() * 300);
    return chance < 0.4 ? [lateMs, Math.floor(random() * 300)] : [lateMs];
  };
}

/** Every kind of signal there is, by the compiler's word. */
const KINDS = Object.keys({
  offer: true,
  answer: true,
  candidates: true,
  heard: true,
  contact: true,
} satisfies Record<Kind, true>) as Kind[];

/** As far as a service on the other side of the world, and as unsteady. */
function distant(seed: number): Fate {
  const random = seeded(seed);
  return () => [Math.floor(random() * 300)];
}

/** All offer to all in the same instant, so many times over, and end alike. */
async function offerAtOnce(wire: BadWire, rounds: number): Promise<void> {
  wire.join();
  await wire.connected();
  for (let round = 0; round < rounds; round += 1) {
    await wire.renegotiated();
    await wire.stable();
  }
  await wire.talk();
  expect(wire.errors).to.deep.equal([]);
}

/** Both connected and quiet, the second negotiation included. */
async function converges(wire: BadWire): Promise<void> {
  await wire.connected();
  await wire.renegotiated();
  await wire.stable();
  await wire.talk();
  expect(wire.errors).to.deep.equal([]);
}

describe('two people of a mesh', () => {
  let wire: BadWire;

  afterEach(() => wire.end());

  for (const kind of KINDS) {
    const fates: readonly [string, Fate][] = [
      [`the first ${kind} of each side is lost`, () => []],
      [`the first ${kind} of each side comes twice`, () => [1, 30]],
      [`the first ${kind} of each side is overtaken by what follows`, () => [250]],
      [`the first ${kind} of each side comes again much later`, () => [1, 1_500]],
    ];
    for (const [name, fate] of fates) {
      it(`converge although ${name}`, async () => {
        wire = new BadWire(firstOf(kind, fate));
        wire.join();
        if (kind === 'contact') await wire.partAndMeetAgain();
        // Otherwise nothing was done to anything. A confirmation goes by itself once there is nothing for it to travel with.
        await until(wire, 'passed', () => wire.passed.some((signal) => kindOf(signal) === kind), kind);
        await converges(wire);
      });
    }
  }

  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`converge on a wire that loses, repeats, delays and reorders at will, by seed ${seed}`, async () => {
      wire = new BadWire(fateOf(seed));
      wire.join();
      await converges(wire);
    });
  }

  it('converge although every candidate comes before its description, and the end of candidates never', async () => {
    wire = new BadWire((signal) => {
      if (signal.kind === 'description') return [200];
      return signal.kind === 'candidates' && signal.candidates.some(({ candidate }) => candidate === '') ? [] : [0];
    });
    wire.join();
    await wire.connected();
    expect(wire.errors).to.deep.equal([]);
  });

  it('hear of each other late, and lose nothing of what was said before', async () => {
    wire = new BadWire(IN_ORDER);
    wire.join('ben');
    await until(wire, 'passed', () => wire.passed.length >= 3, 'signals of the newcomer');
    wire.join('ada');
    await wire.connected();
  });

  it('offer in the same instant a hundred times over a wire of random delay, and are stable each time', async function () {
    this.timeout(60_000);
    const random = seeded(1);
    wire = new BadWire(() => [Math.floor(random() * 20)]);
    await offerAtOnce(wire, 100);
    expect(wire.sections('ada')).to.deep.equal(wire.sections('ben'));
    // An offer each and one answer, or two: a loop of rollbacks would need many more.
    expect(wire.passed.filter(({ kind }) => kind === 'description').length).to.be.at.most(2 + 100 * 5);
  });
});

// A hundred rounds over such a distance one after the other take a minute.
describe('people of a mesh who are up to 300 ms away from each other', () => {
  const wires: BadWire[] = [];

  afterEach(() => {
    for (const wire of wires.splice(0)) wire.end();
  });

  function wireOf(seed: number, names: readonly Name[]): BadWire {
    const wire = new BadWire(distant(seed), names);
    wires.push(wire);
    return wire;
  }

  it('offer in the same instant, ten pairs ten times each by seeds 1 to 10, and are stable each time', async function () {
    this.timeout(60_000);
    for (let seed = 1; seed <= 10; seed += 1) wireOf(seed, ['ada', 'ben']);
    await Promise.all(wires.map((wire) => offerAtOnce(wire, 10)));
    for (const wire of wires) expect(wire.sections('ada')).to.deep.equal(wire.sections('ben'));
  });

  it('offer in the same instant all three to each other, ten times by seed 1, and are stable each time', async function () {
    this.timeout(60_000);
    const wire = wireOf(1, ['ada', 'ben', 'cai']);
    await offerAtOnce(wire, 10);
    expect(wire.sections('ada', 'ben')).to.deep.equal(wire.sections('ben', 'ada'));
    expect(wire.sections('ben', 'cai')).to.deep.equal(wire.sections('cai', 'ben'));
    expect(wire.sections('cai', 'ada')).to.deep.equal(wire.sections('ada', 'cai'));
  });
});
