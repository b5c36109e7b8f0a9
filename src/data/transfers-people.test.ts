import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptAll, adaAndBob, file, next, nextOf, wire } from './file-loopback-pair.js';
import { loopbackLinks, type LoopbackLink } from './file-loopback-links.js';
import type { Transfers } from './transfers.js';
import type { TransferRecord } from './transfers-port.js';

const MEBIBYTE = 1_048_576;

function only(transfers: Transfers): TransferRecord {
  assert.equal(transfers.records.length, 1);
  const [record] = transfers.records;
  assert.ok(record);
  return record;
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

void test('one offer to two people makes two transfers, and one of them may be out of reach', async () => {
  const { ada, bob, toBob } = adaAndBob();
  acceptAll(bob);
  const gone = loopbackLinks();
  gone.close();
  const carol: LoopbackLink = Object.defineProperty(gone.toBob, 'userId', { value: 'carol' });
  const [sent, failed] = [next(ada, 'sent'), next(ada, 'failed')];
  const records = await ada.offer([file('a', 10)], [carol, toBob]);
  assert.equal(new Set(records.map(({ transferId }) => transferId)).size, 2);
  assert.equal((await sent).userId, 'bob');
  assert.equal((await failed).userId, 'carol');
  assert.equal((await failed).error?.code, 'transfer/interrupted');
});

void test('a lost connection fails what is open, and the person who comes back starts anew', async () => {
  const { ada, bob, toBob, close } = adaAndBob();
  acceptAll(bob);
  const failed = [next(ada, 'failed'), next(bob, 'failed')];
  bob.on('progress', () => close(), { once: true });
  await ada.offer([file('a', 20 * MEBIBYTE)], [toBob]);
  for (const record of await Promise.all(failed)) {
    assert.equal(record.status, 'failed');
    assert.equal(record.error?.code, 'transfer/interrupted');
  }
  const again = loopbackLinks();
  wire(ada, again.toBob);
  wire(bob, again.toAda);
  const received = next(bob, 'received');
  await ada.offer([file('b', 10)], [again.toBob]);
  assert.equal((await received).name, 'b');
});

void test('linkLost and the end of the session interrupt as well', async () => {
  const { ada, bob, toBob, session } = adaAndBob();
  await ada.offer([file('a', 10)], [toBob]);
  await settle();
  bob.linkLost('ada');
  bob.linkLost('ada');
  assert.equal(only(bob).error?.code, 'transfer/interrupted');
  session.abort();
  assert.equal(only(ada).error?.code, 'transfer/interrupted');
  await assert.rejects(ada.offer([file('b', 1)], [toBob]), { code: 'transfer/interrupted' });
});

void test('more files than may be open at once are offered bit by bit', async () => {
  const { ada, bob, toBob } = adaAndBob();
  acceptAll(bob);
  const received = nextOf(bob, 'received', 150);
  await ada.offer(
    Array.from({ length: 150 }, (_, index) => file(`${index}`, index)),
    [toBob],
  );
  assert.deepEqual(
    (await received).map(({ file: arrived }) => arrived?.size).sort((one, other) => (one ?? 0) - (other ?? 0)),
    Array.from({ length: 150 }, (_, index) => index),
  );
});
