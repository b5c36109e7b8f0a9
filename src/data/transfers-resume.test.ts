import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BLOCK_BYTES } from './block-layout.js';
import {
  acceptAll,
  adaAndBob,
  endSessions,
  file,
  next,
  offered,
  randomFile,
  sameBytes,
  wire,
} from './file-loopback-pair.js';
import { loopbackLinks } from './file-loopback-links.js';
import { Transfers } from './transfers.js';

const MEBIBYTE = 1_048_576;

test.afterEach(endSessions);

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Connects two engines anew; counts the bytes of files that pass. */
function connect(ada: Transfers, bob: Transfers, names: { ada?: string; bob?: string } = {}) {
  const links = loopbackLinks(names);
  wire(ada, links.toBob);
  wire(bob, links.toAda);
  const passed = { bytes: 0, until: Infinity };
  const { onframe } = links.toAda;
  links.toAda.onframe = (frame) => {
    if (typeof frame !== 'string') passed.bytes += frame.byteLength;
    onframe(frame);
    if (passed.bytes >= passed.until) links.close();
  };
  ada.linked(links.toBob);
  bob.linked(links.toAda);
  return { ...links, passed };
}

void test('a connection cut at any place, again and again: the file goes on from there, without a second question', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 2 * MEBIBYTE }), { minLength: 1, maxLength: 6 }),
      async (cuts) => {
        const { ada, bob, toBob, close } = adaAndBob();
        let questions = 0;
        bob.on('offered', ({ transferId }) => {
          questions += 1;
          void bob.accept(transferId);
        });
        const sent = randomFile('a', 5 * MEBIBYTE + 3);
        const ends = Promise.all([next(bob, 'received'), next(ada, 'sent')]);
        await ada.offer(offered(sent), [toBob], { shared: false });
        await next(bob, 'progress');
        close();
        assert.deepEqual([ada.records[0]?.status, bob.records[0]?.status], ['interrupted', 'interrupted']);
        let passedBytes = 0;
        for (const cut of cuts) {
          const link = connect(ada, bob);
          link.passed.until = cut;
          if (cut === 0) link.close();
          while (!link.toBob.signal.aborted && bob.records[0]?.status !== 'done') await settle();
          passedBytes += link.passed.bytes;
        }
        if (bob.records[0]?.status !== 'done') connect(ada, bob);
        const [received] = await ends;
        assert.ok(await sameBytes(received.file, sent));
        assert.equal(questions, 1);
        // At most what was on its way and a block in pieces is sent twice.
        assert.ok(passedBytes <= sent.size + (cuts.length + 1) * 9 * BLOCK_BYTES);
      },
    ),
    { numRuns: 10 },
  );
});

void test('both are somebody else after the service was started anew: they know each other by the key', async () => {
  const parts = adaAndBob();
  const { ada, bob } = parts;
  acceptAll(bob);
  const sent = randomFile('a', 10 * MEBIBYTE);
  const ends = Promise.all([next(bob, 'received'), next(ada, 'sent')]);
  let questions = 0;
  bob.on('offered', () => (questions += 1));
  const first = connect(ada, bob);
  first.passed.until = 6 * MEBIBYTE;
  await ada.offer(offered(sent), [first.toBob], { shared: true });
  while (!first.toBob.signal.aborted) await settle();
  parts.names.ada = 'ada-2';
  parts.names.bob = 'bob-2';
  const { passed } = connect(ada, bob, { ada: 'ada-2', bob: 'bob-2' });
  const [received, confirmed] = await ends;
  assert.ok(await sameBytes(received.file, sent));
  assert.deepEqual([received.userId, confirmed.userId], ['ada-2', 'bob-2']);
  assert.equal(questions, 1);
  assert.ok(passed.bytes < 5 * MEBIBYTE);
  assert.deepEqual(
    [ada.records.length, bob.records.length],
    [1, 1],
    'what Bob is offered as a newcomer is what he has accepted',
  );
});

