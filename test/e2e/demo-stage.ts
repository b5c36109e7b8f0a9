import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '#scripts/browser.mjs';
import type { RtcRoomElement } from '../../elements/rtc-room.js';
import { untilSeenAndHeard } from './flows.js';
import { Service } from './service.js';
import { Visitor } from './visitor.js';

/** Compiled, this file is build/test/e2e/demo-stage.js. */
export const DEMO_DIR = fileURLToPath(new URL('../../../demo/', import.meta.url));

/** Pages that call each other lie over one another; the ones below must go on at full speed. */
const NO_THROTTLING = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

export interface DemoPageOptions extends BrowserContextOptions {
  /** Runs in the page before its own scripts. */
  readonly before?: () => void;
}

/** The service as `npm start` gives it, demo included, and a Chromium for its visitors. */
export class DemoStage {
  readonly origin: string;
  readonly #service: Service;
  readonly #browser: Browser;

  private constructor(service: Service, browser: Browser) {
    this.origin = service.origin;
    this.#service = service;
    this.#browser = browser;
  }

  /** `flags` instead of the usual ones, for other devices. */
  static async open({ flags = CHROMIUM_FLAGS }: { readonly flags?: readonly string[] } = {}): Promise<DemoStage> {
    const [service, browser] = await Promise.all([
      Service.start(DEMO_DIR),
      chromium.launch({ executablePath: await findChromium(), args: [...flags, ...NO_THROTTLING] }),
    ]);
    return new DemoStage(service, browser);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#service.close();
  }

  /**
   * Opens `address`, from the service's root or in full, as a visitor of its own. The page ends with the test, which
   * fails on errors, policy violations and complaints in its console.
   */
  async page(t: TestContext, address: string, options: DemoPageOptions = {}): Promise<Page> {
    const { before, ...contextOptions } = options;
    const context = await this.#browser.newContext(contextOptions);
    context.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    t.after(async () => {
      await context.close();
      assert.deepEqual(complaints, [], `complaints of ${address}`);
    });
    await context.addInitScript(() => {
      // As an error in the console, so that there is one place to look.
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        console.error(`violation of ${effectiveDirective}: ${blockedURI}`);
      });
    });
    if (before !== undefined) await context.addInitScript(before);
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(`uncaught ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(new URL(address, this.origin).href);
    return page;
  }
}

/** Whoever is on a page with an `rtc-room`, seen through that room. */
export async function visitorOf(page: Page): Promise<Visitor> {
  await page.evaluate(async () => {
    await customElements.whenDefined('rtc-room');
    window.room = document.querySelector<RtcRoomElement>('rtc-room')!.controller;
  });
  return Visitor.on(page);
}

/** Each sees a moving picture of the other and hears something. */
export async function untilTogether(...pages: readonly [Page, Page]): Promise<void> {
  const [one, other] = [await visitorOf(pages[0]), await visitorOf(pages[1])];
  const joined = (visitor: Visitor) => visitor.until('being joined', ({ status }) => status === 'joined');
  await Promise.all([joined(one), joined(other)]);
  await Promise.all([untilSeenAndHeard(one, [other]), untilSeenAndHeard(other, [one])]);
}
