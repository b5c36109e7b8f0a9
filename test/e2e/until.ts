import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

/** Well below the runner's patience, so that the failure names what was awaited. */
const TIMEOUT_MS = 20_000;
const INTERVAL_MS = 40;

/**
 * Asks until `claim` holds for what comes back, and resolves with it. Fails with `what` and the last answer. From outside,
 * because a page under a strict policy may not evaluate the text of a condition, and a busy page starves its own timers.
 */
export async function until<T>(what: string, ask: () => Promise<T>, claim: (answer: T) => boolean): Promise<T> {
  const deadline = performance.now() + TIMEOUT_MS;
  for (;;) {
    const answer = await ask();
    if (claim(answer)) return answer;
    if (performance.now() > deadline) {
      assert.fail(`waited ${TIMEOUT_MS} ms in vain for ${what}; it is ${JSON.stringify(answer)}`);
    }
    await delay(INTERVAL_MS);
  }
}
