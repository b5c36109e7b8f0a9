import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import axeCore from 'axe-core';
import type { Page } from 'playwright-core';
import { roomPage } from './demo-room.js';
import { DEMO_DIR, DemoStage } from './demo-stage.js';
import { until } from './until.js';

/** Folders of pages, each with a section of the landing page that has its name. */
const FOLDERS = ['rooms', 'media', 'screens', 'quality', 'data', 'files'] as const;

const PAGES = (await Promise.all(FOLDERS.map(pagesIn))).flat();

const stage = await DemoStage.open();
after(() => stage.close());

test('the landing page leads to every page of every folder, directly or through one of them', async (t) => {
  const landing = await stage.page(t, '/');
  const linked = await landing
    .locator(FOLDERS.map((folder) => `#${folder} a`).join(', '))
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  const guest = await stage.page(t, roomPage('guest'));
  linked.push(await guest.getByRole('link', { name: 'Be the admin' }).getAttribute('href'));
  assert.deepEqual(linked.sort(), PAGES.map(({ folder, name }) => `/${folder}/${name}.html`).sort());
});

for (const { folder, name } of PAGES) {
  test(`${name}: shows its source as text, fits a narrow screen in either direction, and axe finds nothing`, async (t) => {
    const page = await stage.page(t, `/${folder}/${name}.html?room=looks`, {
      viewport: { width: 360, height: 740 },
      reducedMotion: 'reduce',
    });
    await page.locator('rtc-room:defined').first().waitFor({ state: 'attached' });
    const shown = () => page.locator('[data-own-source]').allTextContents();
    const files = await page
      .locator('[data-own-source]')
      .evaluateAll((places) => places.map((place) => place.getAttribute('data-own-source') ?? ''));
    const sources = await Promise.all(
      files.map((file) => readFile(join(DEMO_DIR, folder, file === '' ? `${name}.html` : file), 'utf8')),
    );
    await until('the sources', shown, (texts) => String(texts) === String(sources));
    for (const script of await ownScripts(page, folder)) assert.ok(files.includes(script), `${script} is shown`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      assert.deepEqual(await axeFindings(page), [], colorScheme);
    }
    for (const dir of ['ltr', 'rtl']) {
      await page.evaluate((value) => (document.documentElement.dir = value), dir);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, dir);
    }
  });
}

/** The files of scripts that are this page's affair and no other's. */
function ownScripts(page: Page, folder: string): Promise<string[]> {
  return page
    .locator(`script[src^="/${folder}/"]`)
    .evaluateAll((scripts) => scripts.map((script) => (script.getAttribute('src') ?? '').split('/').at(-1) ?? ''));
}

async function pagesIn(folder: string): Promise<{ readonly folder: string; readonly name: string }[]> {
  const files = await readdir(join(DEMO_DIR, folder));
  return files
    .filter((file) => file.endsWith('.html'))
    .map((file) => ({ folder, name: file.slice(0, -'.html'.length) }));
}

async function axeFindings(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger: a script element would be stopped by the page's policy.
  await page.evaluate(axeCore.source);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: typeof axeCore }).axe.run({
      resultTypes: ['violations'],
    });
    return violations.map(({ id, help, nodes }) => `${id}: ${help} ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
