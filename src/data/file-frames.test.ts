import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decodeFrame, encodeFrame, FRAME_HEADER_BYTES } from './file-frames.js';

const bytes = (options: fc.IntArrayConstraints) =>
  fc.uint8Array(options).map((array): Uint8Array<ArrayBuffer> => new Uint8Array(array));

void test('what is encoded is decoded', () => {
  fc.assert(
    fc.property(
      fc.record(
        { tag: fc.nat(0xffff_ffff), offset: fc.maxSafeNat(), payload: bytes({ minLength: 1 }) },
        { noNullPrototype: true },
      ),
      (frame) => assert.deepEqual(decodeFrame(encodeFrame(frame).buffer), frame),
    ),
  );
});

void test('random bytes decode to a sound frame or to nothing, and never throw', () => {
  const header = bytes({ minLength: FRAME_HEADER_BYTES, maxLength: 64 }).map((array) => {
    // Half of them get past the first check.
    if ((array[15] ?? 0) % 2 === 0) array.set([1, 0, 0, 0]);
    return array;
  });
  fc.assert(
    fc.property(fc.oneof(bytes({ maxLength: 64 }), header), (array) => {
      const frame = decodeFrame(array.buffer);
      if (frame === undefined) return;
      assert.ok(Number.isSafeInteger(frame.offset) && frame.offset >= 0);
      assert.ok(frame.payload.byteLength > 0);
      assert.deepEqual(new Uint8Array(encodeFrame(frame).buffer).slice(FRAME_HEADER_BYTES), frame.payload);
    }),
    { numRuns: 2_000 },
  );
});

void test('wrong layouts, impossible offsets and empty payloads are no frames', () => {
  const frame = (change: (header: DataView<ArrayBuffer>) => void): ArrayBuffer => {
    const { buffer } = encodeFrame({ tag: 1, offset: 2, payload: new Uint8Array([3]) });
    change(new DataView(buffer));
    return buffer;
  };
  assert.ok(decodeFrame(frame(() => undefined)));
  assert.equal(decodeFrame(frame((header) => header.setUint8(0, 2))), undefined);
  assert.equal(decodeFrame(frame((header) => header.setUint8(3, 1))), undefined);
  for (const offset of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    assert.equal(decodeFrame(frame((header) => header.setFloat64(8, offset))), undefined, `offset ${offset}`);
  }
  assert.equal(decodeFrame(new ArrayBuffer(0)), undefined);
  assert.equal(decodeFrame(frame(() => undefined).slice(0, FRAME_HEADER_BYTES)), undefined);
});
