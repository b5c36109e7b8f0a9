import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { turnServer } from './turn-credentials.js';

const NOW = 1_800_000_000_999;
const SECRETS = ['first-first-first-first-first-fi', 'second-second-second-second-seco'] as const;
const urls = ['turn:turn.example?transport=udp', 'turns:turn.example?transport=tcp'];

test('a credential says until when and whose, signed as draft-uberti-behave-turn-rest says', () => {
  const server = turnServer({ urls, secrets: [SECRETS[0]], ttlSeconds: 600 }, 'ada', NOW);
  const credential = createHmac('sha1', SECRETS[0]).update('1800000600:ada').digest('base64');
  assert.deepEqual(server, { urls, username: '1800000600:ada', credential });
});

test('of two secrets the first signs', () => {
  const one = turnServer({ urls, secrets: [SECRETS[0]], ttlSeconds: 600 }, 'ada', NOW);
  const two = turnServer({ urls, secrets: [...SECRETS], ttlSeconds: 600 }, 'ada', NOW);
  assert.deepEqual(two, one);
});
