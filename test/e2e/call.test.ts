import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { untilSeenAndHeard } from './flows.js';
import { Stage } from './stage.js';
import { until } from './until.js';
import { wholeCall } from './whole-call.js';
import { LIGHT, member, visitor } from './visitor.js';

const stage = await Stage.open();
after(() => stage.close());

for (const size of [2, 3]) {
  test(`${size} people in one room: everybody sees and hears everybody else`, (t) => wholeCall(stage, t, size));
}

test('with the default picture size two people see and hear each other', async (t) => {
  const [ada, ben] = [await visitor(stage, t), await visitor(stage, t)];
  await ada.join({ name: 'default size' });
  await ben.join({ name: 'default size' });
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
});

test('who leaves is gone for the others and gives camera and microphone back', async (t) => {
  const [ada, ben, cleo] = [
    await member(stage, t, { name: 'leaving' }),
    await member(stage, t, { name: 'leaving' }),
    await member(stage, t, { name: 'leaving' }),
  ];
  await Promise.all([ada, ben, cleo].map((person) => person.untilConnected(2)));
  await until(
    'a camera and a microphone',
    () => ben.capturing(),
    (tracks) => tracks.length === 2,
  );
  const userId = await ben.userId();
  await ben.run(() => window.room.leave(), null);
  assert.deepEqual(await ben.capturing(), [false, false]);
  const { status, participants } = await ben.state();
  assert.deepEqual([status, participants.length], ['left', 0]);
  assert.deepEqual(await ben.untilHeard('rtc-left'), { reason: 'left' });
  for (const other of [ada, cleo]) {
    await other.untilHeard('rtc-participant-left', ({ participant }) => idOf(participant) === userId);
    await other.untilConnected(1);
  }
  await Promise.all([untilSeenAndHeard(ada, [cleo]), untilSeenAndHeard(cleo, [ada])]);
});

test('who closes the page is gone for the others', async (t) => {
  const ada = await member(stage, t, { name: 'closing' });
  const page = await stage.page(t, 'controller.html');
  await page.evaluate(
    async (options) => {
      window.makeRoom(options);
      await window.room.join();
    },
    { name: 'closing', ...LIGHT },
  );
  await ada.untilConnected(1);
  await page.close();
  await ada.untilHeard('rtc-participant-left');
  await ada.untilConnected(0);
});

test('who left can come back', async (t) => {
  const [ada, ben] = [await member(stage, t, { name: 'again' }), await member(stage, t, { name: 'again' })];
  await ada.untilConnected(1);
  await ben.run(() => window.room.leave(), null);
  await ada.untilConnected(0);
  await ben.run(() => window.room.join(), null);
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
});

function idOf(participant: unknown): string {
  return (participant as { userId: string }).userId;
}
