import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StunLimit } from './stun-limit.js';

function taken(limit: StunLimit, addresses: Iterable<string>): number {
  return [...addresses].filter((address) => limit.takes(address)).length;
}

function* times<T>(count: number, make: (index: number) => T): Iterable<T> {
  for (let index = 0; index < count; index += 1) yield make(index);
}

test('one network is answered so often in a second, and again in the next', () => {
  let now = 5_000;
  const limit = new StunLimit(() => now);
  assert.equal(
    taken(
      limit,
      times(1_000, () => '192.0.2.1'),
    ),
    300,
  );
  assert.equal(limit.takes('192.0.2.2'), true, 'others are not concerned');
  now = 5_999;
  assert.equal(limit.takes('192.0.2.1'), false);
  now = 6_000;
  assert.equal(limit.takes('192.0.2.1'), true);
});

test('an IPv6 network counts as one, and IPv4 is the same over IPv6', () => {
  const limit = new StunLimit(() => 0);
  assert.equal(
    taken(
      limit,
      times(1_000, (index) => `2001:db8::${index.toString(16)}`),
    ),
    300,
  );
  assert.equal(
    taken(
      limit,
      times(200, () => '192.0.2.1'),
    ) +
      taken(
        limit,
        times(200, () => '::ffff:192.0.2.1'),
      ),
    300,
  );
});

test('addresses that are made up do not get more than all together may have', () => {
  const limit = new StunLimit(() => 0);
  assert.equal(
    taken(
      limit,
      times(20_000, (index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`),
    ),
    10_000,
  );
});
