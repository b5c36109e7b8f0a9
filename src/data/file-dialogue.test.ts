import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FileMessage } from '../protocol/file-message.js';
import { emptyFrame, FRAME_HEADER_BYTES, leafInput, writeHeader } from './block-frames.js';
import { leafHash, treeRoot } from './hash-tree.js';
import { loopbackLinks } from './file-loopback-links.js';
import { next } from './file-loopback-pair.js';
import { Transfers } from './transfers.js';
import type { TransferRecord } from './transfers-port.js';

/** What a stranger may send as a file id. */
const A = 'a'.repeat(22);
const B = 'b'.repeat(22);

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Bob's engine, and whatever a stranger called Ada sends him; `answers` is what he says back. */
function setUp() {
  const { toAda, toBob } = loopbackLinks();
  const bob = new Transfers({ signal: new AbortController().signal, self: () => 'bob' });
  const answers: FileMessage[] = [];
  toBob.onframe = (frame) => answers.push(JSON.parse(frame as string) as FileMessage);
  const say = (message: FileMessage): void => bob.receive(toAda, JSON.stringify(message));
  const offer = (fileId: string, tag: number, sizeBytes = 4): void =>
    say({ type: 'file:offer', fileId, tag, name: 'x', path: '', sizeBytes, mediaType: '', shared: false });
  const frame = (tag: number, offset: number, bytes: readonly number[], hash = new Uint8Array(32), block = 0): void => {
    const made = emptyFrame(bytes.length);
    made.set(bytes, FRAME_HEADER_BYTES);
    writeHeader(made, { tag, block, offset, hash });
    bob.receive(toAda, made.buffer);
  };
  return { bob, toAda, answers, say, offer, frame };
}

function hashOf(bytes: readonly number[]): Promise<Uint8Array<ArrayBuffer>> {
  const made = emptyFrame(bytes.length);
  made.set(bytes, FRAME_HEADER_BYTES);
  return leafHash(leafInput(made));
}

function record(transfers: Transfers, transferId: string): TransferRecord | undefined {
  return transfers.records.find((one) => one.transferId === transferId);
}

for (const [what, code, send] of [
  ['bytes out of order', 'data/invalid', (frame) => frame(1, 3, [4])],
  ['more bytes than offered', 'transfer/size-mismatch', (frame) => frame(1, 2, [3, 4, 5])],
  ['a block the file does not have', 'transfer/size-mismatch', (frame) => frame(1, 0, [1], new Uint8Array(32), 9)],
] satisfies [string, string, (frame: ReturnType<typeof setUp>['frame']) => void][]) {
  void test(`${what} end the transfer, and the sender is told`, async () => {
    const { bob, answers, offer, frame } = setUp();
    offer(A, 1);
    await bob.accept(A);
    frame(1, 0, [1, 2]);
    send(frame);
    assert.equal(record(bob, A)?.status, 'failed');
    assert.equal(record(bob, A)?.error?.code, code);
    await settle();
    assert.deepEqual(answers.at(-1), { type: 'file:cancel', fileId: A, sender: false });
    frame(1, 2, [3, 4]);
    await settle();
    assert.equal(record(bob, A)?.file, undefined);
    assert.equal(bob.dropped.frames, 1);
  });
}

void test('a block that is not what its hash says ends the transfer', async () => {
  const { bob, offer, frame } = setUp();
  const failed = next(bob, 'failed');
  offer(A, 1);
  await bob.accept(A);
  frame(1, 0, [1, 2, 3, 5], await hashOf([1, 2, 3, 4]));
  assert.equal((await failed).error?.code, 'transfer/corrupt');
  assert.equal(record(bob, A)?.file, undefined);
});

void test('blocks that are right one by one and make another file than the root says are no file', async () => {
  const { bob, say, offer, frame } = setUp();
  const failed = next(bob, 'failed');
  offer(A, 1);
  await bob.accept(A);
  frame(1, 0, [1, 2, 3, 4], await hashOf([1, 2, 3, 4]));
  say({ type: 'file:root', fileId: A, root: await treeRoot(await hashOf([1, 2, 3, 5])) });
  assert.equal((await failed).error?.code, 'transfer/corrupt');
  assert.equal(record(bob, A)?.file, undefined);
});

