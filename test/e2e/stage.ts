import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '#scripts/browser.mjs';
import { Service } from './service.js';

/** Pages that call each other lie over one another; the ones below must go on at full speed. */
const NO_THROTTLING = [
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
];

/** A page over plain HTTP on a host that is not this machine by name, though it is by address. */
export const INSECURE_HOST = 'insecure.test';

export interface StageOptions {
  /** Instead of the usual ones that give every page a fake camera, microphone and screen. */
  readonly flags?: readonly string[];
}

export interface PageOptions extends BrowserContextOptions {
  /** What may be complained of in the console; anything else fails the test. */
  readonly complaints?: readonly RegExp[];
  /** Runs in the page before its own scripts. */
  readonly before?: () => void;
  /** Hears every line of the page's console. */
  readonly listen?: (line: string) => void;
  readonly host?: string;
  /** Content-Security-Policy of the page, instead of the one the service sends. */
  readonly policy?: string;
  /** Permissions-Policy of the page, instead of the one the service sends. */
  readonly permissionsPolicy?: string;
}

/** A service and a Chromium for the tests of one file. */
export class Stage {
  readonly service: Service;
  readonly #browser: Browser;

  private constructor(service: Service, browser: Browser) {
    this.service = service;
    this.#browser = browser;
  }

  static async open({ flags = CHROMIUM_FLAGS }: StageOptions = {}): Promise<Stage> {
    const resolver = `--host-resolver-rules=MAP ${INSECURE_HOST} 127.0.0.1`;
    const [service, browser] = await Promise.all([
      Service.start(fileURLToPath(new URL('../../../test/e2e/pages/', import.meta.url))),
      chromium.launch({ executablePath: await findChromium(), args: [...flags, ...NO_THROTTLING, resolver] }),
    ]);
    return new Stage(service, browser);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.service.close();
  }

  /**
   * Opens one of the pages beside this file as a visitor of its own. The page ends with the test, which fails on errors,
   * policy violations and complaints in its console.
   */
  async page(t: TestContext, path: string, options: PageOptions = {}): Promise<Page> {
    const {
      complaints = [],
      before,
      listen,
      host = 'localhost',
      policy,
      permissionsPolicy,
      ...contextOptions
    } = options;
    const context = await this.#browser.newContext(contextOptions);
    context.setDefaultTimeout(15_000);
    const noise: string[] = [];
    t.after(async () => {
      await context.close();
      const unexpected = noise.filter((line) => !complaints.some((complaint) => complaint.test(line)));
      assert.deepEqual(unexpected, [], `complaints of ${path}`);
    });
    await context.addInitScript(() => {
      // As an error in the console, so that there is one place to look.
      addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) => {
        console.error(`violation of ${effectiveDirective}: ${blockedURI} at ${sourceFile}:${lineNumber}`);
      });
    });
    if (before !== undefined) await context.addInitScript(before);
    const headers = {
      ...(policy !== undefined && { 'content-security-policy': policy }),
      ...(permissionsPolicy !== undefined && { 'permissions-policy': permissionsPolicy }),
    };
    if (Object.keys(headers).length > 0) {
      // A page that came from here and not over the network has no address, and may not speak to this machine unasked.
      await context.grantPermissions(['local-network-access', 'camera', 'microphone']);
      await context.route(/\.html/, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, headers: { ...response.headers(), ...headers } });
      });
    }
    const page = await context.newPage();
    page.on('pageerror', (error) => noise.push(`uncaught ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') noise.push(message.text());
      listen?.(message.text());
    });
    await page.goto(`http://${host}:${this.service.port}/${path}`);
    return page;
  }
}
