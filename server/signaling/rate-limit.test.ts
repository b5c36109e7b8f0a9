import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BURST_TOKENS, RateLimit, REFUSALS_BEFORE_CLOSING, TOKENS_PER_SECOND } from './rate-limit.js';

function limitAt() {
  const clock = { nowMs: 0 };
  return { clock, limit: new RateLimit(() => clock.nowMs) };
}

function take(limit: RateLimit, times: number, cost = 1): string[] {
  return Array.from({ length: times }, () => limit.take(cost));
}

test('a burst is granted up to its size, then refused', () => {
  const { limit } = limitAt();
  assert.deepEqual(new Set(take(limit, BURST_TOKENS)), new Set(['granted']));
  assert.equal(limit.take(1), 'busy');
});

test('time brings tokens back, up to a full bucket', () => {
  const { clock, limit } = limitAt();
  take(limit, BURST_TOKENS);
  clock.nowMs += 1_000;
  assert.deepEqual(new Set(take(limit, TOKENS_PER_SECOND)), new Set(['granted']));
  assert.equal(limit.take(1), 'busy');
  clock.nowMs += 3_600_000;
  take(limit, BURST_TOKENS);
  assert.equal(limit.take(1), 'busy');
});

test('an expensive event needs all its tokens and takes none when refused', () => {
  const { limit } = limitAt();
  take(limit, BURST_TOKENS - 10);
  assert.equal(limit.take(25), 'busy');
  assert.equal(limit.take(10), 'granted');
});

test('whoever goes on after many refusals is flooding', () => {
  const { limit } = limitAt();
  take(limit, BURST_TOKENS);
  assert.deepEqual(new Set(take(limit, REFUSALS_BEFORE_CLOSING)), new Set(['busy']));
  assert.equal(limit.take(1), 'flooding');
});

test('refusals are forgotten after a quiet time, not after a granted event', () => {
  const { clock, limit } = limitAt();
  take(limit, BURST_TOKENS + REFUSALS_BEFORE_CLOSING);
  clock.nowMs += 1_000;
  take(limit, TOKENS_PER_SECOND);
  assert.equal(limit.take(1), 'flooding');
  clock.nowMs += (BURST_TOKENS / TOKENS_PER_SECOND) * 1_000;
  take(limit, BURST_TOKENS);
  assert.equal(limit.take(1), 'busy');
});
