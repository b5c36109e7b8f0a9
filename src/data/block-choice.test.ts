import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockChoice, inOneMessage } from './block-choice.js';
import { BlockMap } from './block-map.js';

const any = { room: Infinity, mayAsk: () => true, least: 0, most: Infinity };

function mapOf(total: number, blocks: readonly number[]): BlockMap {
  const map = new BlockMap(total);
  for (const block of blocks) map.add(block);
  return map;
}

void test('the rarest comes first, wherever the search begins', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(4), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      fc.boolean(),
      (copies, room, isOthersOnly) => {
        const choice = new BlockChoice(copies.length);
        for (let person = 0; person < 4; person += 1) {
          choice.came(
            mapOf(
              copies.length,
              copies.flatMap((count, block) => (count > person ? [block] : [])),
            ),
          );
        }
        const least = isOthersOnly ? 1 : 0;
        const chosen = choice.choose({ ...any, room, least });
        const allowed = copies.filter((count) => count >= least);
        assert.equal(chosen.length, Math.min(room, allowed.length));
        assert.deepEqual(
          chosen,
          [...chosen].sort((one, other) => one - other),
        );
        const rarest = allowed.sort((one, other) => one - other).slice(0, room);
        const found = chosen.map((block) => copies[block]!).sort((one, other) => one - other);
        assert.deepEqual(found, rarest);
      },
    ),
  );
});

void test('who leaves takes the copies along, and what has come since counts', () => {
  const choice = new BlockChoice(4);
  const map = mapOf(4, [0, 1]);
  choice.came(map);
  choice.gained([2, 9]);
  assert.deepEqual(choice.choose({ ...any, least: 1, most: 1 }), [0, 1, 2, 3]);
  choice.left(map);
  assert.deepEqual(choice.choose({ ...any, least: 1, most: 1 }), [2, 3]);
  assert.deepEqual(choice.choose({ ...any, room: 0 }), []);
  assert.deepEqual(choice.choose({ ...any, mayAsk: (block) => block === 3 }), [3]);
});

void test('of what everybody lacks each asks for a share of its own, and together for all of it', () => {
  const people = ['cleo', 'ada', 'ben'];
  const shares = people.map((self) => {
    const choice = new BlockChoice(50);
    choice.share(people, self);
    return choice.choose({ ...any, most: 0, ownShare: true });
  });
  assert.deepEqual(
    shares.flat().sort((one, other) => one - other),
    Array.from({ length: 50 }, (_, block) => block),
  );
  assert.deepEqual(shares[1]?.slice(0, 5), [0, 1, 2, 3, 12]);
});

void test('one message takes 64 ranges', () => {
  const scattered = Array.from({ length: 100 }, (_, index) => 2 * index);
  assert.deepEqual(inOneMessage(scattered), scattered.slice(0, 64));
  assert.equal(inOneMessage(Array.from({ length: 100 }, (_, index) => index)).length, 100);
});
