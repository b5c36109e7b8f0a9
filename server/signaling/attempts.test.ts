import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RtcError } from '../../src/protocol/index.js';
import { Attempts } from './attempts.js';

function attemptsAt() {
  const clock = { nowMs: 0 };
  const attempts = new Attempts(() => clock.nowMs);
  /** What became of a guess: looked at, or told to wait. */
  const guess = (socket: string, address: string, room = 'tea', verdict: 'right' | 'wrong' = 'wrong') => {
    try {
      attempts.begin({ socket, address, room }).end(verdict);
      return 'looked at';
    } catch (error) {
      assert.ok(error instanceof RtcError && error.code === 'protocol/busy');
      return 'busy';
    }
  };
  return { clock, attempts, guess };
}

test('mistyping a few times costs nothing, then each wrong password doubles the wait', () => {
  const { clock, guess } = attemptsAt();
  assert.deepEqual(
    [guess('s', 'a'), guess('s', 'a'), guess('s', 'a'), guess('s', 'a')],
    ['looked at', 'looked at', 'looked at', 'busy'],
  );
  clock.nowMs += 1_000;
  assert.deepEqual([guess('s', 'a'), guess('s', 'a')], ['looked at', 'busy']);
  clock.nowMs += 1_999;
  assert.equal(guess('s', 'a'), 'busy');
  clock.nowMs += 1;
  assert.equal(guess('s', 'a'), 'looked at');
});

test('a new socket is no new start', () => {
  const { guess } = attemptsAt();
  const looked = Array.from({ length: 100 }, (_, index) => guess(`s${index}`, 'a')).filter(
    (outcome) => outcome === 'looked at',
  );
  assert.equal(looked.length, 10);
});

test('a thousand guesses from twenty sockets of one address are few in a minute', () => {
  const { clock, guess } = attemptsAt();
  let looked = 0;
  for (let ms = 0; ms < 60_000; ms += 60) {
    clock.nowMs += 60;
    if (guess(`s${(ms / 60) % 20}`, 'a') === 'looked at') looked += 1;
  }
  assert.ok(looked <= 25, String(looked));
});

test('however many guess at a room, somebody honest from elsewhere is let in at once', () => {
  const { guess } = attemptsAt();
  for (let index = 0; index < 1_000; index += 1) guess(`s${index}`, `a${index % 50}`);
  assert.equal(guess('me', 'home', 'tea', 'right'), 'looked at');
});

test('many addresses guessing at one room get two guesses a second between them', () => {
  const { clock, guess } = attemptsAt();
  for (let index = 0; index < 100; index += 1) guess(`s${index}`, `a${index}`);
  let looked = 0;
  for (let ms = 0; ms < 10_000; ms += 10) {
    clock.nowMs += 10;
    if (guess(`t${ms}`, `a${(ms / 10) % 100}`) === 'looked at') looked += 1;
  }
  assert.ok(looked <= 21, String(looked));
});

test('a right password gives no new guesses at another room', () => {
  const { guess } = attemptsAt();
  const outcomes = Array.from({ length: 40 }, (_, index) => {
    guess(`own${index}`, 'a', 'my own', 'right');
    return guess(`s${index}`, 'a');
  });
  assert.equal(outcomes.filter((outcome) => outcome === 'looked at').length, 10);
});

test('a class behind one address that comes in together is let in', () => {
  const { attempts } = attemptsAt();
  const begun = Array.from({ length: 100 }, (_, index) =>
    attempts.begin({ socket: `s${index}`, address: 'a', room: 'tea' }),
  );
  for (const attempt of begun) attempt.end('right');
  assert.equal(begun.length, 100);
});

test('one socket has three passwords looked at at a time', () => {
  const { attempts } = attemptsAt();
  const guesser = { socket: 's', address: 'a', room: 'tea' };
  for (let index = 0; index < 3; index += 1) attempts.begin(guesser);
  assert.throws(() => attempts.begin(guesser), RtcError);
});

test('what is long ago is forgotten', () => {
  const { clock, guess } = attemptsAt();
  for (let index = 0; index < 12; index += 1) guess('s', 'a');
  clock.nowMs += 600_000;
  assert.deepEqual([guess('s', 'a'), guess('s', 'a')], ['looked at', 'looked at']);
});
