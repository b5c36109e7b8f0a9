import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StartingTogether } from './starting-together.js';

test('a single room starts at once', () => {
  const started: string[] = [];
  new StartingTogether().expect().ready(2, () => started.push('a'));
  assert.deepEqual(started, ['a']);
});

test('rooms that come together start together, those first that want most', () => {
  const together = new StartingTogether();
  const started: string[] = [];
  const [a, b, c, gone] = [together.expect(), together.expect(), together.expect(), together.expect()];
  a.ready(1, () => started.push('a'));
  gone.withdraw();
  b.ready(2, () => started.push('b'));
  assert.equal(started.length, 0);
  c.ready(1, () => started.push('c'));
  assert.deepEqual(started, ['b', 'a', 'c']);
});

test('whoever does not come is not waited for, and starts alone later', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const together = new StartingTogether();
  const started: string[] = [];
  const [a, late] = [together.expect(), together.expect()];
  a.ready(1, () => started.push('a'));
  t.mock.timers.tick(499);
  assert.equal(started.length, 0);
  t.mock.timers.tick(1);
  assert.deepEqual(started, ['a']);
  late.ready(2, () => started.push('late'));
  assert.deepEqual(started, ['a', 'late']);
  late.withdraw();
  assert.deepEqual(started, ['a', 'late']);
});
