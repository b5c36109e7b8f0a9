import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { BLOCK_BYTES } from './block-layout.js';
import {
  acceptAll,
  adaAndBob,
  endSessions,
  file,
  next,
  nextOf,
  offered,
  randomFile,
  sameBytes,
} from './file-loopback-pair.js';
import { loopbackLinks } from './file-loopback-links.js';
import type { Transfers } from './transfers.js';
import type { TransferRecord } from './transfers-port.js';

const MEBIBYTE = 1_048_576;

test.afterEach(endSessions);

function only(transfers: Transfers): TransferRecord {
  assert.equal(transfers.records.length, 1);
  const [record] = transfers.records;
  assert.ok(record);
  return record;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

void test('a file that is accepted arrives whole and verified, and both sides know', async () => {
  const { ada, bob, toBob } = adaAndBob();
  const asked = next(bob, 'offered');
  const sent = randomFile('../notes.txt', 3 * MEBIBYTE + 1);
  const [fileId] = await ada.offer(offered(sent), [toBob], { shared: false });
  const sending = only(ada);
  const offer = await asked;
  assert.deepEqual([sending.userId, sending.fileId], ['bob', fileId]);
  assert.deepEqual(
    { ...offer },
    {
      transferId: offer.transferId,
      fileId,
      direction: 'receiving',
      userId: 'ada',
      name: 'notes.txt',
      path: '',
      sizeBytes: 3 * MEBIBYTE + 1,
      mediaType: 'text/plain',
      bytes: 0,
      bytesPerSecond: 0,
      secondsLeft: undefined,
      status: 'offered',
      pausedHere: false,
      needsFile: false,
      treeHash: undefined,
      file: undefined,
      error: undefined,
    },
  );
  const ends = Promise.all([next(bob, 'received'), next(ada, 'sent')]);
  await bob.accept(offer.transferId);
  const [received, confirmed] = await ends;
  assert.deepEqual([received.status, received.bytes], ['done', 3 * MEBIBYTE + 1]);
  assert.ok(await sameBytes(received.file, sent));
  assert.match(received.treeHash ?? '', /^[0-9a-f]{64}$/);
  assert.deepEqual([confirmed.status, confirmed.treeHash], ['done', received.treeHash]);
  assert.deepEqual(bob.records, [received]);
  assert.deepEqual(bob.dropped, { frames: 0, messages: 0 });
});

void test('the tree hash of one block is the hash of a zero byte and its content', async () => {
  const { ada, bob, toBob } = adaAndBob();
  acceptAll(bob);
  const received = next(bob, 'received');
  await ada.offer(offered(file('a', 5, 7)), [toBob], { shared: false });
  const expected = createHash('sha256')
    .update(Uint8Array.of(0, 7, 7, 7, 7, 7))
    .digest('hex');
  assert.equal((await received).treeHash, expected);
});

void test('small frames, as on a slow way, make the same file', async () => {
  const { ada, bob, toBob } = adaAndBob({ maxFrameBytes: 20_000 });
  acceptAll(bob);
  const sent = randomFile('a', 2 * BLOCK_BYTES + 77);
  const received = next(bob, 'received');
  await ada.offer(offered(sent), [toBob], { shared: false });
  assert.ok(await sameBytes((await received).file, sent));
});

void test('the list is frozen, comes before the event, and shares what did not change', async () => {
  const { ada, bob, toBob } = adaAndBob();
  const lists: (readonly TransferRecord[])[] = [];
  bob.on('change', (list) => lists.push(list));
  bob.on('offered', (record) => assert.ok(lists.at(-1)?.includes(record)));
  await ada.offer(offered(file('a', 1), file('b', 1)), [toBob], { shared: false });
  await settle();
  const [first, second] = lists;
  assert.ok(first && second && Object.isFrozen(second) && second.every((record) => Object.isFrozen(record)));
  assert.equal(first[0], second[0]);
});

void test('a declined file is over on both sides', async () => {
  const { ada, bob, toBob } = adaAndBob();
  const [failedThere, failedHere] = [next(ada, 'failed'), next(bob, 'failed')];
  bob.on('offered', ({ transferId }) => void bob.decline(transferId));
  await ada.offer(offered(file('a', 10)), [toBob], { shared: false });
  for (const record of [await failedThere, await failedHere]) {
    assert.equal(record.status, 'declined');
    assert.equal(record.error?.code, 'transfer/declined');
  }
});

for (const who of ['ada', 'bob'] as const) {
  void test(`${who} cancels in the middle: nothing arrives, and the other one hears of it`, async () => {
    const parts = adaAndBob();
    const { ada, bob, toBob } = parts;
    const failed = [next(ada, 'failed'), next(bob, 'failed')];
    acceptAll(bob);
    parts[who].on('progress', ({ transferId }) => void parts[who].cancel(transferId));
    await ada.offer(offered(file('a', 20 * MEBIBYTE)), [toBob], { shared: false });
    for (const record of await Promise.all(failed)) {
      assert.equal(record.status, 'cancelled');
      assert.equal(record.error?.code, 'transfer/cancelled');
      assert.ok(record.bytes < record.sizeBytes);
      assert.equal(record.file, undefined);
    }
    await parts[who].cancel(only(parts[who]).transferId);
  });

  void test(`${who} pauses and goes on: nothing moves meanwhile, and the file arrives`, async () => {
    const parts = adaAndBob();
    const { ada, bob, toBob } = parts;
    const other = who === 'ada' ? 'bob' : 'ada';
    acceptAll(bob);
    const sent = randomFile('a', 20 * MEBIBYTE);
    const [ends, moving] = [Promise.all([next(bob, 'received'), next(ada, 'sent')]), next(parts[who], 'progress')];
    await ada.offer(offered(sent), [toBob], { shared: false });
    const { transferId } = await moving;
    await parts[who].pause(transferId);
    await parts[who].pause(transferId);
    // What is asked for may still come when it was on its way; after that it is still.
    let before = -1;
    while (before !== only(bob).bytes) {
      before = only(bob).bytes;
      for (let turn = 0; turn < 60; turn += 1) await settle();
    }
    assert.ok(before < sent.size);
    assert.deepEqual([only(ada).status, only(bob).status], ['paused', 'paused']);
    assert.deepEqual([only(parts[who]).pausedHere, only(parts[other]).pausedHere], [true, false]);
    // The other side cannot take it back.
    await parts[other].resume(only(parts[other]).transferId);
    assert.equal(only(parts[who]).status, 'paused');
    await parts[who].resume(transferId);
    const [received] = await ends;
    assert.ok(await sameBytes(received.file, sent));
  });
}

void test('an offer taken back before the answer is gone', async () => {
  const { ada, bob, toBob } = adaAndBob();
  await ada.offer(offered(file('a', 10)), [toBob], { shared: false });
  const record = only(ada);
  await settle();
  const failed = next(bob, 'failed');
  await ada.cancel(record.transferId);
  assert.equal((await failed).status, 'cancelled');
});

void test('several files go both ways at once and take turns', async () => {
  const { ada, bob, toBob, toAda } = adaAndBob();
  acceptAll(ada);
  acceptAll(bob);
  const turns: number[] = [];
  const { onframe } = toAda;
  toAda.onframe = (frame) => {
    if (typeof frame !== 'string') turns.push(new DataView(frame).getUint32(4));
    onframe(frame);
  };
  const arrivals = Promise.all([nextOf(bob, 'received', 3), nextOf(ada, 'received', 2)]);
  const sent = Promise.all([nextOf(ada, 'sent', 3), nextOf(bob, 'sent', 2)]);
  const targeted = { shared: false };
  await Promise.all([
    ada.offer(
      offered(file('a', 4 * MEBIBYTE, 1), file('b', 4 * MEBIBYTE, 2), file('c', 4 * MEBIBYTE, 3)),
      [toBob],
      targeted,
    ),
    bob.offer(offered(file('d', 2 * MEBIBYTE, 4), file('e', MEBIBYTE, 5)), [toAda], targeted),
  ]);
  await sent;
  for (const record of (await arrivals).flat()) {
    assert.ok(await sameBytes(record.file, file('', record.sizeBytes, 'abcde'.indexOf(record.name) + 1)));
  }
  // No file waits for another: all three have begun when a third of the frames are through.
  assert.equal(new Set(turns.slice(0, turns.length / 3)).size, 3);
});

void test('an empty file arrives', async () => {
  const { ada, bob, toBob } = adaAndBob();
  acceptAll(bob);
  const ends = Promise.all([next(bob, 'received'), next(ada, 'sent')]);
  await ada.offer(offered(file('empty.txt', 0)), [toBob], { shared: false });
  const [received] = await ends;
  assert.equal(received.file?.size, 0);
  assert.equal(received.file.name, 'empty.txt');
  assert.equal(received.treeHash, createHash('sha256').digest('hex'));
});

void test('a file says in which folders it lies, and no path leads out of them', async () => {
  const { ada, bob, toBob } = adaAndBob();
  const asked = nextOf(bob, 'offered', 2);
  const picked = Object.defineProperty(file('b', 1), 'webkitRelativePath', { value: 'trip/day 1/b' });
  const files = [{ file: file('a', 1), path: '../../etc/./cron.d/..' }, { file: picked }];
  await ada.offer(files, [toBob], { shared: false });
  assert.deepEqual(
    (await asked).map(({ path, name }) => [path, name]),
    [
      ['etc/cron.d', 'a'],
      ['trip/day 1', 'b'],
    ],
  );
});

void test('unknown ids are refused', async () => {
  const { ada, toBob } = adaAndBob();
  for (const method of ['accept', 'decline', 'pause', 'resume', 'cancel'] as const) {
    await assert.rejects(ada[method]('nothing'), { code: 'transfer/unknown' });
  }
  await ada.offer(offered(file('a', 1)), [toBob], { shared: false });
  await assert.rejects(ada.accept(only(ada).transferId), { code: 'transfer/unknown' });
});

void test('more files than may be open at once are offered bit by bit', async () => {
  const { ada, bob, toBob } = adaAndBob();
  acceptAll(bob);
  const received = nextOf(bob, 'received', 150);
  const files = Array.from({ length: 150 }, (_, index) => file(`${index}`, index));
  await ada.offer(offered(...files), [toBob], { shared: false });
  assert.deepEqual(
    (await received).map(({ file: arrived }) => arrived?.size).sort((one, other) => (one ?? 0) - (other ?? 0)),
    Array.from({ length: 150 }, (_, index) => index),
  );
});

void test('a file that cannot be read any more fails on both sides', async () => {
  const { ada, bob, toBob } = adaAndBob();
  acceptAll(bob);
  const failed = [next(ada, 'failed'), next(bob, 'failed')];
  const vanished = Object.defineProperty(file('a', MEBIBYTE), 'slice', {
    value: () => ({ arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) }),
  });
  await ada.offer(offered(vanished), [toBob], { shared: false });
  const [there, here] = await Promise.all(failed);
  assert.equal(there?.error?.code, 'transfer/unreadable');
  assert.equal(here?.error?.code, 'transfer/cancelled');
});

