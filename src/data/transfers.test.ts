import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PeerMessage } from '../protocol/index.js';
import { encodeFrame } from './file-frames.js';
import { loopbackLinks, type LoopbackLink } from './file-loopback-links.js';
import { Transfers } from './transfers.js';
import type { FileMessage, TransferEvents, TransferRecord } from './transfers-port.js';

const MEBIBYTE = 1_048_576;

function isFileMessage(message: PeerMessage): message is FileMessage {
  return message.type.startsWith('file:');
}

function wire(transfers: Transfers, link: LoopbackLink): void {
  link.onmessage = (message) => {
    assert.ok(isFileMessage(message));
    transfers.receiveMessage(link, message);
  };
  link.onframe = (frame) => transfers.receiveFrame(link.userId, frame);
}

/** Ada and Bob in one room. */
function setUp() {
  const links = loopbackLinks();
  const session = new AbortController();
  const ada = new Transfers({ signal: session.signal });
  const bob = new Transfers({ signal: session.signal });
  wire(ada, links.toBob);
  wire(bob, links.toAda);
  return { ...links, session, ada, bob };
}

function next<K extends keyof TransferEvents>(target: Transfers, type: K, count = 1): Promise<TransferEvents[K][]> {
  const seen: TransferEvents[K][] = [];
  return new Promise((resolve) => {
    const heard = new AbortController();
    target.on(
      type,
      (detail) => {
        seen.push(detail);
        if (seen.length < count) return;
        heard.abort();
        resolve(seen);
      },
      { signal: heard.signal },
    );
  });
}

async function one<T>(list: Promise<T[]>): Promise<T> {
  const [first] = await list;
  assert.ok(first !== undefined);
  return first;
}

function only(transfers: Transfers): TransferRecord {
  assert.equal(transfers.records.length, 1);
  const [record] = transfers.records;
  assert.ok(record);
  return record;
}

function file(name: string, sizeBytes: number, fill = 1): File {
  return new File([new Uint8Array(sizeBytes).fill(fill)], name, { type: 'text/plain' });
}

