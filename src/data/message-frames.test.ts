import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeMessageFrame, encodeMessageFrame, type MessageFrame } from './message-frames.js';

const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const positive = fc.integer({ min: 1, max: 0xffff_ffff });
const payload = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((bytes) => new Uint8Array(bytes));

/** As the codec makes them: plain objects. */
const plain = { noNullPrototype: true } as const;

const frames: fc.Arbitrary<MessageFrame> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('part' as const),
      sequence: positive,
      offsetBytes: uint32,
      isLast: fc.boolean(),
      payload,
    },
    plain,
  ),
  fc.record(
    {
      kind: fc.constant('part' as const),
      sequence: positive,
      offsetBytes: fc.constant(0),
      isLast: fc.constant(true),
      payload: fc.constant(new Uint8Array()),
    },
    plain,
  ),
  fc
    .tuple(uint32, uint32)
    .map(([one, other]) => ({ kind: 'credit' as const, received: Math.min(one, other), limit: Math.max(one, other) })),
  fc.record({ kind: fc.constant('refusal' as const), sequence: positive }, plain),
  fc.record({ kind: fc.constant('note' as const), payload }, plain),
);

test('a message frame is read as it was written, wherever in a buffer it lies', () => {
  fc.assert(
    fc.property(frames, fc.nat(16), (frame, offset) => {
      const written = encodeMessageFrame(frame);
      assert.deepEqual(decodeMessageFrame(written), frame);
      const elsewhere = new Uint8Array(offset + written.byteLength);
      elsewhere.set(written, offset);
      assert.deepEqual(decodeMessageFrame(elsewhere.subarray(offset)), frame);
    }),
  );
});

test('whatever bytes come are a frame that means the same when written, or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const frame = decodeMessageFrame(new Uint8Array(bytes));
      if (frame !== undefined) assert.deepEqual(encodeMessageFrame(frame), new Uint8Array(bytes));
    }),
    { numRuns: 2_000 },
  );
});

test('what could be repeated without end, or says nothing, is no frame', () => {
  const empty = { kind: 'part', sequence: 1, offsetBytes: 0, isLast: false, payload: new Uint8Array() } as const;
  assert.equal(decodeMessageFrame(encodeMessageFrame(empty)), undefined);
  assert.equal(decodeMessageFrame(encodeMessageFrame({ ...empty, sequence: 0, isLast: true })), undefined);
  assert.equal(decodeMessageFrame(encodeMessageFrame({ kind: 'credit', received: 3, limit: 2 })), undefined);
  assert.equal(decodeMessageFrame(new Uint8Array(8)), undefined);
  assert.equal(decodeMessageFrame(Uint8Array.of(9, 0, 0, 0, 1, 0, 0, 0, 0)), undefined);
});
