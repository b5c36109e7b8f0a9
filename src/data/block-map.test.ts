import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockLayout, BLOCK_BYTES, MAX_BLOCKS } from './block-layout.js';
import { BlockMap, rangesOf } from './block-map.js';

const sizes = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3_000 }));

void test('a map has what was added, counts it, and finds what is missing', () => {
  fc.assert(
    fc.property(sizes, fc.array(fc.nat(3_500)), fc.array(fc.nat(3_500)), (total, added, removed) => {
      const map = new BlockMap(total);
      const model = new Set<number>();
      for (const block of added) {
        assert.equal(map.add(block), block < total && !model.has(block));
        if (block < total) model.add(block);
      }
      for (const block of removed) {
        map.remove(block);
        model.delete(block);
      }
      assert.equal(map.count, model.size);
      assert.equal(map.complete, model.size === total);
      const missing = Array.from({ length: total }, (_, block) => block).filter((block) => !model.has(block));
      assert.equal(map.firstMissing(), missing[0]);
      assert.equal(
        map.firstMissing(5),
        missing.find((block) => block >= 5),
      );
    }),
  );
});

void test('a map goes over the wire and comes back; anything else is no map', () => {
  fc.assert(
    fc.property(sizes, fc.array(fc.nat(3_000)), fc.string(), (total, added, text) => {
      const map = new BlockMap(total);
      for (const block of added) map.add(block);
      const back = BlockMap.fromText(map.toText(), total);
      assert.equal(back?.count, map.count);
      assert.equal(back?.toText(), map.toText());
      const other = BlockMap.fromText(text, total);
      assert.ok(other === undefined || other.count <= total);
    }),
  );
});

void test('ranges say the same as the numbers', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200)), (numbers) => {
      const blocks = numbers.sort((one, other) => one - other);
      const ranges = rangesOf(blocks);
      const back = new BlockMap(201);
      for (const range of ranges) back.addRange(range);
      assert.deepEqual(
        Array.from({ length: 201 }, (_, block) => block).filter((block) => back.has(block)),
        blocks,
      );
      assert.ok(ranges.every(([, count], index) => index === 0 || count > 0));
    }),
  );
});

void test('blocks cover a file of any size exactly, and there are never too many', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (sizeBytes) => {
      const layout = new BlockLayout(sizeBytes);
      assert.ok(layout.count <= MAX_BLOCKS);
      if (layout.count === 0) return assert.equal(sizeBytes, 0);
      const last = layout.count - 1;
      assert.equal(layout.start(last) + layout.bytesOf(last), sizeBytes);
      assert.ok(layout.bytesOf(last) >= 1);
      assert.equal(layout.bytesOfMany(layout.count, true), sizeBytes);
      if (sizeBytes <= BLOCK_BYTES * MAX_BLOCKS) assert.equal(layout.blockBytes, BLOCK_BYTES);
    }),
  );
});
