import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { findFirefox } from '#scripts/firefox.mjs';
import { Visitor } from '../e2e/visitor.js';

/** What a page may do without asking anybody, with made-up devices, on one machine. */
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
};

export interface FirefoxOptions {
  /** An X display such as `:1`, which it needs to share a screen; without a window by default. */
  readonly display?: string;
  /** Over the usual ones. */
  readonly preferences?: Readonly<Record<string, unknown>>;
}

export async function launchFirefox({ display, preferences }: FirefoxOptions = {}): Promise<Browser> {
  return launch({
    browser: 'firefox',
    executablePath: await findFirefox(),
    headless: display === undefined,
    env: { ...process.env, ...(display !== undefined && { DISPLAY: display }) },
    extraPrefsFirefox: { ...PREFERENCES, ...preferences },
  });
}

/** A page with a controller in Firefox, which ends with the test; errors on it fail the test. `before` runs before its scripts. */
export async function firefoxVisitor(
  browser: Browser,
  t: TestContext,
  origin: string,
  before?: () => void,
): Promise<Visitor> {
  const page = await firefoxPage(browser, t);
  if (before !== undefined) await page.evaluateOnNewDocument(before);
  await page.goto(`${origin}/controller.html`);
  // Puppeteer's types name the handles a function might be given; ours is given JSON.
  return new Visitor((script, argument) => page.evaluate(script as (given: unknown) => never, argument));
}

/** An empty page, of a visitor of its own. */
export async function firefoxPage(browser: Browser, t: TestContext): Promise<Page> {
  const context = await browser.createBrowserContext();
  const errors: string[] = [];
  t.after(async () => {
    await context.close();
    assert.deepEqual(errors, [], 'errors in Firefox');
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return page;
}
