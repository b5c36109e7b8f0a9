import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { RtcError } from '../../src/protocol/index.js';
import { FairTurns } from './fair-turns.js';

const OPTIONS = { concurrency: 2, mostWaiting: 10 } as const;

test('as many run at once as may, and who waits comes in turn; a task that fails keeps nobody waiting', async () => {
  const turns = new FairTurns(OPTIONS);
  let running = 0;
  let most = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 12 }, (_, index) =>
      turns.run('home', async () => {
        running += 1;
        most = Math.max(most, running);
        await turn();
        running -= 1;
        if (index % 3 === 0) throw new Error('no');
        return index;
      }),
    ),
  );
  assert.equal(most, OPTIONS.concurrency);
  const answers = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined));
  assert.deepEqual(answers, [undefined, 1, 2, undefined, 4, 5, undefined, 7, 8, undefined, 10, 11]);
});

test('too many at once are told to come back, and the others are answered', async () => {
  const turns = new FairTurns(OPTIONS);
  const outcomes = await Promise.allSettled(Array.from({ length: 30 }, () => turns.run('home', () => turn())));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(refused.length, 30 - OPTIONS.concurrency - OPTIONS.mostWaiting);
  for (const { reason } of refused) assert.ok(reason instanceof RtcError && reason.code === 'protocol/busy');
  assert.equal(await turns.run('home', () => Promise.resolve('in')), 'in');
});

test('addresses take turns, and one that waits for much makes room for another', async () => {
  const turns = new FairTurns(OPTIONS);
  const done: string[] = [];
  const one = (address: string) =>
    turns.run(address, async () => {
      await turn();
      done.push(address);
    });
  const crowd = Promise.allSettled(Array.from({ length: 12 }, () => one('crowd')));
  await Promise.all([one('home'), one('office')]);
  // Those of the crowd that ran already, and one of it for each turn of the others.
  assert.ok(done.length <= OPTIONS.concurrency + 4, done.join(' '));
  const refused = (await crowd).filter(({ status }) => status === 'rejected');
  assert.equal(refused.length, 2, 'one for each of the others');
});
