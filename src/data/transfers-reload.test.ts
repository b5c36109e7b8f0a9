import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  acceptAll,
  adaAndBob,
  endSessions,
  next,
  offered,
  randomFile,
  sameBytes,
  sessionSignal,
  wire,
} from './file-loopback-pair.js';
import { loopbackLinks } from './file-loopback-links.js';
import { MemoryFileStore } from './file-store-memory.js';
import { Transfers } from './transfers.js';

const MEBIBYTE = 1_048_576;
/** What was on its way, and a block in pieces. */
const WINDOW_BYTES = 8 * MEBIBYTE;

test.afterEach(endSessions);

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Ada sends Bob a file; the connection ends after so many bytes, because one of them loads the page anew. */
async function interrupted(afterBytes: number, stores: { ada?: MemoryFileStore; bob?: MemoryFileStore }) {
  const parts = adaAndBob(stores);
  const { ada, bob, toBob, toAda, close } = parts;
  acceptAll(bob);
  const sent = randomFile('a.bin', 24 * MEBIBYTE);
  let passedBytes = 0;
  const { onframe } = toAda;
  toAda.onframe = (frame) => {
    if (typeof frame !== 'string') passedBytes += frame.byteLength;
    onframe(frame);
    if (passedBytes >= afterBytes) close();
  };
  await ada.offer(offered(sent), [toBob], { shared: false });
  while (!toBob.signal.aborted) await settle();
  return { ...parts, sent, passedBytes };
}

/** A page that was loaded anew, with what its store kept. */
async function reloaded(name: string, store: MemoryFileStore): Promise<Transfers> {
  const transfers = new Transfers({ signal: sessionSignal(), self: () => name, store });
  await transfers.restore();
  return transfers;
}

function meet(ada: Transfers, bob: Transfers, names: { ada?: string; bob?: string }) {
  const links = loopbackLinks(names);
  wire(ada, links.toBob);
  wire(bob, links.toAda);
  const passed = { bytes: 0 };
  const { onframe } = links.toAda;
  links.toAda.onframe = (frame) => {
    if (typeof frame !== 'string') passed.bytes += frame.byteLength;
    onframe(frame);
  };
  ada.linked(links.toBob);
  bob.linked(links.toAda);
  return { ...links, passed };
}

void test('a receiver whose page was loaded anew goes on where it was, and asks nobody', async () => {
  const store = new MemoryFileStore();
  const { ada, sent, passedBytes } = await interrupted(12 * MEBIBYTE, { bob: store });
  const bob = await reloaded('bob-2', store);
  let questions = 0;
  bob.on('offered', () => (questions += 1));
  assert.deepEqual([bob.records[0]?.status, bob.records[0]?.name], ['interrupted', 'a.bin']);
  const ends = Promise.all([next(bob, 'received'), next(ada, 'sent')]);
  const { passed } = meet(ada, bob, { bob: 'bob-2' });
  const [received, confirmed] = await ends;
  assert.ok(await sameBytes(received.file, sent));
  assert.equal(received.treeHash, confirmed.treeHash);
  assert.equal(questions, 0);
  assert.ok(passedBytes + passed.bytes <= sent.size + WINDOW_BYTES, `${passed.bytes} bytes more`);
  assert.equal(store.transfers.size, 0, 'nothing is kept of what is complete');
});

void test('a sender whose page was loaded anew asks for the same file, and goes on with it', async () => {
  const store = new MemoryFileStore();
  const { bob, sent, passedBytes } = await interrupted(12 * MEBIBYTE, { ada: store });
  const ada = await reloaded('ada-2', store);
  assert.deepEqual(
    ada.records.map(({ status, needsFile, name }) => [status, needsFile, name]),
    [['interrupted', true, 'a.bin']],
  );
  const { passed, toBob } = meet(ada, bob, { ada: 'ada-2' });
  for (let turn = 0; turn < 20; turn += 1) await settle();
  assert.equal(bob.records[0]?.status, 'interrupted', 'nothing goes on without the file');
  const ends = Promise.all([next(bob, 'received'), next(ada, 'sent')]);
  await ada.offer(offered(randomFile('another.bin', 3)), [], { shared: false });
  assert.equal(ada.records[0]?.needsFile, true);
  await ada.offer(offered(sent), [toBob], { shared: false });
  assert.deepEqual(
    ada.records.map(({ needsFile }) => needsFile),
    [false],
    'the file is no second offer',
  );
  const [received, confirmed] = await ends;
  assert.ok(await sameBytes(received.file, sent));
  assert.equal(received.treeHash, confirmed.treeHash);
  assert.equal(bob.records.length, 1);
  assert.ok(passedBytes + passed.bytes <= sent.size + WINDOW_BYTES, `${passed.bytes} bytes more`);
});

void test('the file is brought before the receiver is back', async () => {
  const store = new MemoryFileStore();
  const { bob, sent } = await interrupted(2 * MEBIBYTE, { ada: store });
  const ada = await reloaded('ada-2', store);
  await ada.offer(offered(sent), [], { shared: true });
  const received = next(bob, 'received');
  meet(ada, bob, { ada: 'ada-2' });
  assert.ok(await sameBytes((await received).file, sent));
  assert.equal(ada.records.length, 1);
});

void test('another file of the same name and size yields no file', async () => {
  const store = new MemoryFileStore();
  const { bob, sent } = await interrupted(12 * MEBIBYTE, { ada: store });
  const ada = await reloaded('ada-2', store);
  const failed = next(bob, 'failed');
  meet(ada, bob, { ada: 'ada-2' });
  await ada.offer(offered(randomFile(sent.name, sent.size)), [], { shared: false });
  assert.equal((await failed).error?.code, 'transfer/corrupt');
});

void test('what is cancelled or declined leaves nothing behind', async () => {
  const stores = { ada: new MemoryFileStore(), bob: new MemoryFileStore() };
  const { bob } = await interrupted(2 * MEBIBYTE, stores);
  assert.deepEqual([stores.ada.transfers.size, stores.bob.transfers.size, stores.bob.parts.size], [1, 1, 1]);
  await bob.cancel(bob.records[0]!.transferId);
  await settle();
  assert.deepEqual([stores.bob.transfers.size, stores.bob.parts.size], [0, 0]);
});

void test('what nobody comes back for within five minutes takes no room any more', async ({ mock }) => {
  const stores = { ada: new MemoryFileStore(), bob: new MemoryFileStore() };
  mock.timers.enable({ apis: ['setTimeout'] });
  const { bob } = await interrupted(2 * MEBIBYTE, stores);
  mock.timers.tick(299_999);
  await settle();
  assert.deepEqual([stores.bob.transfers.size, stores.bob.parts.size], [1, 1]);
  mock.timers.tick(1);
  await settle();
  assert.equal(bob.records[0]?.status, 'failed');
  assert.deepEqual([stores.ada.transfers.size, stores.bob.transfers.size, stores.bob.parts.size], [0, 0, 0]);
});
