import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeFrame, emptyFrame, FRAME_HEADER_BYTES, leafInput, writeHeader } from './block-frames.js';

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const bytes = (size: { minLength: number; maxLength: number }) =>
  fc.uint8Array(size).map((array) => new Uint8Array(array));

void test('every frame is read as it was written, and its leaf input is a zero and the payload', () => {
  fc.assert(
    fc.property(
      ...[u32, u32, u32, bytes({ minLength: 32, maxLength: 32 }), bytes({ minLength: 1, maxLength: 500 })],
      (tag, block, offset, hash, payload) => {
        const frame = emptyFrame(payload.length);
        frame.set(payload, FRAME_HEADER_BYTES);
        writeHeader(frame, { tag, block, offset, hash });
        assert.deepEqual(decodeFrame(frame.buffer), { tag, block, offset, hash, payload });
        assert.deepEqual([...leafInput(frame)], [0, ...payload]);
      },
    ),
  );
});

void test('whatever a stranger sends is a frame with a payload, or none, and never an exception', () => {
  const anything = bytes({ minLength: 0, maxLength: 120 });
  const nearly = anything.map((rest) => Uint8Array.from([2, 0, 0, 0, ...rest]));
  fc.assert(
    fc.property(fc.oneof(anything, nearly), (sent) => {
      const frame = decodeFrame(sent.buffer);
      if (frame === undefined) return;
      assert.ok(frame.payload.length > 0);
      assert.equal(frame.payload.length + FRAME_HEADER_BYTES, sent.length);
      const again = emptyFrame(frame.payload.length);
      again.set(frame.payload, FRAME_HEADER_BYTES);
      writeHeader(again, frame);
      assert.deepEqual(again, sent);
    }),
  );
});

for (const [what, at, value] of [
  ['another layout', 0, 1],
  ['a reserved byte', 2, 1],
  ['a leaf prefix that is not zero', FRAME_HEADER_BYTES - 1, 1],
] as const) {
  void test(`${what} makes it no frame`, () => {
    const frame = emptyFrame(3);
    writeHeader(frame, { tag: 1, block: 2, offset: 0, hash: new Uint8Array(32) });
    assert.ok(decodeFrame(frame.slice().buffer));
    frame[at] = value;
    assert.equal(decodeFrame(frame.buffer), undefined);
  });
}

void test('a header without a payload is no frame', () => {
  const frame = emptyFrame(0);
  writeHeader(frame, { tag: 1, block: 2, offset: 0, hash: new Uint8Array(32) });
  assert.equal(decodeFrame(frame.buffer), undefined);
});
