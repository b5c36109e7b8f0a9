import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { RtcError, type ErrorCode, type PeerSignal } from '../protocol/index.js';
import { SignalOutbox } from './signal-outbox.js';

const SIGNAL: PeerSignal = { kind: 'contact', wanted: true };

function staged(answers: (ErrorCode | undefined)[] = []) {
  const sent: string[] = [];
  const lifetime = new AbortController();
  const outbox = new SignalOutbox({
    send: async (to) => {
      sent.push(to);
      const code = answers.shift();
      if (code !== undefined) throw new RtcError(code, code);
    },
    signal: lifetime.signal,
  });
  return { sent, lifetime, outbox };
}

test('what was not passed on is sent again after an interruption, in order, and nothing else', async () => {
  const { sent, outbox } = staged([undefined, 'signaling/unreachable', 'signaling/unreachable']);
  await outbox.send('a', SIGNAL);
  const kept = ['b', 'c'].map((to) => outbox.send(to, SIGNAL));
  await turn();
  outbox.pause();
  kept.push(outbox.send('d', SIGNAL));
  await turn();
  assert.deepEqual(sent, ['a', 'b', 'c']);
  outbox.resume();
  await Promise.all(kept);
  assert.deepEqual(sent, ['a', 'b', 'c', 'b', 'c', 'd']);
});

test('a refusal is told, and not tried again', async () => {
  const { sent, outbox } = staged(['protocol/no-such-participant']);
  await assert.rejects(outbox.send('a', SIGNAL), { code: 'protocol/no-such-participant' });
  outbox.resume();
  assert.deepEqual(sent, ['a']);
});

test('a busy service is asked again after a while', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { sent, outbox } = staged(['protocol/busy']);
  const passing = outbox.send('a', SIGNAL);
  await turn();
  mock.timers.tick(500);
  await passing;
  assert.deepEqual(sent, ['a', 'a']);
  mock.timers.reset();
});

test('the end of the membership is the end of what it kept', async () => {
  const { lifetime, outbox } = staged(['signaling/unreachable']);
  const passing = outbox.send('a', SIGNAL);
  await turn();
  lifetime.abort();
  await assert.rejects(passing, { name: 'AbortError' });
  await assert.rejects(outbox.send('b', SIGNAL), { name: 'AbortError' });
});
