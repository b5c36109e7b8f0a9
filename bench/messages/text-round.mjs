import { meet } from '../files/round.mjs';

/**
 * Text of `characters` from one new page to another, after a short line that warms the way up. Resolves with milliseconds
 * from the call until it is heard, by the pages' one clock.
 */
export async function playTextRound(browser, contestant, { room, characters }) {
  const context = await browser.newContext();
  try {
    const [sender, receiver] = await meet(context, contestant, room);
    await receiver.evaluate(() => {
      globalThis.texts = [];
      globalThis.contestant.heard((text) => {
        globalThis.texts.push({ length: text.length, at: performance.timeOrigin + performance.now() });
      });
    });
    await sender.evaluate(() => void globalThis.contestant.chat('warm'));
    await receiver.waitForFunction(() => globalThis.texts.length === 1);
    const startedAt = await sender.evaluate((length) => {
      const text = 'x'.repeat(length);
      const at = performance.timeOrigin + performance.now();
      void globalThis.contestant.chat(text);
      return at;
    }, characters);
    await receiver.waitForFunction(() => globalThis.texts.length === 2, undefined, { timeout: 60_000 });
    const { length, at } = await receiver.evaluate(() => globalThis.texts[1]);
    if (length !== characters) throw new Error(`${length} of ${characters} characters arrived`);
    return at - startedAt;
  } finally {
    await context.close();
  }
}
