import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '#scripts/browser.mjs';
import type { Stage } from '../../e2e/stage.js';
import { Networks } from './networks.js';

/** Two browsers in one network would find each other on the loopback interface, which no network change touches. */
const FLAGS = CHROMIUM_FLAGS.filter((flag) => flag !== '--allow-loopback-in-peer-connection');

/**
 * A Chromium in a network of its own. Its pages come from the stage by way of the test, since no network leads there; what
 * they do themselves goes over theirs.
 */
export class BrowserElsewhere {
  readonly #browser: Browser;
  readonly #origin: string;

  private constructor(browser: Browser, origin: string) {
    this.#browser = browser;
    this.#origin = origin;
  }

  static async open(t: TestContext, stage: Stage, namespace: string): Promise<BrowserElsewhere> {
    const folder = await mkdtemp(join(tmpdir(), 'rtc-browser-'));
    const executablePath = join(folder, 'browser');
    const program = [...Networks.in(namespace), await findChromium()].join(' ');
    await writeFile(executablePath, `#!/bin/sh\nexec ${program} "$@"\n`);
    await chmod(executablePath, 0o755);
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    t.after(async () => {
      await browser.close();
      await rm(folder, { recursive: true });
    });
    return new BrowserElsewhere(browser, stage.service.origin);
  }

  async page(path: string): Promise<Page> {
    const context = await this.#browser.newContext();
    context.setDefaultTimeout(20_000);
    // What did not come over the network has no address, and may not speak to others unasked.
    await context.grantPermissions(['local-network-access', 'camera', 'microphone']);
    await context.route(`${this.#origin}/**`, async (route) => {
      const response = await fetch(route.request().url());
      const headers = Object.fromEntries(response.headers);
      delete headers['content-encoding'];
      // The policy of the stage's service names the stage alone.
      delete headers['content-security-policy'];
      await route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) });
    });
    const page = await context.newPage();
    await page.goto(`${this.#origin}/${path}`);
    return page;
  }
}
