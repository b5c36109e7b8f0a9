import type { Page } from 'playwright-core';

/** Ids of the processes that run pages in this page's browser, on this machine. */
export async function rendererIds(page: Page): Promise<number[]> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}
