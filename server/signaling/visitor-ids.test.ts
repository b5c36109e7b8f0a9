import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { VisitorIds } from './visitor-ids.js';

test('what was issued is known again, on every node with the secret and on no other', () => {
  const secret = randomBytes(32);
  const { visitorId, signed } = new VisitorIds(secret).issue();
  assert.equal(new VisitorIds(secret).verify(signed), visitorId);
  assert.equal(new VisitorIds(randomBytes(32)).verify(signed), undefined);
});

test('anything else is nobody', () => {
  const ids = new VisitorIds(randomBytes(32));
  const { visitorId, signed } = ids.issue();
  for (const shown of [
    undefined,
    null,
    '',
    1,
    {},
    [signed],
    visitorId,
    `${visitorId}.`,
    `${signed}=`,
    ` ${signed}`,
    '.',
    'x'.repeat(100_000),
  ]) {
    assert.equal(ids.verify(shown), undefined);
  }
});

test('no change of a character makes another visitor', () => {
  const ids = new VisitorIds(randomBytes(32));
  const { visitorId, signed } = ids.issue();
  fc.assert(
    fc.property(fc.nat(signed.length - 1), fc.constantFrom('A', 'Z', 'a', '9', '-', '_', '.'), (at, character) => {
      const changed = signed.slice(0, at) + character + signed.slice(at + 1);
      // The last character of 43 carries two bits that say nothing.
      const verified = ids.verify(changed);
      assert.ok(verified === undefined || verified === visitorId);
      if (at < visitorId.length && changed !== signed) assert.equal(verified, undefined);
    }),
  );
});
