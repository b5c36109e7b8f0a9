import { setTimeout as delay } from 'node:timers/promises';
import { coresBetween, processorTime } from './processor-time.mjs';
import { between, keepConnections } from './received.mjs';

/** How long it may take until everybody sees everybody. */
const TOGETHER_TIMEOUT_MS = 60_000;

/**
 * One call in new pages of a browser that does nothing else: everybody enters, everybody sees everybody, `settleSeconds`
 * pass, and then it is measured for `measuredSeconds`. Resolves with cores in use and what was delivered meanwhile.
 */
export async function playCall(browser, { pageUrl }, call, { name, settleSeconds, measuredSeconds }) {
  const { people, session, camera, tile, columns, rows, quality } = call;
  const context = await browser.newContext({ viewport: { width: 1300, height: 760 } });
  await context.addInitScript(keepConnections);
  try {
    const pages = [];
    for (let person = 0; person < people; person += 1) {
      const page = await context.newPage();
      page.setDefaultTimeout(TOGETHER_TIMEOUT_MS);
      await page.goto(pageUrl);
      await page.waitForFunction(() => globalThis.contestant !== undefined);
      await page.evaluate((wish) => globalThis.contestant.enter(wish), {
        name,
        session,
        camera,
        tile,
        columns,
        rows,
        quality,
      });
      pages.push(page);
    }
    await Promise.all(pages.map((page) => page.waitForFunction(seesEverybody, people - 1)));
    await delay(settleSeconds * 1_000);
    const devtools = await browser.newBrowserCDPSession();
    const look = async () => ({
      received: (await Promise.all(pages.map((page) => page.evaluate(() => globalThis.received())))).flat(),
      used: await processorTime(devtools),
      at: performance.now(),
    });
    const before = await look();
    await delay(measuredSeconds * 1_000);
    const after = await look();
    await devtools.detach();
    const seconds = (after.at - before.at) / 1_000;
    return {
      ...coresBetween(before.used, after.used, seconds),
      delivered: between(before.received, after.received, seconds),
    };
  } finally {
    await context.close();
  }
}

/** In a page. */
async function seesEverybody(others) {
  return (await globalThis.received()).length === others;
}
