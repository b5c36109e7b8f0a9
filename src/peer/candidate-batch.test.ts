import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { MAX_CANDIDATES_TOGETHER, type Candidate } from '../protocol/index.js';
import { CandidateBatch } from './candidate-batch.js';

function begin(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const sent: string[][] = [];
  const lifetime = new AbortController();
  const batch = new CandidateBatch(
    (candidates) => sent.push(candidates.map(({ candidate }) => candidate)),
    lifetime.signal,
  );
  const find = (name: string): void => batch.add(named(name));
  return { find, sent, lifetime, later: () => t.mock.timers.tick(5) };
}

const named = (candidate: string): Candidate => ({
  candidate,
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: null,
});

test('candidates found at nearly the same time go together, in their order', (t) => {
  const { find, sent, later } = begin(t);
  for (const name of ['a', 'b', 'c']) find(name);
  assert.deepEqual(sent, []);
  later();
  find('d');
  later();
  later();
  assert.deepEqual(sent, [['a', 'b', 'c'], ['d']]);
});

test('more than one signal carries go in several', (t) => {
  const { find, sent, later } = begin(t);
  for (let found = 0; found <= MAX_CANDIDATES_TOGETHER; found += 1) find('a');
  later();
  assert.deepEqual(
    sent.map(({ length }) => length),
    [MAX_CANDIDATES_TOGETHER, 1],
  );
});

test('what waits when the connection ends is not sent', (t) => {
  const { find, sent, lifetime, later } = begin(t);
  find('a');
  lifetime.abort();
  later();
  assert.deepEqual(sent, []);
});