void test('a complete file is none before its root has come', async () => {
  const { bob, say, offer, frame, answers } = setUp();
  offer(A, 1);
  await bob.accept(A);
  const hash = await hashOf([1, 2, 3, 4]);
  frame(1, 0, [1, 2, 3, 4], hash);
  await settle();
  await settle();
  assert.equal(record(bob, A)?.status, 'transferring');
  const received = next(bob, 'received');
  say({ type: 'file:root', fileId: A, root: await treeRoot(hash) });
  assert.equal((await received).file?.size, 4);
  await settle();
  assert.equal(answers.at(-1)?.type, 'file:done');
});

void test('nothing is asked for before the file is accepted, and never more than a window', async () => {
  const { bob, offer, answers } = setUp();
  offer(A, 1, 1e12);
  await settle();
  assert.equal(answers.length, 0);
  await bob.accept(A);
  await settle();
  const asked = answers.map((answer) => (answer.type === 'file:want' ? [answer.held, answer.blocks] : answer.type));
  assert.deepEqual(asked, ['file:accept', [0, [[0, 2]]]]);
});

void test('frames nobody waits for are dropped and counted', async () => {
  const { bob, toAda, offer, frame } = setUp();
  bob.receive(loopbackLinks({ ada: 'nobody' }).toAda, new ArrayBuffer(20));
  offer(A, 1);
  frame(1, 0, [1, 2, 3, 4]);
  frame(2, 0, [1]);
  bob.receive(toAda, new ArrayBuffer(3));
  assert.equal(bob.dropped.frames, 4);
  assert.equal(record(bob, A)?.bytes, 0);
});

void test('a second offer of the same id or tag is ignored', async () => {
  const { bob, answers, offer } = setUp();
  offer(A, 1);
  offer(A, 2);
  offer(B, 1);
  await settle();
  assert.equal(bob.records.length, 1);
  assert.equal(bob.dropped.messages, 2);
  assert.deepEqual(answers, []);
});

const many = (index: number): string => String(index).padStart(22, '0');

for (const [what, send] of [
  ['frames', ({ frame }) => frame(9, 0, [1])],
  ['text that is no message', ({ bob, toAda }) => bob.receive(toAda, '{"type":"file:offer"}')],
  ['offers beyond what may be open', ({ offer }, index) => offer(many(index), index)],
  ['messages about nothing', ({ say }) => say({ type: 'file:done', fileId: A })],
] satisfies [string, (parts: ReturnType<typeof setUp>, index: number) => void][]) {
  void test(`a flood of ${what} closes the channel, and little is kept of it`, async () => {
    const parts = setUp();
    for (let index = 0; index < 1_000_000 && !parts.toAda.refused; index += 1) send(parts, index);
    assert.ok(parts.toAda.refused);
    assert.ok(parts.bob.records.length <= 64);
    await settle();
    assert.ok(parts.answers.length <= 256);
  });
}

