import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iceServersFor } from './ice-servers.js';

const NONE = { stunUrls: [], turn: null, ownStunPort: () => null };
const OWN = { ...NONE, ownStunPort: () => 3478 };

for (const [host, url] of [
  ['rtc.example.org', 'stun:rtc.example.org:3478'],
  ['rtc.example.org:8443', 'stun:rtc.example.org:3478'],
  ['RTC.Example.ORG', 'stun:rtc.example.org:3478'],
  ['192.0.2.1:3000', 'stun:192.0.2.1:3478'],
  ['[2001:db8::1]:3000', 'stun:[2001:db8::1]:3478'],
] as const) {
  test(`who came to ${host} is told of ${url}`, () => {
    assert.deepEqual(iceServersFor(OWN, { userId: 'ada', host }), { iceServers: [{ urls: [url] }] });
  });
}

for (const host of [undefined, '', 'a b', 'host:port', '[::1']) {
  test(`who came to ${JSON.stringify(host)} is told of no STUN`, () => {
    assert.deepEqual(iceServersFor(OWN, { userId: 'ada', host }), { iceServers: [] });
  });
}

test('a service that answers no STUN tells of none', () => {
  assert.deepEqual(iceServersFor(NONE, { userId: 'ada', host: 'rtc.example.org' }), { iceServers: [] });
});

test('what the operator names comes instead of our own', () => {
  const stunUrls = ['stun:one.example', 'stun:two.example'];
  const { iceServers } = iceServersFor({ ...OWN, stunUrls }, { userId: 'ada', host: 'rtc.example.org' });
  assert.deepEqual(iceServers, [{ urls: stunUrls }]);
});

test('TURN servers come with a credential of one’s own, and how long it lasts', () => {
  const turn = { urls: ['turn:turn.example'], secrets: ['s'.repeat(32)], ttlSeconds: 90 } as const;
  const { iceServers, iceTtlSeconds } = iceServersFor({ ...NONE, turn }, { userId: 'ada', host: undefined }, 10_000);
  assert.equal(iceTtlSeconds, 90);
  assert.deepEqual(
    iceServers.map(({ urls, username }) => [urls, username]),
    [[['turn:turn.example'], '100:ada']],
  );
});
