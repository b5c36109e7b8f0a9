import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { nameOneself, pressJoin, untilState } from './demo-room.js';
import { DemoStage } from './demo-stage.js';

const stage = await DemoStage.open();
after(() => stage.close());

const filesPage = (name: string, t: TestContext) => `/files/${name}.html?room=${encodeURIComponent(t.name)}`;

/** A visitor who has pressed the page's own button and is in. */
async function visitor(t: TestContext, page: string, name: string): Promise<Page> {
  const opened = await stage.page(t, filesPage(page, t));
  await nameOneself(opened, name);
  await pressJoin(opened, 'main');
  await untilState(opened, 'joined');
  return opened;
}

/** Each is connected with `others` other people. */
async function untilConnected(others: number, ...pages: readonly Page[]): Promise<void> {
  for (const page of pages) await page.locator(`#room[participant-count="${others + 1}"]`).waitFor();
}

function row(page: Page, name: string): Locator {
  return page.locator('rtc-file-drop [part=transfer]').filter({ hasText: name });
}

/** Presses Save and resolves with what is on the disk then. */
async function saved(page: Page, name: string): Promise<{ readonly as: string; readonly content: Buffer }> {
  const link = page.getByRole('link', { name: `Save: ${name}` });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return { as: download.suggestedFilename(), content: await readFile(await download.path()) };
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

test('group: a file reaches who wants it, and who comes late; everybody’s progress is shown', async (t) => {
  const [ada, ben] = [await visitor(t, 'group', 'Ada'), await visitor(t, 'group', 'Ben')];
  await untilConnected(1, ada, ben);
  const buffer = randomBytes(700_000);
  await ada.locator('rtc-file-drop input.files').setInputFiles({ name: 'plan.bin', mimeType: '', buffer });
  await ben.getByRole('button', { name: 'Accept: plan.bin' }).click();
  assert.equal(digest((await saved(ben, 'plan.bin')).content), digest(buffer));
  await row(ben, 'plan.bin').getByText('verified ✓').click();
  assert.match((await row(ben, 'plan.bin').locator('code').textContent()) ?? '', /^[0-9a-f]{64}$/);
  await row(ada, 'plan.bin')
    .getByText(/to Ben · sent/)
    .waitFor();

  const cleo = await visitor(t, 'group', 'Cleo');
  await cleo.getByRole('button', { name: 'Accept: plan.bin' }).click();
  assert.equal(digest((await saved(cleo, 'plan.bin')).content), digest(buffer));
  await row(ada, 'plan.bin').getByText('received by 2 of 2').waitFor();
  await row(ada, 'plan.bin').getByText('Cleo · sent').waitFor();
});

test('group: a folder that is dropped arrives with all that is in it, and says where it lay', async (t) => {
  const [ada, ben] = [await visitor(t, 'group', 'Ada'), await visitor(t, 'group', 'Ben')];
  await untilConnected(1, ada, ben);
  await dropFolder(ada, await folder(t));
  await ben.getByRole('button', { name: 'Accept all 2' }).click();
  assert.equal(String((await saved(ben, 'a.txt')).content), 'a');
  assert.equal(String((await saved(ben, 'b.txt')).content), 'b');
  await row(ben, 'a.txt').getByText('in report ·').waitFor();
  await row(ben, 'b.txt').getByText('in report / appendix ·').waitFor();
});

test('group: a folder that is picked arrives with all that is in it', async (t) => {
  const [ada, ben] = [await visitor(t, 'group', 'Ada'), await visitor(t, 'group', 'Ben')];
  await untilConnected(1, ada, ben);
  await ada.locator('rtc-file-drop input.folder').setInputFiles(await folder(t));
  await ben.getByRole('button', { name: 'Accept all 2' }).click();
  await row(ben, 'b.txt').getByText('in report / appendix ·').waitFor();
  assert.equal(String((await saved(ben, 'b.txt')).content), 'b');
});

test('group: what is accepted is written into the folder that was picked, folders and all', async (t) => {
  const [ada, ben] = [await visitor(t, 'group', 'Ada'), await visitor(t, 'group', 'Ben')];
  await untilConnected(1, ada, ben);
  // A picker nobody can click here; a folder of the page's own is as good as one of the disk.
  await ben.evaluate(() => {
    Object.assign(globalThis, { showDirectoryPicker: () => navigator.storage.getDirectory() });
  });
  await ada.locator('rtc-file-drop input.folder').setInputFiles(await folder(t));
  await ben.getByRole('button', { name: 'Save into a folder…' }).click();
  await ben.getByText('Files are saved into').waitFor();
  await ben.getByRole('button', { name: 'Accept all 2' }).click();
  await row(ben, 'b.txt').getByText('· saved').waitFor();
  const written = await ben.evaluate(async () => {
    const report = await (await navigator.storage.getDirectory()).getDirectoryHandle('report');
    const file = await (await report.getDirectoryHandle('appendix')).getFileHandle('b.txt');
    return (await file.getFile()).text();
  });
  assert.equal(written, 'b');
});

/** Drops a file of this disk on the page as the browser does, so that it gives a handle. */
async function dropFromDisk(page: Page, path: string): Promise<void> {
  const { x, y, width, height } = (await page.locator('rtc-file-drop [part=zone]').boundingBox())!;
  const browser = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await browser.send('Input.dispatchDragEvent', { type, x: x + width / 2, y: y + height / 2, data });
  }
  await browser.detach();
}

