import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { BackOff } from './back-off.js';

function staged(random: number) {
  mock.timers.enable({ apis: ['setTimeout'] });
  mock.method(Math, 'random', () => random);
  const lifetime = new AbortController();
  let tries = 0;
  const backOff = new BackOff({ task: () => (tries += 1), signal: lifetime.signal });
  /** Milliseconds until the next try. */
  const waited = (): number => {
    const before = tries;
    backOff.failed();
    for (let milliseconds = 0; milliseconds <= 20_000; milliseconds += 50) {
      if (tries > before) return milliseconds;
      mock.timers.tick(milliseconds === 0 ? 0 : 50);
      if (tries > before) return milliseconds;
    }
    return Infinity;
  };
  return { backOff, lifetime, waited, tries: () => tries };
}

test.afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

test('tries at once, every two seconds for as long as a restart takes, then less often', () => {
  const { waited } = staged(0.5);
  const waits = Array.from({ length: 11 }, waited);
  assert.deepEqual(waits, [0, 300, 1_000, ...Array<number>(5).fill(2_000), 4_000, 8_000, 8_000]);
});

test('half more or less by chance', () => {
  assert.deepEqual([1, 2, 3].map(staged(0).waited), [0, 150, 500]);
  mock.timers.reset();
  mock.restoreAll();
  const { waited } = staged(0.999);
  waited();
  assert.equal(waited(), 450);
});

test('a success that does not last is none', () => {
  const { backOff, waited } = staged(0.5);
  waited();
  backOff.succeeded();
  assert.equal(waited(), 300);
});

test('a sign that it would work now ends the wait, and starts nothing where none is', () => {
  const { backOff, waited, tries } = staged(0.5);
  backOff.now();
  assert.equal(tries(), 0);
  waited();
  backOff.failed();
  backOff.now();
  assert.equal(tries(), 2);
});

test('the end of the lifetime ends the wait', () => {
  const { backOff, lifetime, tries } = staged(0.5);
  backOff.failed();
  lifetime.abort();
  mock.timers.tick(10_000);
  assert.equal(tries(), 0);
});
