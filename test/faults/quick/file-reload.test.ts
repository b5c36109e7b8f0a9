import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { accept } from '../../e2e/files.js';
import { offerMadeFile, receivedIsMade } from '../../e2e/made-files.js';
import { Stage } from '../../e2e/stage.js';
import { until } from '../../e2e/until.js';
import { Visitor } from '../../e2e/visitor.js';

const MEBIBYTE = 1_048_576;
const FILE = { name: 'long.bin', sizeBytes: 96 * MEBIBYTE + 5 };

const stage = await Stage.open();
after(() => stage.close());

/** Ada's file is on its way to Ben. Slowly enough that a page can be loaded anew meanwhile. */
async function underWay(t: Parameters<typeof stage.page>[0]) {
  const pages = [await stage.page(t, 'controller.html'), await stage.page(t, 'controller.html')] as const;
  const [ada, ben] = [Visitor.on(pages[0]), Visitor.on(pages[1])];
  const options = { name: t.name.slice(0, 60), session: 'data' };
  await ada.join(options);
  await ben.join(options);
  await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
  await offerMadeFile(ada, FILE);
  await accept(ben, FILE.name);
  const bytes = await until(
    'a fifth of the file',
    () => ben.run(() => window.room.state.transfers[0]?.bytes ?? 0, null),
    (done) => done > FILE.sizeBytes / 5,
  );
  return { pages, ada, ben, options, bytes };
}

/** Bytes that came over the connection, in this page's time. */
function receivedBytes(visitor: Visitor): Promise<number> {
  return visitor.run(async () => {
    const other = window.room.state.participants.find(({ self }) => !self);
    const report = await window.room.connectionTo(other?.userId ?? '')?.getStats();
    const channels = [...(report?.values() ?? [])] as { type: string; label?: string; bytesReceived?: number }[];
    return channels.reduce(
      (sum, { type, bytesReceived = 0 }) => (type === 'data-channel' ? sum + bytesReceived : sum),
      0,
    );
  }, null);
}

test('the page of a receiver is loaded anew in the middle of a file: it goes on from there without a question', async (t) => {
  const { pages, ada, ben, options, bytes } = await underWay(t);
  await pages[1].reload();
  await ben.join(options);
  await ben.untilHeard('rtc-file-received');
  assert.ok(await receivedIsMade(ben, FILE));
  await ada.untilHeard('rtc-file-sent');
  const asked = await ben.run(() => window.heard.filter(({ type }) => type === 'rtc-file-offer').length, null);
  assert.equal(asked, 0);
  const again = (await receivedBytes(ben)) - (FILE.sizeBytes - bytes);
  t.diagnostic(`${Math.round(bytes / MEBIBYTE)} MiB were there, ${Math.round(again / MEBIBYTE)} MiB came again`);
  assert.ok(again <= 9 * MEBIBYTE, `${again} bytes came again`);
});

test('the page of a sender is loaded anew in the middle of a file: it asks for the file, and goes on with it', async (t) => {
  const { pages, ada, ben, options } = await underWay(t);
  await pages[0].reload();
  await ben.untilConnected(0);
  const bytes = await ben.run(() => window.room.state.transfers[0]?.bytes ?? 0, null);
  assert.ok(bytes < FILE.sizeBytes);
  await ada.join(options);
  const { transfers } = await ada.until('the missing file', (state) => state.transfers.some((one) => one.needsFile));
  assert.deepEqual(
    transfers.map(({ name, direction, status }) => [name, direction, status]),
    [[FILE.name, 'sending', 'interrupted']],
  );
  await offerMadeFile(ada, FILE);
  await ben.untilHeard('rtc-file-received');
  assert.ok(await receivedIsMade(ben, FILE));
  const [sent, offers] = [await ada.untilHeard('rtc-file-sent'), await ben.run(() => window.heard, null)];
  assert.equal(sent['name'], FILE.name);
  assert.equal(offers.filter(({ type }) => type === 'rtc-file-offer').length, 1);
  const again = (await receivedBytes(ben)) - (FILE.sizeBytes - bytes);
  t.diagnostic(`${Math.round(bytes / MEBIBYTE)} MiB were there, ${Math.round(again / MEBIBYTE)} MiB came again`);
  assert.ok(again <= 9 * MEBIBYTE, `${again} bytes came again`);
});
