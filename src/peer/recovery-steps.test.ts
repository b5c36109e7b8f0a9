import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextStep, rebuildWaitMs } from './recovery-steps.js';

test('what worked once is repaired three times, each with more time, before it is given up', () => {
  const steps = [0, 1, 2, 3].map((tries) => nextStep(tries, true));
  assert.deepEqual(
    steps.map((step) => step.do),
    ['restart-ice', 'restart-ice', 'restart-ice', 'give-up'],
  );
  const waits = steps.flatMap((step) => (step.do === 'restart-ice' ? [step.waitMs] : []));
  assert.deepEqual(
    waits,
    [...waits].sort((one, other) => one - other),
  );
});

test('what never worked is not repaired', () => {
  assert.equal(nextStep(0, false).do, 'give-up');
});

test('a connection is made anew at once, then ever less often, and never not at all', () => {
  assert.equal(rebuildWaitMs(0, 1), 0);
  const waits = [1, 2, 3, 4, 100].map((rebuilds) => rebuildWaitMs(rebuilds, 0.5));
  assert.deepEqual(
    waits,
    [...waits].sort((one, other) => one - other),
  );
  assert.equal(waits.at(-1), 30_000);
  assert.ok(rebuildWaitMs(3, 0) < rebuildWaitMs(3, 1), 'not everybody at the same time');
});
