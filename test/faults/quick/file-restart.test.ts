import assert from 'node:assert/strict';
import { after, test, type TestContext } from 'node:test';
import { receivedDigest, untilTransfer } from '../../e2e/files.js';
import { fileBytesSent } from '../../e2e/file-bytes.js';
import { Stage } from '../../e2e/stage.js';
import { Visitor } from '../../e2e/visitor.js';
import { pageOf } from '../tools/caller.js';
import {
  bytesOf,
  closeFilesChannel,
  offersHeard,
  sendSlowly,
  untilBytes,
  type FilePair,
} from '../tools/file-under-way.js';
import { ServiceProcess } from '../tools/service-process.js';

const FILE = { name: 'slow.bin', sizeBytes: 12_000_000 };
/** What half a second of the uplink carries, and the least that is asked for at once. */
const WINDOW_BYTES = 3_000_000;

const stage = await Stage.open();
after(() => stage.close());

async function underWay(t: TestContext, service: ServiceProcess): Promise<FilePair & { readonly digest: string }> {
  const pair = { ada: Visitor.on(await pageOf(stage, t)), ben: Visitor.on(await pageOf(stage, t)) };
  const digest = await sendSlowly(pair, { ...FILE, room: 'slow', server: service.url });
  return { ...pair, digest };
}

/** Closes the channel in the middle of the file. Resolves with how many bytes are missing then. */
async function cut(ben: Visitor): Promise<number> {
  await closeFilesChannel(ben);
  await untilTransfer(ben, FILE.name, 'interrupted');
  return FILE.sizeBytes - (await bytesOf(ben));
}

async function assertWhole({ ada, ben, digest }: Awaited<ReturnType<typeof underWay>>): Promise<void> {
  assert.equal(await receivedDigest(ben, FILE.name), digest);
  await ben.untilHeard('rtc-file-received', ({ treeHash }) => typeof treeHash === 'string');
  await ada.untilHeard('rtc-file-sent');
  assert.equal(await offersHeard(ben), 1, 'asked once');
}

test('the channel of a file is closed: it goes on over another from the last verified block, without a question', async (t) => {
  const call = await underWay(t, await ServiceProcess.start(t));
  const missing = await cut(call.ben);
  await assertWhole(call);
  const again = (await fileBytesSent(call.ada)) - missing;
  t.diagnostic(`${missing} bytes were missing, ${again} came again`);
  assert.ok(again < WINDOW_BYTES, `${again} bytes came again`);
});

test('the service is killed under a file: it goes on, and what is cut meanwhile goes on when the service is back', async (t) => {
  const service = await ServiceProcess.start(t);
  const call = await underWay(t, service);
  const { ada, ben } = call;
  await service.kill();
  await untilBytes(ben, (await bytesOf(ben)) + 1_500_000);
  for (const person of [ada, ben]) await person.until('no service', ({ status }) => status === 'reconnecting');
  const missing = await cut(ben);
  assert.ok(missing > 0);
  await service.up();
  await assertWhole(call);
  const again = (await fileBytesSent(ada)) - missing;
  t.diagnostic(`${missing} bytes were missing, ${again} came again`);
  assert.ok(again < WINDOW_BYTES, `${again} bytes came again`);
  for (const person of [ada, ben]) {
    const { participants } = await person.until('the room again', ({ status }) => status === 'joined');
    assert.equal(participants.length, 2);
  }
});
