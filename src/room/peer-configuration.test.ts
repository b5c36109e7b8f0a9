import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peerConfiguration } from './peer-configuration.js';

const FROM_SERVICE = [
  { urls: ['stun:rtc.example:3478'] },
  { urls: 'turn:rtc.example', username: '1:ada', credential: 'c' },
];

test('connections are made with the servers of the service', () => {
  assert.deepEqual(peerConfiguration({}, FROM_SERVICE), {
    iceServers: FROM_SERVICE,
    iceTransportPolicy: 'all',
    bundlePolicy: 'max-bundle',
  });
});

test('what the page names comes instead, and none at all is also an answer', () => {
  const own = [{ urls: 'turn:own.example', username: 'me', credential: 'mine' }];
  assert.deepEqual(peerConfiguration({ iceServers: own }, FROM_SERVICE).iceServers, own);
  assert.deepEqual(peerConfiguration({ iceServers: [] }, FROM_SERVICE).iceServers, []);
  assert.equal(peerConfiguration({ iceTransportPolicy: 'relay' }, FROM_SERVICE).iceTransportPolicy, 'relay');
});
