import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MS = 20;

/**
 * Asks until `claim` holds for what comes back and resolves with how many milliseconds that took. Fails with `what` and
 * the last answer after `limitMs`: a promise about time is what these tests are about.
 */
export async function within<T>(
  limitMs: number,
  what: string,
  ask: () => T | Promise<T>,
  claim: (answer: T) => boolean,
): Promise<number> {
  const began = performance.now();
  for (;;) {
    const answer = await ask();
    const tookMs = performance.now() - began;
    if (tookMs > limitMs) assert.fail(`waited ${limitMs} ms in vain for ${what}; it is ${written(answer)}`);
    if (claim(answer)) return Math.round(tookMs);
    await delay(INTERVAL_MS);
  }
}

function written(answer: unknown): string {
  return JSON.stringify(answer instanceof Map ? Object.fromEntries(answer) : answer);
}
