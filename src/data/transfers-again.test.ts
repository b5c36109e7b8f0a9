import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  acceptAll,
  adaAndBob,
  endSessions,
  next,
  nextOf,
  offered,
  randomFile,
  sameBytes,
} from './file-loopback-pair.js';

const MEBIBYTE = 1_048_576;

test.afterEach(endSessions);

/** Bob gets to know a file of Ada's, and it ends as `end` says. */
async function over(end: 'received' | 'declined' | 'cancelled', { shared }: { readonly shared: boolean }) {
  const parts = adaAndBob();
  const { ada, bob, toBob } = parts;
  const sent = randomFile('again.bin', 3 * MEBIBYTE);
  const asked = next(bob, 'offered');
  const ends =
    end === 'received'
      ? Promise.all([next(bob, 'received'), next(ada, 'sent')])
      : Promise.all([next(bob, 'failed'), next(ada, 'failed')]);
  if (end === 'cancelled') bob.on('progress', ({ transferId }) => void bob.cancel(transferId), { once: true });
  await ada.offer(offered(sent), [toBob], { shared });
  const { transferId } = await asked;
  if (end === 'declined') await bob.decline(transferId);
  else await bob.accept(transferId);
  await ends;
  return { ...parts, sent, transferId };
}

for (const end of ['received', 'declined', 'cancelled'] as const) {
  for (const shared of [true, false]) {
    void test(`a file ${shared ? 'for all' : 'for one'} that was ${end} is received again, in the same place of both lists, without a question`, async () => {
      const { ada, bob, sent, transferId } = await over(end, { shared });
      const [there] = ada.records;
      bob.on('offered', () => assert.fail('the visitor was asked once more'));
      const ends = Promise.all([next(bob, 'received'), next(ada, 'sent')]);
      await bob.accept(transferId);
      const [received] = await ends;
      assert.equal(received.transferId, transferId);
      assert.ok(await sameBytes(received.file, sent));
      assert.deepEqual(
        [ada.records, bob.records].map((records) => records.map(({ transferId, status }) => [transferId, status])),
        [[[there?.transferId, 'done']], [[transferId, 'done']]],
      );
      assert.deepEqual([ada.dropped, bob.dropped], Array(2).fill({ frames: 0, messages: 0 }));
    });
  }
}

void test('asked for twice at once, it comes once', async () => {
  const { ada, bob, transferId } = await over('declined', { shared: false });
  const sentAgain = nextOf(ada, 'sent', 1);
  await Promise.all([bob.accept(transferId), bob.accept(transferId)]);
  await sentAgain;
  assert.equal(bob.records.length, 1);
  assert.deepEqual(ada.dropped, { frames: 0, messages: 0 });
});

void test('what its sender has taken back is not received again, and stays what it was', async () => {
  const { ada, bob, toBob } = adaAndBob();
  acceptAll(bob);
  const failed = next(bob, 'failed');
  ada.on('progress', ({ transferId }) => void ada.cancel(transferId));
  await ada.offer(offered(randomFile('a', 20 * MEBIBYTE)), [toBob], { shared: true });
  const record = await failed;
  await assert.rejects(bob.accept(record.transferId), { code: 'transfer/cancelled' });
  assert.deepEqual(bob.records, [record]);
});

void test('a file of somebody who is gone is not received again', async () => {
  const { bob, transferId, close } = await over('received', { shared: true });
  const before = bob.records;
  close();
  await assert.rejects(bob.accept(transferId), { code: 'transfer/interrupted' });
  assert.deepEqual(bob.records, before);
});

void test('who goes without an answer keeps nobody waiting', async () => {
  const { bob, toAda, toBob, transferId, close } = await over('received', { shared: true });
  const asked = new Promise<void>((resolve) => {
    toBob.onframe = () => resolve();
    toAda.onframe = () => resolve();
  });
  const refused = assert.rejects(bob.accept(transferId), { code: 'transfer/interrupted' });
  await asked;
  close();
  await refused;
  assert.equal(bob.records[0]?.status, 'done');
});
