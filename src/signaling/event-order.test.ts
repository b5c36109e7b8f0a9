import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RoomEvent } from '../protocol/index.js';
import { EventOrder } from './event-order.js';

function event(sequence: number): RoomEvent {
  return { type: 'participant-left', room: 'r', sequence, userId: `u${sequence}`, reason: 'left' };
}

test('lets each event out once and in order, however they come', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 50 }),
      fc.shuffledSubarray([...Array(20).keys()], { minLength: 20, maxLength: 20 }),
      fc.array(fc.nat(19)),
      (start, arrival, repeated) => {
        const order = new EventOrder(start);
        const out = [...arrival, ...repeated].flatMap((offset) => order.take(event(start + 1 + offset)));
        assert.deepEqual(
          out.map(({ sequence }) => sequence),
          [...Array(20).keys()].map((offset) => start + 1 + offset),
        );
      },
    ),
  );
});

test('drops what was known before', () => {
  const order = new EventOrder(7);
  assert.deepEqual(order.take(event(7)), []);
  assert.equal(order.take(event(8)).length, 1);
});

test('begins again where a snapshot is, also when that is earlier', () => {
  const order = new EventOrder(0);
  for (const sequence of [2, 4, 5, 7]) assert.deepEqual(order.take(event(sequence)), []);
  for (const sequence of [4, 2]) {
    order.restart(sequence);
    assert.equal(order.last, sequence);
    assert.deepEqual(order.take(event(sequence + 2)), []);
    assert.equal(order.take(event(sequence + 1)).length, 2);
  }
});
