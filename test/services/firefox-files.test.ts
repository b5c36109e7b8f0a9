import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { accept } from '../e2e/files.js';
import { bytesReach, offerMadeFile, receivedIsMade } from '../e2e/made-files.js';
import { Stage } from '../e2e/stage.js';
import { until } from '../e2e/until.js';
import { visitor, type Visitor } from '../e2e/visitor.js';
import { firefoxVisitor, launchFirefox } from './firefox.js';

const MEBIBYTE = 1_048_576;

const [stage, firefox] = await Promise.all([Stage.open(), launchFirefox()]);
after(async () => {
  await firefox.close();
  await stage.close();
});

for (const sender of ['Chromium', 'Firefox'] as const) {
  test(`a file from ${sender} to the other browser is paused, goes on after both reload, and arrives verified`, async (t) => {
    const chromium = await visitor(stage, t);
    const fox = await firefoxVisitor(firefox, t, stage.service.origin);
    const [ada, ben] = sender === 'Chromium' ? [chromium, fox] : [fox, chromium];
    const options = { name: `files from ${sender}`, session: 'data' };
    const file = { name: 'both.bin', sizeBytes: 40 * MEBIBYTE + 11 };
    for (const person of [ada, ben]) await person.join(options);
    await Promise.all([ada, ben].map((person) => person.untilConnected(1)));
    await offerMadeFile(ada, file);
    await accept(ben, file.name);
    await bytesReach(ben, 12 * MEBIBYTE);
    await ben.run(() => window.room.pauseFile(window.room.state.transfers[0]?.transferId ?? ''), null);
    await ada.until('the pause', ({ transfers }) => transfers[0]?.status === 'paused');
    await ben.run(() => window.room.resumeFile(window.room.state.transfers[0]?.transferId ?? ''), null);

    await reload(ben);
    await ben.join(options);
    await bytesReach(ben, 16 * MEBIBYTE);
    await reload(ada);
    await ada.join(options);
    await ada.until('the missing file', ({ transfers }) => transfers.some(({ needsFile }) => needsFile));
    await offerMadeFile(ada, file);

    await bytesReach(ben, file.sizeBytes);
    await ben.untilHeard('rtc-file-received', ({ treeHash }) => typeof treeHash === 'string');
    assert.ok(await receivedIsMade(ben, file));
    const questions = await ben.run(() => window.heard.filter(({ type }) => type === 'rtc-file-offer').length, null);
    assert.equal(questions, 0, 'after the reload nobody is asked again');
  });
}

async function reload(person: Visitor): Promise<void> {
  await person.run(() => {
    document.title = 'before';
    setTimeout(() => location.reload(), 0);
  }, null);
  await until(
    'the page to be there anew',
    // Between the two pages there is nothing to ask.
    () => person.run(() => document.title !== 'before' && 'makeRoom' in window, null).catch(() => false),
    (isThere) => isThere,
  );
}
