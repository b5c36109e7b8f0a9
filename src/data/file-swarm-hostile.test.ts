import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FileMessage } from '../protocol/file-message.js';
import { BlockChoice } from './block-choice.js';
import { BlockLayout } from './block-layout.js';
import { loopbackLinks } from './file-loopback-links.js';
import { endSessions, sessionSignal } from './file-loopback-pair.js';
import { Transfers } from './transfers.js';

const A = 'a'.repeat(22);

test.afterEach(endSessions);

/** Bob receives a shared file of Ada's, and Eve says that she receives it too. */
async function setUp(sizeBytes: number) {
  const bob = new Transfers({ signal: sessionSignal(), self: () => 'bob', links: () => [] });
  const { toAda } = loopbackLinks();
  const { toAda: toEve } = loopbackLinks({ ada: 'eve' });
  const says = (link: typeof toEve) => (message: FileMessage) => bob.receive(link, JSON.stringify(message));
  says(toAda)({ type: 'file:offer', fileId: A, tag: 1, name: 'x', path: '', sizeBytes, mediaType: '', shared: true });
  await bob.accept(A);
  const blocks = new BlockLayout(sizeBytes).count;
  const map = btoa('\xff'.repeat(Math.ceil(blocks / 8)));
  return { bob, toEve, ada: says(toAda), eve: says(toEve), blocks, map };
}

void test('somebody who joins a shared file and leaves it without end leaves nothing behind', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const usedBytes = async (): Promise<number> => {
    // What is answered leaves first; what finishes with its owner goes with the second time.
    for (let time = 0; time < 2; time += 1) {
      await new Promise((resolve) => setTimeout(resolve));
      collect();
    }
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const { bob, eve, map } = await setUp(240e6);
  const joinAndLeave = (times: number): void => {
    for (let tag = 0; tag < times; tag += 1) {
      eve({ type: 'file:have', fileId: A, tag, map });
      eve({ type: 'file:cancel', fileId: A, sender: true });
    }
  };
  joinAndLeave(200);
  const before = await usedBytes();
  joinAndLeave(1_500);
  const grown = (await usedBytes()) - before;
  assert.ok(grown < 600_000, `${grown} bytes`);
  assert.equal(bob.records[0]?.status, 'accepted');
});

for (const [what, blocks] of [
  [
    'overlap',
    [
      [0, 9],
      [8, 2],
    ],
  ],
  [
    'fall',
    [
      [8, 2],
      [0, 8],
    ],
  ],
  ['repeat each other', Array<[number, number]>(64).fill([0, 1_000])],
] satisfies [string, [number, number][]][]) {
  for (const type of ['file:got', 'file:want'] as const) {
    void test(`ranges of blocks that ${what} are no ${type}`, async () => {
      const { bob, eve, map } = await setUp(4e9);
      eve({ type: 'file:have', fileId: A, tag: 1, map });
      eve({ type, fileId: A, held: 0, blocks });
      assert.equal(bob.dropped.messages, 1);
      eve({
        type,
        fileId: A,
        held: 0,
        blocks: [
          [0, 9],
          [9, 2],
        ],
      });
      assert.equal(bob.dropped.messages, 1);
    });
  }
}

void test('what speaks of a whole large file counts as the many messages it costs', async ({ mock }) => {
  mock.method(performance, 'now', () => 1_000);
  const { bob, toEve, eve, blocks } = await setUp(64e9);
  let heard = 0;
  while (bob.dropped.messages === 0) {
    eve({ type: 'file:got', fileId: A, blocks: [[0, blocks]] });
    heard += 1;
  }
  assert.ok(heard < 100, `${heard} messages about ${blocks} blocks each`);
  assert.ok(!toEve.refused);
});

void test('however often others tell what they have got, what to ask for is chosen at most every now and then', async ({
  mock,
}) => {
  const { eve } = await setUp(4e9);
  eve({ type: 'file:have', fileId: A, tag: 1, map: btoa('\0'.repeat(Math.ceil(new BlockLayout(4e9).count / 8))) });
  const choose = mock.method(BlockChoice.prototype, 'choose');
  const startedMs = performance.now();
  for (let block = 0; block < 500; block += 1) eve({ type: 'file:got', fileId: A, blocks: [[block, 1]] });
  const choices = choose.mock.callCount();
  // Of a member, of the sender, and once more of the sender.
  const most = 3 * (1 + Math.ceil((performance.now() - startedMs) / 20));
  assert.ok(choices <= most, `${choices} choices in ${performance.now() - startedMs} ms`);
});
