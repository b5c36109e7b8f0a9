import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RedialPace } from './redial-pace.js';

test('another connection is made at once a few times, and in turn for whoever wants one all the time', () => {
  const pace = new RedialPace();
  const waits: number[] = [];
  let now = 1_000;
  for (let count = 0; count < 14; count += 1) {
    const waitMs = pace.next(now);
    waits.push(waitMs);
    now += waitMs;
  }
  assert.deepEqual(waits.slice(0, 6), [0, 0, 0, 0, 4_000, 4_000]);
  assert.deepEqual(waits.slice(-2), [4_000, 4_000]);
});

test('asking ever more often does not make the wait longer', () => {
  const pace = new RedialPace();
  for (let count = 0; count < 1_000; count += 1) pace.next(5);
  assert.equal(pace.next(5), 4_000);
});

test('who has had one connection for long enough gets the next at once', () => {
  const pace = new RedialPace();
  for (let count = 0; count < 6; count += 1) pace.next(0);
  assert.equal(pace.next(3_000), 4_000, 'not yet');
  assert.equal(pace.next(3_000 + 8_000), 0);
});
