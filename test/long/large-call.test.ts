import { after, test } from 'node:test';
import { Stage } from '../e2e/stage.js';
import { wholeCall } from '../e2e/whole-call.js';

const stage = await Stage.open();
after(() => stage.close());

test('5 people in one room: everybody sees and hears everybody else', (t) => wholeCall(stage, t, 5));
