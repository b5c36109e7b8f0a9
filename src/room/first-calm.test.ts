import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { FirstCalm } from './first-calm.js';

function begin(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const lifetime = new AbortController();
  const calm = new FirstCalm(lifetime.signal);
  let isCalm = false;
  void calm.reached.then(() => (isCalm = true));
  const settled = async (): Promise<boolean> => {
    await new Promise(setImmediate);
    return isCalm;
  };
  return { calm, lifetime, settled, later: (ms: number) => t.mock.timers.tick(ms) };
}

test('calm comes when it is said, or after a second', async (t) => {
  const said = begin(t);
  assert.equal(await said.settled(), false);
  said.calm.come();
  assert.equal(await said.settled(), true);
  t.mock.timers.reset();
  const waited = begin(t);
  waited.later(999);
  assert.equal(await waited.settled(), false);
  waited.later(1);
  assert.equal(await waited.settled(), true);
});

test('whoever has left meanwhile is not disturbed any more', async (t) => {
  const { calm, lifetime, settled, later } = begin(t);
  lifetime.abort();
  calm.come();
  later(5_000);
  assert.equal(await settled(), false);
});
