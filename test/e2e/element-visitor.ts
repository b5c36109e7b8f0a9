import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import type { PageOptions, Stage } from './stage.js';
import { Visitor } from './visitor.js';

/** Somebody on a page of elements: what they see and press, and the controller behind it. */
export interface ElementVisitor {
  readonly page: Page;
  readonly visitor: Visitor;
}

/** Opens a page that has one `rtc-room`. */
export async function elementVisitor(
  stage: Stage,
  t: TestContext,
  path: string,
  options: PageOptions = {},
): Promise<ElementVisitor> {
  const page = await stage.page(t, path, options);
  // The room is there once its tag is defined, and so is the controller.
  await page.locator('rtc-room:defined').first().waitFor({ state: 'attached' });
  await page.evaluate(() => {
    window.room = document.querySelector('rtc-room')!.controller;
  });
  return { page, visitor: Visitor.on(page) };
}
