import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkPace } from './link-pace.js';

/** Sends for so long over a way of so many bytes a second that makes each frame wait. */
function after(seconds: number, bytesPerSecond: number, pace = new LinkPace(), fromMs = 0): LinkPace {
  let atMs = fromMs;
  while (atMs < fromMs + seconds * 1_000) {
    const bytes = pace.frameBytes;
    const waitedMs = (bytes * 1_000) / bytesPerSecond;
    atMs += waitedMs;
    pace.sent(bytes, waitedMs, atMs);
  }
  return pace;
}

for (const [what, bytesPerSecond, least, most] of [
  ['a thin uplink', 125_000, 8_192, 14_000],
  ['an uplink of 8 Mbit/s', 1_000_000, 80_000, 110_000],
  ['a local network', 50_000_000, 262_144, 262_144],
] as const) {
  void test(`over ${what} a frame is about a tenth of a second long`, () => {
    const { frameBytes } = after(5, bytesPerSecond);
    assert.ok(frameBytes >= least && frameBytes <= most, `${frameBytes} bytes`);
  });
}

void test('what waits in the buffer is a fifth of a second long, and never more than 2 MB', () => {
  assert.equal(after(5, 125_000).highWaterBytes, 65_536);
  const medium = after(5, 1_000_000).highWaterBytes;
  assert.ok(medium > 150_000 && medium < 230_000, `${medium} bytes`);
  assert.equal(after(5, 50_000_000).highWaterBytes, 2_097_152);
});

void test('frames follow a way that becomes slower and faster again', () => {
  const pace = after(3, 20_000_000);
  assert.equal(pace.frameBytes, 262_144);
  after(5, 200_000, pace, 10_000);
  assert.ok(pace.frameBytes < 30_000, `${pace.frameBytes} bytes`);
  after(3, 20_000_000, pace, 30_000);
  assert.equal(pace.frameBytes, 262_144);
});
