import { after, test } from 'node:test';
import { Stage } from '../../e2e/stage.js';
import { restartUnderCall } from '../tools/live-call.js';

const stage = await Stage.open();
after(() => stage.close());

test('the service restarts for 5 s under a call of four: every picture and sound goes on, and nobody is new', async (t) => {
  await restartUnderCall(stage, t, 'terminate');
});
