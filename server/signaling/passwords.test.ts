import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RtcError } from '../../src/protocol/index.js';
import { Passwords } from './passwords.js';

test('the right password is right, any other is wrong, and without a stored one all are', async () => {
  const passwords = new Passwords();
  const stored = await passwords.hash('open sesame');
  assert.equal(await passwords.verify(stored, 'open sesame'), true);
  assert.equal(await passwords.verify(stored, 'open sesame '), false);
  assert.equal(await passwords.verify(null, 'open sesame'), false);
});

test('two rooms with one password do not look alike, and nothing tells its length', async () => {
  const passwords = new Passwords();
  const [one, two, long] = await Promise.all(['a', 'a', 'a'.repeat(256)].map((password) => passwords.hash(password)));
  assert.notEqual(one?.hash, two?.hash);
  assert.equal(one?.hash.length, long?.hash.length);
});

test('letters count as equal however they were composed', async () => {
  const passwords = new Passwords();
  assert.equal(await passwords.verify(await passwords.hash('caf\u00e9'), 'cafe\u0301'), true);
});

test('too many at once are told to come back, and the others are answered', { timeout: 60_000 }, async () => {
  const passwords = new Passwords();
  const outcomes = await Promise.allSettled(Array.from({ length: 300 }, () => passwords.verify(null, 'x')));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.ok(refused.length > 0 && refused.length < 60, String(refused.length));
  for (const { reason } of refused) assert.ok(reason instanceof RtcError && reason.code === 'protocol/busy');
  assert.equal(await passwords.verify(null, 'x'), false);
});
