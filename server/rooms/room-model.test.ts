import { test } from 'node:test';
import { embeddedUnderTest } from './testing/embedded-under-test.js';
import { playHistories } from './testing/room-model.js';
import { memoryUnderTest } from './testing/store-under-test.js';

/** `RTC_MODEL_RUNS` and `RTC_MODEL_SEED`: how many histories, and which (printed by every run). */
const runs = Number(process.env['RTC_MODEL_RUNS'] ?? 200);
const seed = process.env['RTC_MODEL_SEED'] === undefined ? undefined : Number(process.env['RTC_MODEL_SEED']);

test('random histories leave every room in order: memory', async (context) => {
  context.diagnostic(JSON.stringify(await playHistories({ runs, seed, create: memoryUnderTest })));
});

// A disk takes its time for every single step.
test('random histories leave every room in order: embedded', async (context) => {
  const some = Math.ceil(runs / 5);
  context.diagnostic(JSON.stringify(await playHistories({ runs: some, seed, create: embeddedUnderTest })));
});
