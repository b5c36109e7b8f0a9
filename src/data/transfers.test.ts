import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptAll, adaAndBob, file, next, nextOf } from './file-loopback-pair.js';
import { loopbackLinks } from './file-loopback-links.js';
import { Transfers } from './transfers.js';
import type { TransferRecord } from './transfers-port.js';

const MEBIBYTE = 1_048_576;

function only(transfers: Transfers): TransferRecord {
  assert.equal(transfers.records.length, 1);
  const [record] = transfers.records;
  assert.ok(record);
  return record;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

void test('a file that is accepted arrives whole, and both sides know', async () => {
  const { ada, bob, toBob } = adaAndBob();
  const offered = next(bob, 'offered');
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
  const [received, sent] = [next(bob, 'received'), next(ada, 'sent')];
  await bob.accept(offer.transferId);
  const { file: arrived, status, bytes } = await received;
  assert.deepEqual([status, bytes, arrived?.size], ['done', 3 * MEBIBYTE + 1, 3 * MEBIBYTE + 1]);
  assert.ok(arrived && new Uint8Array(await arrived.arrayBuffer()).every((byte) => byte === 1));
  assert.equal((await sent).status, 'done');
  assert.deepEqual(bob.records, [await received]);
  assert.deepEqual(bob.dropped, { frames: 0, offers: 0 });
});

void test('the list is frozen, comes before the event, and shares what did not change', async () => {
  const { ada, bob, toBob } = adaAndBob();
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
  const { ada, bob, toBob } = adaAndBob();
  const [failedThere, failedHere] = [next(ada, 'failed'), next(bob, 'failed')];
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
    const parts = adaAndBob();
    const { ada, bob, toBob } = parts;
    const failed = [next(ada, 'failed'), next(bob, 'failed')];
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
  const { ada, bob, toBob } = adaAndBob();
  const [record] = await ada.offer([file('a', 10)], [toBob]);
  assert.ok(record);
  await settle();
  const failed = next(bob, 'failed');
  await ada.cancel(record.transferId);
  assert.equal((await failed).status, 'cancelled');
});

void test('several files go both ways at once and take turns', async () => {
  const { ada, bob, toBob, toAda } = adaAndBob();
  acceptAll(ada);
  acceptAll(bob);
  const turns: string[] = [];
  const onframe = toAda.onframe;
  toAda.onframe = (frame) => {
    turns.push(String(new DataView(frame).getUint32(4)));
    onframe(frame);
  };
  const arrivals = Promise.all([nextOf(bob, 'received', 3), nextOf(ada, 'received', 2)]);
  const sent = Promise.all([nextOf(ada, 'sent', 3), nextOf(bob, 'sent', 2)]);
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

void test('an empty file arrives', async () => {
  const { ada, bob, toBob } = adaAndBob();
  acceptAll(bob);
  const ends = Promise.all([next(bob, 'received'), next(ada, 'sent')]);
  await ada.offer([file('empty.txt', 0)], [toBob]);
  const [received] = await ends;
  assert.equal(received.file?.size, 0);
  assert.equal(received.file.name, 'empty.txt');
});

void test('unknown ids are refused', async () => {
  const { ada, toBob } = adaAndBob();
  for (const method of ['accept', 'decline', 'cancel'] as const) {
    await assert.rejects(ada[method]('nothing'), { code: 'transfer/unknown' });
  }
  const [own] = await ada.offer([file('a', 1)], [toBob]);
  await assert.rejects(ada.accept(own?.transferId ?? ''), { code: 'transfer/unknown' });
});

void test('a receiver that sends nothing but acceptances of what is not theirs changes nothing', async () => {
  const { ada, toBob } = adaAndBob();
  const [record] = await ada.offer([file('a', 1)], [toBob]);
  for (const type of ['file:accept', 'file:decline', 'file:cancel', 'file:received'] as const) {
    ada.receiveMessage(loopbackLinks().toAda, { type, transferId: record?.transferId ?? '' });
  }
  assert.equal(only(ada).status, 'offered');
});

void test('the engine loads as a chunk of its own', async () => {
  const chunk = await import('./transfers.js');
  assert.equal(chunk.Transfers, Transfers);
});
