import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { NegotiationSignal, PeerSignal } from '../protocol/index.js';
import { SignalLine } from './signal-line.js';

/** Two ends and the way between them, which does what `fate` says with each signal. */
class Way {
  readonly #lifetime = new AbortController();
  readonly taken: Record<'ada' | 'ben', number[]> = { ada: [], ben: [] };
  readonly crossed: PeerSignal[] = [];
  readonly ada: SignalLine;
  readonly ben: SignalLine;

  constructor(fate: (signal: PeerSignal, pass: (times: number, afterMs: number) => void) => void) {
    const line = (name: 'ada' | 'ben'): SignalLine =>
      new SignalLine({
        send: async (signal) => {
          this.crossed.push(signal);
          const to = name === 'ada' ? this.ben : this.ada;
          const copy = JSON.parse(JSON.stringify(signal)) as PeerSignal;
          fate(copy, (times, afterMs) => {
            for (let time = 0; time < times; time += 1) setTimeout(() => to.receive(copy), afterMs);
          });
        },
        take: (signal) => this.taken[name].push(signal.attempt ?? -1),
        signal: this.#lifetime.signal,
      });
    this.ada = line('ada');
    this.ben = line('ben');
  }

  /** Lets time pass for as long as anything happens. */
  async settle(forMs = 60_000, stepMs = 10): Promise<void> {
    for (let passed = 0; passed < forMs; passed += stepMs) {
      mock.timers.tick(stepMs);
      await Promise.resolve();
      await Promise.resolve();
    }
  }

  end(): void {
    this.#lifetime.abort();
  }
}

function numbered(attempt: number): NegotiationSignal {
  return { kind: 'contact', wanted: true, attempt };
}

const TEN = Array.from({ length: 10 }, (_, index) => index + 1);

async function carries(fate: ConstructorParameters<typeof Way>[0]): Promise<Way> {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const way = new Way(fate);
    for (const attempt of TEN) {
      way.ada.send(numbered(attempt));
      way.ben.send(numbered(attempt));
    }
    await way.settle(20_000);
    await way.settle(40_000, 100);
    assert.deepEqual(way.taken, { ada: TEN, ben: TEN });
    const before = way.crossed.length;
    await way.settle(60_000, 100);
    assert.equal(way.crossed.length, before, 'nothing goes on once everything was confirmed');
    way.end();
    return way;
  } finally {
    mock.timers.reset();
  }
}

test('a way that is in order carries everything once, and confirms a swarm with a few words', async () => {
  const way = await carries((_, pass) => pass(1, 5));
  assert.ok(way.crossed.length <= 2 * TEN.length + 4, `${way.crossed.length} signals for ${2 * TEN.length}`);
});

test('everything that comes twice is taken once', async () => {
  await carries((_, pass) => pass(2, 5));
});

test('each signal lost once comes all the same, in order', async () => {
  for (const lost of TEN) {
    let count = 0;
    await carries((signal, pass) => {
      if (signal.kind !== 'heard' && signal.place?.number === lost && (count += 1) <= 2) return;
      pass(1, 5);
    });
    assert.ok(count > 2, 'it was lost, and came again');
  }
});

test('a confirmation that is lost is given again', async () => {
  let lost = 0;
  await carries((signal, pass) => {
    if (signal.kind === 'heard' && lost < 4) lost += 1;
    else pass(1, 5);
  });
  assert.ok(lost > 0);
});

test('whatever a way loses, repeats and reorders, by any of 200 seeds: the same order, each once', async () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = randomOf(seed);
    await carries((_, pass) => {
      const chance = random();
      if (chance < 0.3) return;
      pass(chance < 0.5 ? 3 : 1, Math.floor(random() * 400));
    });
  }
});

test('what is given up is not waited for by the other side', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    let isOpen = false;
    const way = new Way((_, pass) => {
      if (isOpen) pass(1, 5);
    });
    for (const attempt of TEN) way.ada.send(numbered(attempt));
    await way.settle(1_000);
    way.ada.giveUp((signal) => signal.attempt === 3);
    isOpen = true;
    way.ada.send(numbered(11));
    await way.settle();
    assert.deepEqual(way.taken.ben, [3, 11]);
    way.end();
  } finally {
    mock.timers.reset();
  }
});

test('a sign that the other side is back sends everything at once', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    let isOpen = false;
    const way = new Way((_, pass) => {
      if (isOpen) pass(1, 5);
    });
    way.ada.send(numbered(1));
    await way.settle(20_000);
    isOpen = true;
    way.ada.resend();
    await way.settle(10);
    assert.deepEqual(way.taken.ben, [1]);
    way.end();
  } finally {
    mock.timers.reset();
  }
});

/** A small linear congruential generator: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