function acceptAll(transfers: Transfers): void {
  transfers.on('offered', ({ transferId }) => void transfers.accept(transferId));
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

void test('a file that is accepted arrives whole, and both sides know', async () => {
  const { ada, bob, toBob } = setUp();
  const offered = one(next(bob, 'offered'));
  const [sending] = await ada.offer([file('../notes.txt', 3 * MEBIBYTE + 1)], [toBob]);
  const offer = await offered;
  assert.equal(sending?.userId, 'bob');
  assert.deepEqual(
    { ...offer },
    {
      transferId: sending.transferId,
      direction: 'receiving',
      userId: 'ada',
      name: 'notes.txt',
      sizeBytes: 3 * MEBIBYTE + 1,
      mediaType: 'text/plain',
      bytes: 0,
      bytesPerSecond: 0,
      status: 'offered',
      file: undefined,
      error: undefined,
    },
  );
  const [received, sent] = [one(next(bob, 'received')), one(next(ada, 'sent'))];
  await bob.accept(offer.transferId);
  const { file: arrived, status, bytes } = await received;
  assert.deepEqual([status, bytes, arrived?.size], ['done', 3 * MEBIBYTE + 1, 3 * MEBIBYTE + 1]);
  assert.ok(arrived && new Uint8Array(await arrived.arrayBuffer()).every((byte) => byte === 1));
  assert.equal((await sent).status, 'done');
  assert.deepEqual(bob.records, [await received]);
  assert.deepEqual(bob.dropped, { frames: 0, offers: 0 });
});

void test('the list is frozen, comes before the event, and shares what did not change', async () => {
  const { ada, bob, toBob } = setUp();
  const lists: (readonly TransferRecord[])[] = [];
  bob.on('change', (list) => lists.push(list));
  bob.on('offered', (record) => assert.ok(lists.at(-1)?.includes(record)));
  await ada.offer([file('a', 1), file('b', 1)], [toBob]);
  await settle();
  const [first, second] = lists;
  assert.ok(first && second && Object.isFrozen(second) && second.every((record) => Object.isFrozen(record)));
  assert.equal(first[0], second[0]);
});

void test('a declined file is over on both sides', async () => {
  const { ada, bob, toBob } = setUp();
  const [failedThere, failedHere] = [one(next(ada, 'failed')), one(next(bob, 'failed'))];
  bob.on('offered', ({ transferId }) => void bob.decline(transferId));
  await ada.offer([file('a', 10)], [toBob]);
  for (const record of [await failedThere, await failedHere]) {
    assert.equal(record.status, 'declined');
    assert.equal(record.error?.code, 'transfer/declined');
  }
  await assert.rejects(bob.accept(only(bob).transferId), { code: 'transfer/declined' });
});

for (const who of ['ada', 'bob'] as const) {
  void test(`${who} cancels in the middle: nothing arrives, and the other one hears of it`, async () => {
    const parts = setUp();
    const { ada, bob, toBob } = parts;
    const failed = [one(next(ada, 'failed')), one(next(bob, 'failed'))];
    acceptAll(bob);
    parts[who].on('progress', ({ transferId }) => void parts[who].cancel(transferId));
    await ada.offer([file('a', 20 * MEBIBYTE)], [toBob]);
    for (const record of await Promise.all(failed)) {
      assert.equal(record.status, 'cancelled');
      assert.equal(record.error?.code, 'transfer/cancelled');
      assert.ok(record.bytes < record.sizeBytes);
      assert.equal(record.file, undefined);
    }
    await parts[who].cancel(only(parts[who]).transferId);
    await assert.rejects(bob.accept(only(bob).transferId), { code: 'transfer/cancelled' });
  });
}

void test('an offer taken back before the answer is gone', async () => {
  const { ada, bob, toBob } = setUp();
  const [record] = await ada.offer([file('a', 10)], [toBob]);
  assert.ok(record);
  await settle();
  const failed = one(next(bob, 'failed'));
  await ada.cancel(record.transferId);
  assert.equal((await failed).status, 'cancelled');
});

void test('several files go both ways at once and take turns', async () => {
  const { ada, bob, toBob, toAda } = setUp();
  acceptAll(ada);
  acceptAll(bob);
  const turns: string[] = [];
  const onframe = toAda.onframe;
  toAda.onframe = (frame) => {
    turns.push(String(new DataView(frame).getUint32(4)));
    onframe(frame);
  };
  const arrivals = Promise.all([next(bob, 'received', 3), next(ada, 'received', 2)]);
  const sent = Promise.all([next(ada, 'sent', 3), next(bob, 'sent', 2)]);
  await Promise.all([
    ada.offer([file('a', 4 * MEBIBYTE, 1), file('b', 4 * MEBIBYTE, 2), file('c', 4 * MEBIBYTE, 3)], [toBob]),
    bob.offer([file('d', 2 * MEBIBYTE, 4), file('e', MEBIBYTE, 5)], [toAda]),
  ]);
  await sent;
  for (const record of (await arrivals).flat()) {
    assert.ok(record.file);
    const content = new Uint8Array(await record.file.arrayBuffer());
    const expected = 'abcde'.indexOf(record.name) + 1;
    assert.ok(content.length === record.sizeBytes && content.every((byte) => byte === expected));
  }
  // No file waits for another: all three have begun when a third of the frames are through.
  assert.equal(new Set(turns.slice(0, turns.length / 3)).size, 3);
});

void test('one offer to two people makes two transfers, and one of them may be out of reach', async () => {
  const { ada, bob, toBob } = setUp();
  acceptAll(bob);
  const gone = loopbackLinks();
  gone.close();
  const carol: LoopbackLink = Object.defineProperty(gone.toBob, 'userId', { value: 'carol' });
  const [sent, failed] = [one(next(ada, 'sent')), one(next(ada, 'failed'))];
  const records = await ada.offer([file('a', 10)], [carol, toBob]);
  assert.equal(new Set(records.map(({ transferId }) => transferId)).size, 2);
  assert.equal((await sent).userId, 'bob');
  assert.equal((await failed).userId, 'carol');
  assert.equal((await failed).error?.code, 'transfer/interrupted');
});

void test('an empty file arrives', async () => {
  const { ada, bob, toBob } = setUp();
  acceptAll(bob);
  const ends = Promise.all([one(next(bob, 'received')), one(next(ada, 'sent'))]);
  await ada.offer([file('empty.txt', 0)], [toBob]);
  const [received] = await ends;
  assert.equal(received.file?.size, 0);
  assert.equal(received.file.name, 'empty.txt');
});

void test('a lost connection fails what is open, and the person who comes back starts anew', async () => {
  const { ada, bob, toBob, close } = setUp();
  acceptAll(bob);
  const failed = [one(next(ada, 'failed')), one(next(bob, 'failed'))];
  bob.on('progress', () => close(), { once: true });
  await ada.offer([file('a', 20 * MEBIBYTE)], [toBob]);
  for (const record of await Promise.all(failed)) {
    assert.equal(record.status, 'failed');
    assert.equal(record.error?.code, 'transfer/interrupted');
  }
  const again = loopbackLinks();
  wire(ada, again.toBob);
  wire(bob, again.toAda);
  const received = one(next(bob, 'received'));
  await ada.offer([file('b', 10)], [again.toBob]);
  assert.equal((await received).name, 'b');
});

void test('linkLost and the end of the session interrupt as well', async () => {
  const { ada, bob, toBob, session } = setUp();
  await ada.offer([file('a', 10)], [toBob]);
  await settle();
  bob.linkLost('ada');
  bob.linkLost('ada');
  assert.equal(only(bob).error?.code, 'transfer/interrupted');
  session.abort();
  assert.equal(only(ada).error?.code, 'transfer/interrupted');
  await assert.rejects(ada.offer([file('b', 1)], [toBob]), { code: 'transfer/interrupted' });
});

void test('progress comes at most once in 100 ms', async () => {
  const { ada, bob, toBob } = setUp();
  acceptAll(bob);
  const at: number[] = [];
  bob.on('progress', () => at.push(performance.now()));
  const received = next(bob, 'received');
  await ada.offer([file('a', 20 * MEBIBYTE)], [toBob]);
  await received;
  assert.ok(at.length >= 1);
  for (const [index, ms] of at.slice(1).entries()) assert.ok(ms - (at[index] ?? 0) > 90);
});

void test('unknown ids are refused', async () => {
  const { ada, toBob } = setUp();
  for (const method of ['accept', 'decline', 'cancel'] as const) {
    await assert.rejects(ada[method]('nothing'), { code: 'transfer/unknown' });
  }
  const [own] = await ada.offer([file('a', 1)], [toBob]);
  await assert.rejects(ada.accept(own?.transferId ?? ''), { code: 'transfer/unknown' });
});

void test('a receiver that sends nothing but acceptances of what is not theirs changes nothing', async () => {
  const { ada, toBob } = setUp();
  const [record] = await ada.offer([file('a', 1)], [toBob]);
  for (const type of ['file:accept', 'file:decline', 'file:cancel', 'file:received'] as const) {
    ada.receiveMessage(loopbackLinks().toAda, { type, transferId: record?.transferId ?? '' });
  }
  assert.equal(only(ada).status, 'offered');
});

void test('more files than may be open at once are offered bit by bit', async () => {
  const { ada, bob, toBob } = setUp();
  acceptAll(bob);
  const received = next(bob, 'received', 150);
  await ada.offer(
    Array.from({ length: 150 }, (_, index) => file(`${index}`, index)),
    [toBob],
  );
  assert.deepEqual(
    (await received).map(({ file: arrived }) => arrived?.size).sort((one, other) => (one ?? 0) - (other ?? 0)),
    Array.from({ length: 150 }, (_, index) => index),
  );
});

void test('the engine loads as a chunk of its own', async () => {
  const chunk = await import('./transfers.js');
  assert.equal(chunk.Transfers, Transfers);
  assert.ok(encodeFrame({ tag: 0, offset: 0, payload: new Uint8Array(1) }).byteLength > 0);
});