void test('a stranger that offers the same id goes on with nothing', async () => {
  const { ada, bob, toBob, close } = adaAndBob();
  acceptAll(bob);
  const answers: string[] = [];
  await ada.offer(offered(randomFile('a', 20 * MEBIBYTE)), [toBob], { shared: false });
  await next(bob, 'progress');
  close();
  const mallory = loopbackLinks({ ada: 'mallory' });
  wire(bob, mallory.toAda);
  mallory.toBob.onframe = (frame) => answers.push(frame as string);
  bob.linked(mallory.toAda);
  const { name, sizeBytes } = bob.records[0]!;
  const offer = { type: 'file:offer', fileId: bob.records[0]?.transferId, tag: 0, name, path: '', sizeBytes };
  const rest = { mediaType: '', shared: false };
  await mallory.toBob.sendFrame(JSON.stringify({ ...offer, ...rest }));
  await mallory.toBob.sendFrame(JSON.stringify({ ...offer, ...rest, proof: '0'.repeat(64) }));
  for (let turn = 0; turn < 50; turn += 1) await settle();
  assert.equal(bob.records.length, 1);
  assert.equal(bob.records[0]?.status, 'interrupted');
  assert.ok(answers.every((answer) => answer.includes('file:seek')));
});

void test('a receiver that shows the proof of another one gets nothing', async () => {
  const { ada, bob, toBob, close } = adaAndBob();
  acceptAll(bob);
  await ada.offer(offered(randomFile('a', 20 * MEBIBYTE)), [toBob], { shared: false });
  await next(bob, 'progress');
  close();
  // Mallory hears Bob ask her whether she is Ada, and asks Ada with Bob's words.
  const overheard = loopbackLinks({ ada: 'mallory' });
  wire(bob, overheard.toAda);
  const heard = new Promise<string>((resolve) => (overheard.toBob.onframe = (frame) => resolve(frame as string)));
  bob.linked(overheard.toAda);
  const mallory = loopbackLinks({ bob: 'mallory' });
  wire(ada, mallory.toBob);
  const answers: unknown[] = [];
  mallory.toAda.onframe = (frame) => answers.push(frame);
  await mallory.toAda.sendFrame(await heard);
  for (let turn = 0; turn < 50; turn += 1) await settle();
  assert.deepEqual(answers, []);
  assert.equal(ada.records[0]?.status, 'interrupted');
});

void test('an unanswered offer is asked about once, however often the connection changes', async () => {
  const { ada, bob, toBob, close } = adaAndBob();
  let questions = 0;
  bob.on('offered', () => (questions += 1));
  await ada.offer(offered(file('a', 10)), [toBob], { shared: false });
  await settle();
  close();
  assert.equal(bob.records[0]?.status, 'interrupted');
  connect(ada, bob);
  for (let turn = 0; turn < 20; turn += 1) await settle();
  assert.deepEqual([ada.records[0]?.status, bob.records[0]?.status, questions], ['offered', 'offered', 1]);
  const received = next(bob, 'received');
  await bob.accept(bob.records[0]?.transferId ?? '');
  assert.equal((await received).file?.size, 10);
});

void test('a newcomer sees what is offered to the room, and not what is for others', async () => {
  const { ada, toBob, session } = adaAndBob();
  await ada.offer(offered(file('for all', 3)), [toBob], { shared: true });
  await ada.offer(offered(file('for Bob', 3)), [toBob], { shared: false });
  const carol = new Transfers({ signal: session.signal, self: () => 'carol' });
  const asked = next(carol, 'offered');
  const links = loopbackLinks({ bob: 'carol' });
  wire(ada, links.toBob);
  wire(carol, links.toAda);
  ada.linked(links.toBob);
  ada.linked(links.toBob);
  const received = next(carol, 'received');
  await carol.accept((await asked).transferId);
  assert.equal((await received).name, 'for all');
  assert.equal(carol.records.length, 1);
});

void test('what each side has paused stays paused over an interruption', async () => {
  const { ada, bob, toBob, close } = adaAndBob();
  acceptAll(bob);
  await ada.offer(offered(randomFile('a', 10 * MEBIBYTE)), [toBob], { shared: false });
  await next(bob, 'progress');
  await ada.pause(ada.records[0]?.transferId ?? '');
  close();
  connect(ada, bob);
  const statuses = (): string => [ada, bob].map(({ records }) => records[0]?.status).join();
  const latest = performance.now() + 10_000;
  while (statuses() !== 'paused,paused' && performance.now() < latest) await settle();
  assert.equal(statuses(), 'paused,paused');
  const received = next(bob, 'received');
  await ada.resume(ada.records[0]?.transferId ?? '');
  assert.equal((await received).status, 'done');
});

void test('somebody who stays away is not waited for without end', async ({ mock }) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { ada, bob, toBob, close } = adaAndBob();
  await ada.offer(offered(file('a', 10)), [toBob], { shared: false });
  await settle();
  close();
  mock.timers.tick(299_999);
  assert.equal(bob.records[0]?.status, 'interrupted');
  mock.timers.tick(1);
  for (const { records } of [ada, bob]) assert.equal(records[0]?.error?.code, 'transfer/interrupted');
});