void test('who floods is cut off: it is told once, what was open fails, and another connection helps nobody', async () => {
  const parts = setUp();
  const { bob, toAda, offer } = parts;
  const codes: string[] = [];
  bob.on('error', ({ code, severity }) => codes.push(`${code} ${severity}`));
  bob.on('failed', ({ transferId, error }) => codes.push(`${transferId} ${error?.code}`));
  offer(A, 1);
  await bob.accept(A);
  await bob.offer([{ file: new File(['x'], 'to Ada') }], [toAda], { shared: true });
  const sending = bob.records[1]!.transferId;
  while (!toAda.refused) parts.frame(9, 0, [1]);
  const ended = [`${A} data/flooded`, `${sending} data/flooded`, 'data/flooded info'];
  assert.deepEqual(codes, ended);
  const again = loopbackLinks();
  let answers = 0;
  again.toBob.onframe = () => (answers += 1);
  bob.linked(again.toAda);
  offer(B, 2);
  const message = { type: 'file:offer', fileId: B, tag: 2, name: 'x', path: '', sizeBytes: 4, mediaType: '' };
  bob.receive(again.toAda, JSON.stringify({ ...message, shared: false }));
  assert.equal(bob.records.length, 2);
  let more = 0;
  for (; more < 10_000 && !again.toAda.refused; more += 1) bob.receive(again.toAda, new ArrayBuffer(60));
  assert.ok(more < 2_000, 'the next channel is closed as well');
  await bob.offer([{ file: new File(['x'], 'once more') }], [again.toAda], { shared: false });
  assert.equal(bob.records[2]?.error?.code, 'data/flooded');
  await settle();
  assert.equal(answers, 0);
  assert.equal(codes.filter((code) => code === 'data/flooded info').length, 1);
});

void test('what an open file is owed is heard, whatever else was said before', async ({ mock }) => {
  // Nothing is forgiven meanwhile.
  mock.method(performance, 'now', () => 1_000);
  const { bob, toAda, say, offer, frame } = setUp();
  const received = next(bob, 'received');
  offer(A, 1);
  await bob.accept(A);
  const hash = await hashOf([1, 2, 3, 4]);
  frame(1, 0, [1, 2, 3, 4], hash);
  while (bob.dropped.messages === 0) say({ type: 'file:have', fileId: B, tag: 1, map: '' });
  say({ type: 'file:root', fileId: A, root: await treeRoot(hash) });
  assert.equal((await received).file?.size, 4);
  assert.ok(!toAda.refused);
});

void test('offers made and taken back without end leave a bounded list', () => {
  const { bob, say, offer } = setUp();
  for (let index = 0; index < 900; index += 1) {
    offer(many(index), index);
    say({ type: 'file:cancel', fileId: many(index), sender: true });
  }
  assert.equal(bob.records.length, 100);
  assert.equal(bob.records.at(-1)?.transferId, many(899));
});

void test('two people may choose the same id', async () => {
  const { bob, offer } = setUp();
  const carol = loopbackLinks({ ada: 'carol' });
  offer(A, 1);
  const again = { fileId: A, tag: 1, name: '__proto__', path: '', sizeBytes: 1, mediaType: '', shared: false };
  bob.receive(carol.toAda, JSON.stringify({ type: 'file:offer', ...again }));
  const ids = bob.records.map(({ transferId }) => transferId);
  assert.equal(ids[0], A);
  assert.notEqual(ids[1], A);
  await bob.accept(ids[1] ?? '');
  assert.deepEqual(
    bob.records.map(({ userId, status, name }) => [userId, status, name]),
    [
      ['ada', 'offered', 'x'],
      ['carol', 'accepted', '__proto__'],
    ],
  );
});

void test('a receiver that asks for more than any window is not served', async () => {
  const { toAda, toBob } = loopbackLinks();
  const ada = new Transfers({ signal: new AbortController().signal, self: () => 'ada' });
  toBob.onframe = (frame) => ada.receive(toBob, frame);
  const failed = next(ada, 'failed');
  const [sending] = await ada.offer([{ file: new File([new Uint8Array(1e8)], 'a') }], [toBob], { shared: false });
  const fileId = await new Promise<string>((resolve) => {
    toAda.onframe = (frame) => resolve((JSON.parse(frame as string) as FileMessage).fileId);
    ada.linked(toBob);
    void ada.offer([{ file: new File([new Uint8Array(1e8)], 'b') }], [toBob], { shared: false });
  });
  assert.ok(sending);
  ada.receive(toBob, JSON.stringify({ type: 'file:accept', fileId, key: A, held: 0 }));
  ada.receive(toBob, JSON.stringify({ type: 'file:want', fileId, held: 0, blocks: [[0, 4_000_000_000]] }));
  assert.equal((await failed).error?.code, 'data/invalid');
});
