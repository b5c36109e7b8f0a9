import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limiterFor } from './limiter.js';
import type { EventKind, Rates } from './limits.js';
import { RateLimit } from './rate-limit.js';

const RATE = { burst: 10, perSecond: 2 };
const RATES: Rates = {
  signal: RATE,
  'signal-bytes': { burst: 1_000, perSecond: 100 },
  relay: RATE,
  entry: RATE,
  change: RATE,
  question: RATE,
  call: RATE,
  unknown: RATE,
};
const LIMITS = { perSocket: RATES, refusals: 5, quietMs: 15_000 };

function limiterAt(address?: RateLimit) {
  const clock = { nowMs: 0 };
  const now = () => clock.nowMs;
  const limit = limiterFor(
    LIMITS,
    address ?? new RateLimit({ ...RATES, signal: { burst: 15, perSecond: 0 } }, now),
    now,
  );
  const take = (times: number, kind: EventKind = 'question') => Array.from({ length: times }, () => limit(kind));
  return { clock, take };
}

test('a burst is granted up to its size, then refused', () => {
  const { take } = limiterAt();
  assert.deepEqual(new Set(take(10)), new Set(['granted']));
  assert.deepEqual(take(1), ['busy']);
});

test('kinds do not take from each other', () => {
  const { take } = limiterAt();
  take(11);
  assert.deepEqual(take(1, 'entry'), ['granted']);
});

test('time brings tokens back, up to a full bucket', () => {
  const { clock, take } = limiterAt();
  take(10);
  clock.nowMs += 1_000;
  assert.deepEqual(take(3), ['granted', 'granted', 'busy']);
  clock.nowMs += 3_600_000;
  assert.deepEqual(new Set(take(10)), new Set(['granted']));
  assert.deepEqual(take(1), ['busy']);
});

test('sockets of one address share what the address has, and a refusal by one takes nothing from the other', () => {
  const address = new RateLimit({ ...RATES, signal: { burst: 15, perSecond: 0 } });
  const [one, two] = [limiterAt(address), limiterAt(address)];
  assert.deepEqual(new Set(one.take(10, 'signal')), new Set(['granted']));
  one.take(3, 'signal');
  assert.deepEqual(two.take(6, 'signal'), ['granted', 'granted', 'granted', 'granted', 'granted', 'busy']);
});

test('whoever goes on after many refusals is flooding, also when something is granted in between', () => {
  const { clock, take } = limiterAt();
  assert.deepEqual(new Set(take(15).slice(10)), new Set(['busy']));
  clock.nowMs += 1_000;
  assert.deepEqual(take(3), ['granted', 'granted', 'flooding']);
});

test('refusals are forgotten after a quiet time', () => {
  const { clock, take } = limiterAt();
  take(15);
  clock.nowMs += 15_000;
  assert.deepEqual(take(11).at(-1), 'busy');
});

test('an address that took nothing for long is as good as new', () => {
  const clock = { nowMs: 0 };
  const rate = new RateLimit(RATES, () => clock.nowMs);
  assert.equal(RateLimit.take('call', [rate]), true);
  assert.equal(rate.isFull, false);
  clock.nowMs += 1_000;
  assert.equal(rate.isFull, true);
});
