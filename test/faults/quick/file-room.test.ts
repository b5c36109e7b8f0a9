import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { RESUME_GRACE_MS } from '../../../src/protocol/index.js';
import { accept, offered, untilTransfer } from '../../e2e/files.js';
import { acceptIntoFolder, offerFolder, writtenThere } from '../../e2e/folders.js';
import { keptThere, untilNothingKept } from '../../e2e/kept-files.js';
import { offerMadeFile } from '../../e2e/made-files.js';
import { Stage } from '../../e2e/stage.js';
import { until } from '../../e2e/until.js';
import { Visitor } from '../../e2e/visitor.js';
import { within } from '../tools/within.js';

const MEBIBYTE = 1_048_576;

const stage = await Stage.open();
after(() => stage.close());

async function pair(t: Parameters<typeof stage.page>[0]) {
  const pages = [await stage.page(t, 'controller.html'), await stage.page(t, 'controller.html')] as const;
  const [ada, ben] = [Visitor.on(pages[0]), Visitor.on(pages[1])];
  const options = { name: t.name.slice(0, 60), session: 'data' };
  await ada.join(options);
  await ben.join(options);
  await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
  return { ada, ben, pages };
}

test('the disk fills up in the middle of a file: it fails with a code on both sides, and nothing is left of it', async (t) => {
  const { ada, ben, pages } = await pair(t);
  const name = 'too-large.bin';
  await offerMadeFile(ada, { name, sizeBytes: 96 * MEBIBYTE });
  await accept(ben, name);
  await until(
    'some of the file',
    () => ben.run(() => window.room.state.transfers[0]?.bytes ?? 0, null),
    (bytes) => bytes > 10 * MEBIBYTE,
  );
  assert.equal((await keptThere(ben)).length, 2, 'a folder and what is known of it');
  const session = await pages[1].context().newCDPSession(pages[1]);
  const origin = new URL(pages[1].url()).origin;
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 8 * MEBIBYTE });
  const { code } = await ben.untilHeard('rtc-file-failed');
  assert.equal(code, 'transfer/no-space');
  await untilTransfer(ada, name, 'cancelled');
  await untilNothingKept(ben);
  // The room is unharmed.
  await ada.say('still here');
  await ben.untilTold('still here');
});

test('a folder that is sent as a handle arrives in the folder the receiver has picked, with its folders', async (t) => {
  const { ada, ben } = await pair(t);
  await offerFolder(ada, 12 * MEBIBYTE);
  const ids = [await offered(ben, 'map.bin'), await offered(ben, 'notes.txt')];
  await acceptIntoFolder(ben, ids);
  for (const name of ['map.bin', 'notes.txt']) await untilTransfer(ben, name, 'done');
  assert.deepEqual(await writtenThere(ben), ['trip/day one/notes.txt 5 true', `trip/map.bin ${12 * MEBIBYTE} true`]);
  await untilNothingKept(ben);
});

/** In the middle of a file of Ada's, of which Ben has some. */
async function underWay(t: Parameters<typeof stage.page>[0], name: string) {
  const { ada, ben, pages } = await pair(t);
  await offerMadeFile(ada, { name, sizeBytes: 96 * MEBIBYTE });
  await accept(ben, name);
  await until(
    'some of the file',
    () => ben.run(() => window.room.state.transfers[0]?.bytes ?? 0, null),
    (bytes) => bytes > 10 * MEBIBYTE,
  );
  return { ben, page: pages[0] };
}

/** Whoever closes a page that is busy leaves without a goodbye, and has the grace time to come back. */
function untilGone(ben: Visitor): Promise<number> {
  const count = async (): Promise<number> => (await ben.state()).participants.length;
  return within(RESUME_GRACE_MS + 3_000, 'the other to be gone', count, (people) => people === 1);
}

test('a sender whose page is closed leaves a transfer that waits; who leaves the room then leaves nothing of it behind', async (t) => {
  const { ben, page } = await underWay(t, 'cut-off.bin');
  await page.close();
  await untilTransfer(ben, 'cut-off.bin', 'interrupted');
  await ben.run(() => window.room.leave(), null);
  await untilNothingKept(ben);
});

test('a sender whose page is closed does not come back: the file fails with a code, and nothing is left of it', async (t) => {
  const name = 'abandoned.bin';
  const { ben, page } = await underWay(t, name);
  await ben.run(hurry, null);
  await page.close();
  await untilTransfer(ben, name, 'interrupted');
  assert.equal((await keptThere(ben)).length, 2, 'a folder and what is known of it');
  await untilGone(ben);
  const failed = await ben.untilHeard('rtc-file-failed');
  assert.deepEqual([failed['name'], failed['code']], [name, 'transfer/interrupted']);
  const { transfers, status } = await ben.state();
  assert.deepEqual([transfers[0]?.status, transfers[0]?.bytesPerSecond, status], ['failed', 0, 'joined']);
  await untilNothingKept(ben);
});

test('the page of a sender crashes: its file is interrupted, without a rate, and waits for its return', async (t) => {
  const { ben, page } = await underWay(t, 'crashed.bin');
  const session = await page.context().newCDPSession(page);
  // Never answered: there is nobody left to do so.
  session.send('Page.crash').catch(() => undefined);
  await untilTransfer(ben, 'crashed.bin', 'interrupted');
  const { transfers } = await ben.state();
  assert.deepEqual([transfers[0]?.status, transfers[0]?.bytesPerSecond], ['interrupted', 0]);
  await untilGone(ben);
  assert.equal((await ben.state()).transfers[0]?.status, 'interrupted');
});

/** In the page: what would wait for minutes waits for two seconds. */
function hurry(): void {
  const start = window.setTimeout;
  const sooner = (task: () => void, delayMs = 0): number => start(task, delayMs > 100_000 ? 2_000 : delayMs);
  Object.assign(window, { setTimeout: sooner });
}
