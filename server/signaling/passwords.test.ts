import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Passwords } from './passwords.js';

test('the right password is right, any other is wrong, and without a stored one all are', async () => {
  const passwords = new Passwords();
  const stored = await passwords.hash('open sesame', 'home');
  assert.equal(await passwords.verify(stored, 'open sesame', 'home'), true);
  assert.equal(await passwords.verify(stored, 'open sesame ', 'home'), false);
  assert.equal(await passwords.verify(null, 'open sesame', 'home'), false);
});

test('two rooms with one password do not look alike, and nothing tells its length', async () => {
  const passwords = new Passwords();
  const [one, two, long] = await Promise.all(
    ['a', 'a', 'a'.repeat(256)].map((password) => passwords.hash(password, 'home')),
  );
  assert.notEqual(one?.hash, two?.hash);
  assert.equal(one?.hash.length, long?.hash.length);
});

test('letters count as equal however they were composed', async () => {
  const passwords = new Passwords();
  assert.equal(await passwords.verify(await passwords.hash('caf\u00e9', 'home'), 'cafe\u0301', 'home'), true);
});

test('who asks at once is answered at last, each for itself', async () => {
  const passwords = new Passwords();
  const stored = await passwords.hash('open sesame', 'home');
  const asked = ['open sesame', 'x', 'open sesame', 'y', 'z', 'open sesame'];
  const answers = await Promise.all(asked.map((password) => passwords.verify(stored, password, 'home')));
  assert.deepEqual(
    answers,
    asked.map((password) => password === 'open sesame'),
  );
});
