import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFrame, type Frame } from './file-frames.js';
import { loopbackLinks } from './file-loopback-links.js';
import { sendFile, type FileSending } from './file-sender.js';

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let from = 0; from < length; from += 65_536) crypto.getRandomValues(bytes.subarray(from, from + 65_536));
  return bytes;
}

function setUp(blob: Blob, options: { maxFrameBytes?: number; received?: Promise<void> } = {}) {
  const { toBob, toAda } = loopbackLinks(options.maxFrameBytes ?? 1_000_000);
  const frames: Frame[] = [];
  toAda.onframe = (buffer) => {
    const frame = decodeFrame(buffer);
    assert.ok(frame);
    frames.push(frame);
  };
  const lifetime = new AbortController();
  const progress: number[] = [];
  const sending: FileSending = {
    blob,
    tag: 7,
    link: toBob,
    received: options.received ?? Promise.resolve(),
    signal: lifetime.signal,
    onBytes: (bytes) => progress.push(bytes),
  };
  return { sending, frames, progress, lifetime, toBob };
}

void test('a file goes in order, whole, in frames as large as allowed', async () => {
  const content = randomBytes(2_500_000);
  const { sending, frames, progress } = setUp(new Blob([content]));
  await sendFile(sending);
  assert.deepEqual(Buffer.concat(frames.map(({ payload }) => payload)), Buffer.from(content));
  assert.ok(frames.every(({ tag }) => tag === 7));
  assert.deepEqual(
    frames.map(({ offset }) => offset),
    frames.map((_, index) => index * (262_144 - 16)),
  );
  assert.equal(progress.at(-1), content.byteLength);
});

void test('frames follow what the link takes, down to one byte of payload', async () => {
  const { sending, frames } = setUp(new Blob(['abc']), { maxFrameBytes: 17 });
  await sendFile(sending);
  assert.equal(frames.length, 3);
  const none = setUp(new Blob(['abc']), { maxFrameBytes: 16 });
  await assert.rejects(sendFile(none.sending), { code: 'data/too-large' });
});

void test('an empty file has no frames and waits for its confirmation all the same', async () => {
  let confirm!: () => void;
  const received = new Promise<void>((resolve) => (confirm = resolve));
  const { sending, frames } = setUp(new Blob([]), { received });
  const order: string[] = [];
  const sent = sendFile(sending).then(() => order.push('sent'));
  await new Promise((resolve) => setImmediate(resolve));
  order.push('confirmed');
  confirm();
  await sent;
  assert.deepEqual(order, ['confirmed', 'sent']);
  assert.equal(frames.length, 0);
});

void test('an abort stops it with the reason, while sending and while waiting', async () => {
  const { sending, frames, lifetime, toBob } = setUp(new Blob([randomBytes(600_000)]));
  const reason = new Error('enough');
  toBob.held = new Promise((resolve) => {
    lifetime.signal.addEventListener('abort', () => resolve());
  });
  const sent = assert.rejects(sendFile(sending), reason);
  await new Promise((resolve) => setImmediate(resolve));
  lifetime.abort(reason);
  await sent;
  assert.ok(frames.length <= 1);

  const waiting = setUp(new Blob([]), { received: new Promise<void>(() => undefined) });
  const unconfirmed = assert.rejects(sendFile(waiting.sending), reason);
  waiting.lifetime.abort(reason);
  await unconfirmed;
});

void test('a receiver that never confirms is given up on', async () => {
  const { sending } = setUp(new Blob(['x']), { received: new Promise<void>(() => undefined) });
  await assert.rejects(sendFile({ ...sending, confirmTimeoutMs: 1 }), { code: 'transfer/interrupted' });
});

void test('a file that cannot be read any more says so', async () => {
  const cause = new DOMException('changed on disk', 'NotReadableError');
  const blob = new Blob(['abc']);
  blob.slice = () => Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(cause) });
  const { sending } = setUp(blob);
  await assert.rejects(sendFile(sending), { code: 'transfer/interrupted', cause });
});