void test('the end of the session ends what is open', async () => {
  const { ada, bob, toBob, session } = adaAndBob();
  await ada.offer(offered(file('a', 10)), [toBob], { shared: false });
  await settle();
  session.abort();
  assert.equal(only(ada).error?.code, 'transfer/interrupted');
  assert.equal(only(bob).error?.code, 'transfer/interrupted');
  await assert.rejects(ada.offer(offered(file('b', 1)), [toBob], { shared: false }), { code: 'transfer/interrupted' });
});

void test('one offer to two people makes two transfers, and one of them may be out of reach', async () => {
  const { ada, bob, toBob } = adaAndBob();
  acceptAll(bob);
  const gone = loopbackLinks({ bob: 'carol' });
  gone.close();
  const sent = next(ada, 'sent');
  await ada.offer(offered(file('a', 10)), [gone.toBob, toBob], { shared: false });
  assert.equal(new Set(ada.records.map(({ transferId }) => transferId)).size, 2);
  assert.equal(new Set(ada.records.map(({ fileId }) => fileId)).size, 1);
  assert.equal((await sent).userId, 'bob');
  assert.equal(ada.records.find(({ userId }) => userId === 'carol')?.status, 'interrupted');
});

void test('a file that was declined, or received, is offered again when it is sent again', async () => {
  const { ada, bob, toBob } = adaAndBob();
  const sent = randomFile('again.bin', 1_000);
  for (const answer of ['decline', 'accept', 'accept'] as const) {
    const asked = next(bob, 'offered');
    const end = next(ada, answer === 'accept' ? 'sent' : 'failed');
    await ada.offer(offered(sent), [toBob], { shared: false });
    await bob[answer]((await asked).transferId);
    await end;
  }
  assert.deepEqual(
    bob.records.map(({ status }) => status),
    ['declined', 'done', 'done'],
  );
  for (const { file: received } of bob.records.slice(1)) assert.ok(await sameBytes(received, sent));
});
