import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { Addresses } from './addresses.js';
import { DEFAULT_LIMITS } from './limits.js';

function request(remoteAddress: string, forwarded?: string): IncomingMessage {
  return { socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as unknown as IncomingMessage;
}

test('without trusted proxies no header is believed', () => {
  const addresses = new Addresses(DEFAULT_LIMITS, 0);
  assert.equal(addresses.of(request('192.0.2.1', '198.51.100.7')), '192.0.2.1');
});

test('with proxies, what the outermost of them saw counts, whatever was claimed before it', () => {
  const one = new Addresses(DEFAULT_LIMITS, 1);
  assert.equal(one.of(request('10.0.0.1', '203.0.113.9, 198.51.100.7')), '198.51.100.7');
  assert.equal(
    new Addresses(DEFAULT_LIMITS, 2).of(request('10.0.0.1', '1.1.1.1, 198.51.100.7, 10.0.0.2')),
    '198.51.100.7',
  );
  for (const nonsense of [undefined, '', 'unknown', 'x'.repeat(10_000), '__proto__']) {
    assert.equal(one.of(request('10.0.0.1', nonsense)), '10.0.0.1');
  }
});

test('one IPv6 network is one address, and IPv4 is the same in both spellings', () => {
  const addresses = new Addresses(DEFAULT_LIMITS, 0);
  assert.equal(addresses.of(request('2001:db8:1:2:3:4:5:6')), addresses.of(request('2001:db8:1:2::9')));
  assert.notEqual(addresses.of(request('2001:db8:1:2::9')), addresses.of(request('2001:db8:1:3::9')));
  assert.equal(addresses.of(request('::1')), '0:0:0:0::/64');
  assert.equal(addresses.of(request('fe80::1%eth0')), 'fe80:0:0:0::/64');
  assert.equal(addresses.of(request('::ffff:192.0.2.1')), '192.0.2.1');
});

test('connections are counted by address and in all', () => {
  const addresses = new Addresses({ ...DEFAULT_LIMITS, connections: 3, connectionsPerAddress: 2 }, 0);
  const first = addresses.connected('a');
  addresses.connected('a');
  assert.deepEqual([addresses.hasRoomFor('a'), addresses.hasRoomFor('b')], [false, true]);
  addresses.connected('b');
  assert.equal(addresses.hasRoomFor('c'), false);
  first();
  assert.equal(addresses.hasRoomFor('a'), true);
});
