import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RtcError } from '../protocol/index.js';
import { contentOf, messageBody, packMessage, unpackMessage } from './message-packing.js';

const header = { type: 'message:send', id: 'a1', direct: false, format: 'text', sentAt: 5 } as const;

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof RtcError) return error.code;
    throw error;
  }
  return 'nothing';
}

function travelled(content: unknown): unknown {
  const { format, bytes } = messageBody(content);
  const unpacked = unpackMessage(packMessage({ ...header, format }, bytes));
  assert.ok(unpacked?.header.type === 'message:send');
  return contentOf(unpacked.header.format, unpacked.body)?.content;
}

test('text, JSON and bytes arrive as they were', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(travelled(text), text)));
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      assert.deepEqual(travelled(value), JSON.parse(JSON.stringify(value)));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const whole = new Uint8Array(bytes);
      assert.deepEqual(new Uint8Array(travelled(whole) as ArrayBuffer), whole);
      assert.deepEqual(travelled(whole.buffer), whole.buffer);
    }),
  );
  const view = new DataView(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2);
  assert.deepEqual(new Uint8Array(travelled(view) as ArrayBuffer), Uint8Array.of(2, 3));
});

test('what changes after it was sent changes nothing', () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const body = messageBody(bytes);
  bytes.fill(9);
  assert.deepEqual(body.bytes, Uint8Array.of(1, 2, 3));
});

test('what is neither is refused, and so is what is too large', () => {
  for (const content of [undefined, () => 1, new Map(), new Blob(['x']), { when: new Date() }, NaN]) {
    assert.equal(
      codeOf(() => messageBody(content)),
      'data/invalid',
    );
  }
  assert.equal(
    codeOf(() => messageBody(new ArrayBuffer(67_108_865))),
    'data/too-large',
  );
  assert.equal(
    codeOf(() => messageBody('ä'.repeat(33_554_433))),
    'data/too-large',
  );
});

test('whatever bytes come, unpacking gives a message of the protocol or nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      assert.equal(unpackMessage(new Uint8Array(bytes)), undefined);
    }),
  );
  const packed = packMessage(header);
  assert.equal(unpackMessage(packed.subarray(0, packed.byteLength - 1)), undefined, 'cut');
  const unknown = packMessage({ ...header, type: 'message:unknown' } as unknown as typeof header);
  assert.equal(unpackMessage(unknown), undefined);
});

test('bytes that are not what their header says have no content', () => {
  const invalidText = Uint8Array.of(0xff, 0xfe);
  assert.equal(contentOf('text', invalidText), undefined);
  assert.equal(contentOf('json', invalidText), undefined);
  assert.equal(contentOf('json', new Uint8Array(new TextEncoder().encode('{'))), undefined);
  const deep = new Uint8Array(new TextEncoder().encode('['.repeat(40) + ']'.repeat(40)));
  assert.equal(contentOf('json', deep), undefined, 'deeper than sixteen');
});
