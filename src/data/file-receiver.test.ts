import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FileReceiver } from './file-receiver.js';

const MEBIBYTE = 1_048_576;

function frame(offset: number, payload: Uint8Array<ArrayBuffer> | readonly number[]) {
  return { tag: 0, offset, payload: new Uint8Array(payload) };
}

void test('frames become a file with an inert name and type', async () => {
  const receiver = new FileReceiver({ name: '../x.html', sizeBytes: 5, mediaType: 'text/html' });
  receiver.take(frame(0, [1, 2]));
  assert.equal(receiver.complete, false);
  receiver.take(frame(2, [3, 4, 5]));
  assert.equal(receiver.complete, true);
  const file = await receiver.finish();
  assert.equal(file.name, 'x.html');
  assert.equal(file.type, 'application/octet-stream');
  assert.deepEqual(new Uint8Array(await file.arrayBuffer()), new Uint8Array([1, 2, 3, 4, 5]));
});

void test('an empty file is complete from the start', async () => {
  const receiver = new FileReceiver({ name: 'empty', sizeBytes: 0, mediaType: '' });
  assert.equal(receiver.complete, true);
  assert.equal((await receiver.finish()).size, 0);
});

void test('wrong offsets and surplus bytes are refused, and an incomplete file is none', async () => {
  const receiver = new FileReceiver({ name: 'x', sizeBytes: 4, mediaType: '' });
  receiver.take(frame(0, [1, 2]));
  for (const offset of [0, 1, 3, 4_000_000_000]) {
    assert.throws(() => receiver.take(frame(offset, [9])), { code: 'data/invalid' });
  }
  assert.throws(() => receiver.take(frame(2, [3, 4, 5])), { code: 'transfer/size-mismatch' });
  await assert.rejects(receiver.finish(), { code: 'transfer/size-mismatch' });
  assert.equal(receiver.bytes, 2);
});

void test('a lie about the size allocates nothing', () => {
  const receiver = new FileReceiver({ name: 'x', sizeBytes: Number.MAX_SAFE_INTEGER, mediaType: '' });
  receiver.take(frame(0, [1]));
  assert.equal(receiver.bytes, 1);
});

void test('parts that end in the middle of a frame keep every byte', async () => {
  const content = Uint8Array.from({ length: 9 * MEBIBYTE + 3 }, (_, index) => index % 251);
  const receiver = new FileReceiver({ name: 'x', sizeBytes: content.byteLength, mediaType: '' });
  for (let offset = 0; offset < content.byteLength; offset += 999_983) {
    receiver.take(frame(offset, content.subarray(offset, offset + 999_983)));
  }
  const file = await receiver.finish();
  assert.ok(Buffer.from(await file.arrayBuffer()).equals(Buffer.from(content)));
});

void test('what has been received is not held by the heap', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const receiver = new FileReceiver({ name: 'x', sizeBytes: 50 * MEBIBYTE, mediaType: '' });
  const buffers: WeakRef<ArrayBuffer>[] = [];
  for (let offset = 0; offset < 50 * MEBIBYTE; offset += MEBIBYTE / 4) {
    const next = frame(offset, new Uint8Array(MEBIBYTE / 4));
    buffers.push(new WeakRef(next.payload.buffer));
    receiver.take(next);
  }
  assert.equal(receiver.complete, true);
  return new Promise<void>((resolve) => {
    // A WeakRef keeps its target until the task it was made in is over.
    setImmediate(() => {
      collectGarbage();
      assert.deepEqual(buffers.filter((buffer) => buffer.deref() !== undefined).length, 0);
      resolve();
    });
  });
});
