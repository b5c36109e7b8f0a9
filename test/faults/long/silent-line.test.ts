import { after, test } from 'node:test';
import { Stage } from '../../e2e/stage.js';
import { MissedLines } from '../tools/missed-lines.js';

/** Pings are 10 s apart and waited for for 5 s; then a new line is made at once. */
const NOTICED_WITHIN_MS = 18_000;

const stage = await Stage.open();
after(() => stage.close());

test('100 events on a line that swallows them: delivered once and in order when that is noticed', async (t) => {
  const missed = await MissedLines.begin(stage, t);
  missed.proxy.silence();
  await missed.say();
  const levelMs = await missed.untilHeard(NOTICED_WITHIN_MS);
  await missed.assertComplete();
  t.diagnostic(`noticed and level after ${levelMs} ms`);
});