test('group: a file that was dropped is found again by the page of its sender when that is loaded anew', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'rtc-dropped-'));
  t.after(() => rm(folder, { recursive: true }));
  const content = randomBytes(60_000_000);
  await writeFile(join(folder, 'dropped.bin'), content);
  const [ada, ben] = [await visitor(t, 'group', 'Ada'), await visitor(t, 'group', 'Ben')];
  await untilConnected(1, ada, ben);
  await dropFromDisk(ada, join(folder, 'dropped.bin'));
  await ben.getByRole('button', { name: 'Accept: dropped.bin' }).click();
  await row(ada, 'dropped.bin').getByRole('progressbar').waitFor();
  await ben.getByRole('button', { name: 'Pause: dropped.bin' }).click();
  await ada.reload();
  await pressJoin(ada, 'main');
  await untilState(ada, 'joined');
  await ben.getByRole('button', { name: 'Resume: dropped.bin' }).click();
  await row(ada, 'dropped.bin').getByText(/sent/).waitFor();
  assert.equal(digest((await saved(ben, 'dropped.bin')).content), digest(content));
});

test('one to one: a file is taken without a question, a picture is shown, and a third person is not let in', async (t) => {
  const [ada, ben] = [await visitor(t, 'for-two', 'Ada'), await visitor(t, 'for-two', 'Ben')];
  await untilConnected(1, ada, ben);
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><script>alert(1)</script>
    <rect width="20" height="20" fill="red"/></svg>`;
  const buffer = Buffer.from(picture);
  await ada.locator('rtc-file-drop input.files').setInputFiles({ name: 'red.svg', mimeType: 'image/svg+xml', buffer });
  const preview = ben.getByRole('img', { name: 'Preview of red.svg' });
  await preview.waitFor();
  assert.equal(await preview.evaluate(({ localName }) => localName), 'canvas');
  assert.equal(String((await saved(ben, 'red.svg')).content), picture);
  await row(ada, 'red.svg').getByText('to Ben').waitFor();

  const cleo = await stage.page(t, filesPage('for-two', t));
  await pressJoin(cleo, 'main');
  await cleo.locator('#room[state=failed][error="room/full"]').waitFor();
});

test('one to one: a page that cancels the event of an offer declines it, and a folder is not taken', async (t) => {
  const [ada, ben] = [await visitor(t, 'for-two', 'Ada'), await visitor(t, 'for-two', 'Ben')];
  await untilConnected(1, ada, ben);
  await ben.evaluate(() => {
    document.addEventListener('rtc-file-offer', (event) => event.preventDefault());
  });
  const buffer = Buffer.from('no');
  await ada.locator('rtc-file-drop input.files').setInputFiles({ name: 'no.txt', mimeType: 'text/plain', buffer });
  await row(ada, 'no.txt').getByText('declined').waitFor();
  await row(ben, 'no.txt').getByText('declined').waitFor();
  await dropFolder(ada, await folder(t));
  await ada.getByText('report is a folder, and folders are not taken here').waitFor();
});

/** A folder `report` with a file in it and one in a folder in it. */
async function folder(t: TestContext): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), 'rtc-files-'));
  t.after(() => rm(place, { recursive: true }));
  const report = join(place, 'report');
  await mkdir(join(report, 'appendix'), { recursive: true });
  await writeFile(join(report, 'a.txt'), 'a');
  await writeFile(join(report, 'appendix', 'b.txt'), 'b');
  return report;
}

/** As a hand does it: the page gets what the browser makes of a real folder. */
async function dropFolder(page: Page, path: string): Promise<void> {
  const box = await page.locator('rtc-file-drop [part=zone]').boundingBox();
  assert.ok(box);
  const session = await page.context().newCDPSession(page);
  const place = { x: box.x + box.width / 2, y: box.y + 10 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, ...place, data });
    if (type === 'dragOver') await page.locator('rtc-file-drop[dragging]').waitFor();
  }
}
