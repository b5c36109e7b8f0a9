import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { pressJoin, untilState } from '../e2e/demo-room.js';
import { DEMO_DIR, DemoStage } from '../e2e/demo-stage.js';
import { servePhp } from './php-server.js';

const stage = await DemoStage.open();
after(() => stage.close());

/** The form, and somebody in its room who can offer it files. */
async function formAndGuest(t: TestContext): Promise<[Page, Page]> {
  const php = await servePhp(t, join(DEMO_DIR, 'php'), { SIGNALING_URL: stage.origin });
  const room = encodeURIComponent(t.name);
  const [form, guest] = [
    await stage.page(t, `${php}/files.php?room=${room}`),
    await stage.page(t, `/files/group.html?room=${room}`),
  ];
  await pressJoin(guest, 'main');
  for (const [page, selector] of [
    [form, 'rtc-room'],
    [guest, '#room'],
  ] as const) {
    await untilState(page, 'joined', selector);
    await page.locator(`${selector}[participant-count="2"]`).waitFor();
  }
  return [form, guest];
}

const digest = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

/** What PHP says it got: name, size and SHA-256 of each file. */
async function received(page: Page): Promise<string[][]> {
  await page.getByRole('heading', { name: /Thank you|Nothing came/ }).waitFor();
  const rows = await page.locator('tbody tr').all();
  return Promise.all(rows.map((row) => row.locator('td').allTextContents()));
}

test('a plain PHP form finds in $_FILES what was received from a room and what was chosen, byte for byte', async (t) => {
  const [form, guest] = await formAndGuest(t);
  const bytes = randomBytes(300_000);
  await guest
    .locator('rtc-file-drop input.files')
    .setInputFiles({ name: 'application.pdf', mimeType: 'application/pdf', buffer: bytes });
  await form.getByRole('button', { name: 'Accept: application.pdf' }).click();
  const attached = form.getByRole('list', { name: 'Files that go with the form' });
  await attached.getByText('application.pdf').waitFor();
  const own = { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear all') };
  await form.locator('rtc-file-drop input.files').setInputFiles(own);
  await attached.getByText('letter.txt').waitFor();
  await form.getByRole('button', { name: 'Send', exact: true }).click();
  assert.deepEqual(await received(form), [
    ['application.pdf', '300000', digest(bytes)],
    ['letter.txt', '8', digest('Dear all')],
  ]);
});

test('the form is not sent without a required file, and a hostile name leads nowhere on the server', async (t) => {
  const [form, guest] = await formAndGuest(t);
  const send = form.getByRole('button', { name: 'Send', exact: true });
  await send.click();
  await form.locator('rtc-file-drop[user-invalid]').getByText('Choose a file, or accept one').waitFor();
  const focused = await form.evaluate(() => document.activeElement?.localName);
  assert.equal(focused, 'rtc-file-drop', 'the browser leads to what is missing');
  await guest.evaluate(async () => {
    const room = document.querySelector('rtc-room')!;
    await room.sendFile(new File(['<?php evil();'], '../../\u202Efdp.CON.php<b>'));
  });
  await form.getByRole('button', { name: /^Accept: / }).click();
  await form.getByRole('list', { name: 'Files that go with the form' }).waitFor();
  await send.click();
  assert.deepEqual(await received(form), [['fdp.CON.php_b_', '13', digest('<?php evil();')]]);
  assert.equal(await form.locator('td b').count(), 0);
});

test('whoever comes back to the form finds the files that were chosen', async (t) => {
  const [form] = await formAndGuest(t);
  const place = await mkdtemp(join(tmpdir(), 'rtc-form-'));
  t.after(() => rm(place, { recursive: true }));
  // From the disk: what a page holds in memory is gone with the page.
  await writeFile(join(place, 'letter.txt'), 'Dear all');
  await form.locator('rtc-file-drop input.files').setInputFiles(join(place, 'letter.txt'));
  const send = form.getByRole('button', { name: 'Send', exact: true });
  await send.click();
  assert.deepEqual(await received(form), [['letter.txt', '8', digest('Dear all')]]);
  await form.goBack();
  await form.getByRole('button', { name: 'Remove: letter.txt' }).waitFor();
  await send.click();
  assert.deepEqual(await received(form), [['letter.txt', '8', digest('Dear all')]]);
});
