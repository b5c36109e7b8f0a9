import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FileRate } from './file-rate.js';

void test('a steady flow shows its rate at once and keeps it', () => {
  const rate = new FileRate(0);
  assert.equal(rate.update(5_000, 1), 0);
  for (let ms = 100; ms <= 1_000; ms += 100) assert.ok(Math.abs(rate.update(ms * 50, ms) - 50_000) < 1e-6);
});

void test('a change of speed shows within seconds, not at once', () => {
  const rate = new FileRate(0);
  rate.update(1_000_000, 1_000);
  const soon = rate.update(1_000_000, 1_100);
  assert.ok(soon > 900_000);
  let bytesPerSecond = soon;
  for (let ms = 1_200; ms <= 11_000; ms += 100) bytesPerSecond = rate.update(1_000_000, ms);
  assert.ok(bytesPerSecond < 10_000);
});
