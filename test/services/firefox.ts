import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { launch, type Browser } from 'puppeteer-core';
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

export function launchFirefox(): Promise<Browser> {
  return findFirefox().then((executablePath) =>
    launch({ browser: 'firefox', executablePath, headless: true, extraPrefsFirefox: PREFERENCES }),
  );
}

/** A page with a controller in Firefox, which ends with the test; errors on it fail the test. */
export async function firefoxVisitor(browser: Browser, t: TestContext, origin: string): Promise<Visitor> {
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
  await page.goto(`${origin}/controller.html`);
  // Puppeteer's types name the handles a function might be given; ours is given JSON.
  return new Visitor((script, argument) => page.evaluate(script as (given: unknown) => never, argument));
}
