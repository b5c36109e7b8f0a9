import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomId } from './random-id.js';

test('an id is 128 random bits that need no escaping anywhere', () => {
  const ids = Array.from({ length: 1_000 }, randomId);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[\w-]{22}$/);
});
