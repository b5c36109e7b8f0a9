import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PeerMessage } from '../protocol/index.js';
import { encodeFrame } from './file-frames.js';
import { loopbackLinks } from './file-loopback-links.js';
import { Transfers } from './transfers.js';
import type { TransferRecord } from './transfers-port.js';

/** Bob's engine, and whatever a stranger called Ada sends him; `answers` is what he says back. */
function setUp() {
  const { toAda, toBob } = loopbackLinks();
  const bob = new Transfers({ signal: new AbortController().signal });
  const answers: PeerMessage[] = [];
  toBob.onmessage = (message) => answers.push(message);
  const offer = (transferId: string, tag: number, sizeBytes = 4): void =>
    bob.receiveMessage(toAda, { type: 'file:offer', transferId, tag, name: 'x', sizeBytes, mediaType: '' });
  const frame = (tag: number, offset: number, bytes: readonly number[]): void =>
    bob.receiveFrame('ada', encodeFrame({ tag, offset, payload: new Uint8Array(bytes) }).buffer);
  return { bob, toAda, answers, offer, frame };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function record(transfers: Transfers, transferId: string): TransferRecord | undefined {
  return transfers.records.find((one) => one.transferId === transferId);
}

for (const [what, code, send] of [
  ['frames out of order', 'data/invalid', (frame) => frame(1, 3, [4])],
  ['more bytes than offered', 'transfer/size-mismatch', (frame) => frame(1, 2, [3, 4, 5])],
] satisfies [string, string, (frame: ReturnType<typeof setUp>['frame']) => void][]) {
  void test(`${what} end the transfer, and the sender is told`, async () => {
    const { bob, answers, offer, frame } = setUp();
    offer('a', 1);
    await bob.accept('a');
    frame(1, 0, [1, 2]);
    send(frame);
    assert.equal(record(bob, 'a')?.status, 'failed');
    assert.equal(record(bob, 'a')?.error?.code, code);
    await settle();
    assert.deepEqual(answers.at(-1), { type: 'file:cancel', transferId: 'a' });
    frame(1, 2, [3, 4]);
    await settle();
    assert.equal(record(bob, 'a')?.file, undefined);
    assert.equal(bob.dropped.frames, 1);
  });
}

void test('a byte too many while the file is being checked makes it no file, and the sender is not thanked', async () => {
  const { bob, answers, offer, frame } = setUp();
  offer('a', 1, 1);
  offer('b', 2, 1);
  await bob.accept('a');
  await bob.accept('b');
  const received = new Promise<TransferRecord>((resolve) => bob.on('received', resolve));
  frame(1, 0, [1]);
  frame(1, 1, [2]);
  frame(2, 0, [1]);
  assert.equal((await received).transferId, 'b');
  await settle();
  assert.equal(record(bob, 'a')?.error?.code, 'transfer/size-mismatch');
  assert.deepEqual(answers.slice(2), [
    { type: 'file:cancel', transferId: 'a' },
    { type: 'file:received', transferId: 'b' },
  ]);
});

void test('progress comes at once, and then at most once in 100 ms with the newest number', async ({ mock }) => {
  const { bob, offer, frame } = setUp();
  const seen: number[] = [];
  bob.on('progress', ({ bytes }) => seen.push(bytes));
  offer('a', 1);
  await bob.accept('a');
  mock.timers.enable({ apis: ['setTimeout'] });
  for (const offset of [0, 1, 2]) frame(1, offset, [offset]);
  assert.deepEqual(seen, [1]);
  mock.timers.tick(99);
  assert.deepEqual(seen, [1]);
  mock.timers.tick(1);
  assert.deepEqual(seen, [1, 3]);
  assert.equal(record(bob, 'a')?.status, 'transferring');
  mock.timers.tick(1_000);
  assert.deepEqual(seen, [1, 3]);
});

void test('frames nobody waits for are dropped and counted', async () => {
  const { bob, offer, frame } = setUp();
  bob.receiveFrame('nobody', new ArrayBuffer(20));
  offer('a', 1);
  frame(1, 0, [1, 2, 3, 4]);
  frame(2, 0, [1]);
  bob.receiveFrame('ada', new ArrayBuffer(3));
  assert.equal(bob.dropped.frames, 4);
  assert.equal(record(bob, 'a')?.bytes, 0);
  bob.linkLost('ada');
  assert.equal(bob.dropped.frames, 4);
});

void test('a second offer of the same id or tag is ignored', async () => {
  const { bob, answers, offer } = setUp();
  offer('a', 1);
  offer('a', 2);
  offer('b', 1);
  await settle();
  assert.equal(bob.records.length, 1);
  assert.equal(bob.dropped.offers, 2);
  assert.deepEqual(answers, []);
});

void test('offers beyond what may be open are declined, and a flood is not answered without end', async () => {
  const { bob, answers, offer } = setUp();
  for (let count = 0; count < 10_000; count += 1) offer(`t${count}`, count);
  assert.equal(bob.records.length, 64);
  assert.equal(bob.dropped.offers, 10_000 - 64);
  await settle();
  assert.ok(answers.length > 0 && answers.length <= 64);
  assert.ok(answers.every(({ type }) => type === 'file:decline'));
});

void test('offers made and taken back without end leave a bounded list', () => {
  const { bob, toAda, offer } = setUp();
  for (let count = 0; count < 1_000; count += 1) {
    offer(`t${count}`, count);
    bob.receiveMessage(toAda, { type: 'file:cancel', transferId: `t${count}` });
  }
  assert.equal(bob.records.length, 100);
  assert.equal(bob.records.at(-1)?.transferId, 't999');
});

void test('two people may choose the same id, and names that are no ids stay names', async () => {
  const { bob, offer } = setUp();
  const carol = Object.defineProperty(loopbackLinks().toAda, 'userId', { value: 'carol' });
  offer('__proto__', 1);
  bob.receiveMessage(carol, {
    type: 'file:offer',
    transferId: '__proto__',
    tag: 1,
    name: '__proto__',
    sizeBytes: 1,
    mediaType: '',
  });
  const ids = bob.records.map(({ transferId }) => transferId);
  assert.equal(ids[0], '__proto__');
  assert.notEqual(ids[1], '__proto__');
  await bob.accept(ids[1] ?? '');
  assert.deepEqual(
    bob.records.map(({ userId, status }) => [userId, status]),
    [
      ['ada', 'offered'],
      ['carol', 'accepted'],
    ],
  );
});

void test('a cancellation after the end changes nothing', async () => {
  const { bob, toAda, offer, frame, answers } = setUp();
  offer('a', 1, 1);
  await bob.accept('a');
  const received = new Promise<TransferRecord>((resolve) => bob.on('received', resolve));
  frame(1, 0, [1]);
  assert.equal((await received).file?.size, 1);
  bob.receiveMessage(toAda, { type: 'file:cancel', transferId: 'a' });
  await bob.cancel('a');
  await bob.accept('a');
  await settle();
  assert.equal(record(bob, 'a')?.status, 'done');
  assert.deepEqual(
    answers.map(({ type }) => type),
    ['file:accept', 'file:received'],
  );
});
