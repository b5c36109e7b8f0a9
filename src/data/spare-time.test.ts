import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpareTime } from './spare-time.js';

/** A sender that was asked at 0 and has given four blocks, one every `blockMs`. */
function measured(blockMs: number): SpareTime {
  const spare = new SpareTime(0);
  spare.asked(0);
  for (let block = 1; block <= 4; block += 1) spare.senderGave(block * blockMs);
  return spare;
}

void test('a sender that takes long for a block is spared while the others give more often than it would', () => {
  const spare = measured(2_000);
  spare.othersGave(8_000);
  assert.equal(spare.blocks(10_000), 0);
  assert.ok(spare.blocks(12_000) > 0, 'and asked when they have stopped');
});

void test('a sender that gives faster than the others together is asked as well', () => {
  const spare = measured(20);
  spare.othersGave(1_000);
  assert.ok(spare.blocks(1_200) > 0);
});

void test('the time in which a sender owes nothing does not count as slowness', () => {
  const spare = measured(20);
  spare.asked(60_000);
  spare.senderGave(60_020);
  spare.othersGave(60_100);
  assert.ok(spare.blocks(60_300) > 0);
});
