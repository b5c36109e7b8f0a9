import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { accept } from '../../e2e/files.js';
import { bytesReach, offerMadeFile, receivedIsMade } from '../../e2e/made-files.js';
import { Stage } from '../../e2e/stage.js';
import { Visitor } from '../../e2e/visitor.js';

const CUTS = 20;
const FILE = { name: 'cut.bin', sizeBytes: 200_000_000 };
/** Of the receiver's page. */
const HEAP_BYTES = 30_000_000;

const stage = await Stage.open();
after(() => stage.close());

/** Somewhere in each twentieth, so that all of them fall into the file. */
const offsets = Array.from({ length: CUTS }, (_, index) =>
  Math.floor(((index + Math.random()) * FILE.sizeBytes * 0.95) / CUTS),
);

test('a connection that is cut at 20 places of 200 MB: the file is whole, nobody is asked twice, the heap stays flat', async (t) => {
  const pages = [await stage.page(t, 'controller.html'), await stage.page(t, 'controller.html')] as const;
  const [ada, ben] = [Visitor.on(pages[0]), Visitor.on(pages[1])];
  for (const person of [ada, ben]) await person.join({ name: 'cuts', session: 'data' });
  await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
  const session = await pages[1].context().newCDPSession(pages[1]);
  const heap = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const before = await heap();
  await offerMadeFile(ada, FILE);
  await accept(ben, FILE.name);
  let most = 0;
  for (const offset of offsets) {
    await bytesReach(ben, offset);
    // Gone at once and on both sides, as when a network goes; then there is another.
    await ben.run(() => {
      const [other] = window.room.state.participants.filter(({ self }) => !self);
      return window.room.disconnectFrom(other?.userId ?? '');
    }, null);
    most = Math.max(most, (await heap()) - before);
    await ben.run(() => {
      const [other] = window.room.state.participants.filter(({ self }) => !self);
      return window.room.reconnectTo(other?.userId ?? '');
    }, null);
  }
  await bytesReach(ben, FILE.sizeBytes);
  await ben.untilHeard('rtc-file-received');
  assert.ok(await receivedIsMade(ben, FILE));
  await ada.untilHeard('rtc-file-sent');
  const heard = await ben.run(() => window.heard.filter(({ type }) => type === 'rtc-file-offer').length, null);
  assert.equal(heard, 1, 'asked once');
  t.diagnostic(
    `cut at ${offsets.map((offset) => Math.round(offset / 1e6)).join()} MB; heap grew ${most} bytes at most`,
  );
  assert.ok(most < HEAP_BYTES);
});
