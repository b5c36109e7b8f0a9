import type { TestContext } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { Stage } from '../e2e/stage.js';
import { visitor, type Visitor } from '../e2e/visitor.js';
import { firefoxVisitor, launchFirefox, type FirefoxOptions } from './firefox.js';

export type BrowserName = 'Chromium' | 'Firefox';

/** The browser of whoever begins, and of the other. */
export const BOTH_WAYS = [
  ['Chromium', 'Firefox'],
  ['Firefox', 'Chromium'],
] as const satisfies readonly (readonly [BrowserName, BrowserName])[];

/** A service, a Chromium and a Firefox for the tests of one file. */
export class BothBrowsers {
  readonly stage: Stage;
  readonly #firefox: Browser;

  private constructor(stage: Stage, firefox: Browser) {
    this.stage = stage;
    this.#firefox = firefox;
  }

  static async open(options: FirefoxOptions = {}): Promise<BothBrowsers> {
    const [stage, firefox] = await Promise.all([Stage.open(), launchFirefox(options)]);
    return new BothBrowsers(stage, firefox);
  }

  /** A page with a controller, which ends with the test. `before` runs before its scripts. */
  visitor(t: TestContext, browser: BrowserName, before?: () => void): Promise<Visitor> {
    if (browser === 'Chromium') return visitor(this.stage, t, before === undefined ? {} : { before });
    return firefoxVisitor(this.#firefox, t, this.stage.service.origin, before);
  }

  async close(): Promise<void> {
    await this.#firefox.close();
    await this.stage.close();
  }
}
