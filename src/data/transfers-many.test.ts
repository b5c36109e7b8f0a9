import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptAll, adaAndBob, endSessions, nextOf } from './file-loopback-pair.js';

test.afterEach(endSessions);

const COUNT = 3_000;

void test(
  'a folder of thousands of small files arrives whole, and none is left open',
  { timeout: 60_000 },
  async () => {
    const { ada, bob, toBob, toAda } = adaAndBob();
    acceptAll(bob);
    const files = Array.from({ length: COUNT }, (_, index) => ({
      file: new File([new Uint8Array(10)], `${index}.txt`),
      path: 'photos',
    }));
    const received = nextOf(bob, 'received', COUNT);
    const sent = nextOf(ada, 'sent', COUNT);
    await ada.offer(files, [toBob], { shared: false });
    const names = (await received).map(({ name }) => name);
    await sent;
    assert.equal(new Set(names).size, COUNT);
    assert.deepEqual([ada.dropped, bob.dropped], Array(2).fill({ frames: 0, messages: 0 }));
    assert.deepEqual([toAda.refused, toBob.refused], [false, false]);
  },
);

void test('of what came to nothing the newest hundred stay listed, on either side', async () => {
  const { ada, bob, toBob } = adaAndBob();
  bob.on('offered', ({ transferId }) => void bob.decline(transferId));
  const files = Array.from({ length: 130 }, (_, index) => ({ file: new File(['x'], `${index}.txt`), path: '' }));
  const refused = nextOf(ada, 'failed', files.length);
  await ada.offer(files, [toBob], { shared: false });
  await refused;
  const newest = files.slice(-100).map(({ file }) => file.name);
  for (const { records } of [ada, bob]) {
    assert.deepEqual(
      records.map(({ name }) => name),
      newest,
    );
  }
});
