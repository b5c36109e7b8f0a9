import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptAll, adaAndBob, endSessions, next, offered, randomFile, sameBytes, wire } from './file-loopback-pair.js';
import { loopbackLinks, type LoopbackLink } from './file-loopback-links.js';
import type { Transfers } from './transfers.js';

const MEBIBYTE = 1_048_576;

test.afterEach(endSessions);

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await settle();
}

function connect(ada: Transfers, bob: Transfers): void {
  const links = loopbackLinks();
  wire(ada, links.toBob);
  wire(bob, links.toAda);
  ada.linked(links.toBob);
  bob.linked(links.toAda);
}

/** Both are away from each other, in the middle of a file, or before its question is answered. */
async function apart(when: 'accepted' | 'asked') {
  const parts = adaAndBob();
  const { ada, bob, toBob, close } = parts;
  const asked: string[] = [];
  bob.on('offered', ({ transferId }) => asked.push(transferId));
  if (when === 'accepted') acceptAll(bob);
  await ada.offer(offered(randomFile('a', 20 * MEBIBYTE)), [toBob], { shared: false });
  if (when === 'accepted') await next(bob, 'progress');
  else await turns(5);
  close();
  assert.deepEqual([ada.records[0]?.status, bob.records[0]?.status], ['interrupted', 'interrupted']);
  return { ...parts, asked };
}

const statuses = (...all: readonly Transfers[]): unknown[] =>
  all.map(({ records }) => records.map(({ status }) => status));

void test('what its receiver cancels during an interruption stays cancelled, and the sender hears of it', async () => {
  const { ada, bob, asked } = await apart('accepted');
  await bob.cancel(bob.records[0]!.transferId);
  const failed = next(ada, 'failed');
  connect(ada, bob);
  assert.equal((await failed).status, 'cancelled');
  await turns(20);
  assert.deepEqual(statuses(ada, bob), [['cancelled'], ['cancelled']]);
  assert.equal(asked.length, 1);
});

void test('what is declined during an interruption is not asked about again, and the sender hears of it', async () => {
  const { ada, bob, asked } = await apart('asked');
  await bob.decline(bob.records[0]!.transferId);
  const failed = next(ada, 'failed');
  connect(ada, bob);
  assert.equal((await failed).status, 'declined');
  await turns(20);
  assert.deepEqual(statuses(ada, bob), [['declined'], ['declined']]);
  assert.equal(asked.length, 1);
});

for (const when of ['accepted', 'asked'] as const) {
  void test(`what its sender cancels during an interruption ends for who had ${when === 'asked' ? 'not answered' : 'accepted'} it, once both are there again`, async () => {
    const { ada, bob } = await apart(when);
    await ada.cancel(ada.records[0]!.transferId);
    const failed = next(bob, 'failed');
    connect(ada, bob);
    assert.equal((await failed).status, 'cancelled');
    assert.deepEqual(statuses(ada, bob), [['cancelled'], ['cancelled']]);
  });
}

/** The connection ends with this message, which never arrives. */
function cutAt(type: string, link: LoopbackLink, close: () => void): void {
  const send = link.sendFrame.bind(link);
  link.sendFrame = (frame) => {
    if (typeof frame === 'string' && frame.includes(type)) close();
    return send(frame);
  };
}

void test('a cancellation that is lost with the connection is heard with the next one', async () => {
  const { ada, bob, toBob, close } = adaAndBob();
  acceptAll(bob);
  await ada.offer(offered(randomFile('a', 20 * MEBIBYTE)), [toBob], { shared: false });
  await next(bob, 'progress');
  cutAt('file:cancel', toBob, close);
  await ada.cancel(ada.records[0]!.transferId);
  assert.deepEqual(statuses(ada, bob), [['cancelled'], ['interrupted']]);
  const failed = next(bob, 'failed');
  connect(ada, bob);
  assert.equal((await failed).status, 'cancelled');
});

void test('a file whose confirmation is lost with the connection is not offered to its receiver again', async () => {
  const { ada, bob, toBob, toAda, close } = adaAndBob();
  acceptAll(bob);
  cutAt('file:done', toAda, close);
  const received = next(bob, 'received');
  const sent = randomFile('a', 3 * MEBIBYTE);
  await ada.offer(offered(sent), [toBob], { shared: false });
  assert.ok(await sameBytes((await received).file, sent));
  await turns(5);
  assert.deepEqual(statuses(ada, bob), [['interrupted'], ['done']]);
  const confirmed = next(ada, 'sent');
  connect(ada, bob);
  await confirmed;
  await turns(20);
  assert.deepEqual(statuses(ada, bob), [['done'], ['done']]);
});

void test('an answer that is lost with the connection is given with the next one', async () => {
  const { ada, bob, toBob, toAda, close } = adaAndBob();
  cutAt('file:accept', toAda, close);
  const asked = next(bob, 'offered');
  const sent = randomFile('a', 3 * MEBIBYTE);
  await ada.offer(offered(sent), [toBob], { shared: false });
  await bob.accept((await asked).transferId);
  await turns(5);
  assert.deepEqual(statuses(ada, bob), [['interrupted'], ['interrupted']]);
  const received = next(bob, 'received');
  connect(ada, bob);
  assert.ok(await sameBytes((await received).file, sent));
});

void test('while the way is down a file is interrupted without a rate; when it is up again it goes on, and nothing comes twice', async () => {
  const { ada, bob, toBob } = adaAndBob();
  acceptAll(bob);
  const sent = randomFile('a', 20 * MEBIBYTE);
  const received = next(bob, 'received');
  await ada.offer(offered(sent), [toBob], { shared: false });
  await next(bob, 'progress');
  ada.wavers('bob', true);
  bob.wavers('ada', true);
  for (const { records } of [ada, bob]) {
    const { status, bytesPerSecond, secondsLeft } = records[0]!;
    assert.deepEqual([status, bytesPerSecond, secondsLeft], ['interrupted', 0, undefined]);
  }
  ada.wavers('bob', false);
  bob.wavers('ada', false);
  assert.deepEqual(statuses(ada, bob), [['transferring'], ['transferring']]);
  assert.ok(await sameBytes((await received).file, sent));
});

void test('a file nobody has answered yet stays offered while the way is down', async () => {
  const { ada, bob, toBob } = adaAndBob();
  await ada.offer(offered(randomFile('a', MEBIBYTE)), [toBob], { shared: false });
  await turns(5);
  ada.wavers('bob', true);
  bob.wavers('ada', true);
  assert.deepEqual(statuses(ada, bob), [['offered'], ['offered']]);
});
