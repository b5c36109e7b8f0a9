import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomText } from './random-text.js';

test('gives as many bytes as were asked for, and never the same again', () => {
  const sizes = Array.from({ length: 2_000 }, (_, index) => 12 + (index % 32));
  const texts = sizes.map(randomText);
  assert.equal(new Set(texts).size, texts.length);
  for (const [index, text] of texts.entries()) {
    const bytes = Buffer.from(text, 'base64url');
    assert.equal(bytes.length, sizes[index]);
    assert.ok(bytes.some((byte) => byte !== 0));
  }
});

test('every bit is as often set as not', () => {
  const set = Array.from({ length: 8 }, () => 0);
  const bytes = Array.from({ length: 200 }, () => [...Buffer.from(randomText(100), 'base64url')]).flat();
  for (const byte of bytes) for (let bit = 0; bit < 8; bit += 1) set[bit]! += (byte >> bit) & 1;
  // Off by seven standard deviations once in 10¹¹ runs.
  for (const count of set)
    assert.ok(Math.abs(count - bytes.length / 2) < (7 * Math.sqrt(bytes.length)) / 2, String(set));
});
