import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { untilSeenAndHeard } from './flows.js';
import { Stage } from './stage.js';
import { LIGHT, Visitor, visitor } from './visitor.js';

const stage = await Stage.open();
after(() => stage.close());

test('a page that goes offline is reconnecting at once, and back as who it was when it is online again', async (t) => {
  const page = await stage.page(t, 'controller.html', {
    // A line to “localhost” is taken to outlast every network.
    host: '127.0.0.1',
    complaints: [/WebSocket connection to .* failed/, /ERR_INTERNET/],
  });
  const ada = Visitor.on(page);
  await ada.join({ name: t.name, session: 'data' });
  const before = await ada.userId();
  await page.context().setOffline(true);
  await ada.untilHeard('rtc-state-change', ({ from, to }) => from === 'joined' && to === 'reconnecting');
  await page.context().setOffline(false);
  await ada.untilHeard('rtc-state-change', ({ from, to }) => from === 'reconnecting' && to === 'joined');
  assert.equal(await ada.userId(), before);
});

test('while the service is away the state is reconnecting; when it is back two people are in one call again', async (t) => {
  const complaints = [/WebSocket connection to .* failed/];
  const [ada, ben] = [await visitor(stage, t, { complaints }), await visitor(stage, t, { complaints })];
  for (const person of [ada, ben]) await person.join({ ...LIGHT, name: t.name });
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
  await ada.say('before');
  const before = await ada.userId();
  await stage.service.close();
  await Promise.all(
    [ada, ben].map((person) => person.until('reconnecting', ({ status }) => status === 'reconnecting')),
  );
  await stage.service.startAgain();
  await Promise.all([ada, ben].map((person) => person.until('joined again', ({ status }) => status === 'joined')));
  await Promise.all([untilSeenAndHeard(ada, [ben]), untilSeenAndHeard(ben, [ada])]);
  assert.notEqual(await ada.userId(), before, 'the service knows nobody: these are new memberships');
  await ben.say('after');
  const { messages, participants } = await ada.untilTold('after');
  assert.deepEqual(
    messages.map(({ text }) => text),
    ['before', 'after'],
  );
  assert.equal(participants.length, 2);
  for (const person of [ada, ben]) {
    assert.deepEqual(await person.capturing(), [true, true], 'the same camera and microphone, captured once');
    const changes = await person.run(() => window.heard.filter(({ type }) => type === 'rtc-state-change'), null);
    assert.deepEqual(
      changes.map(({ detail }) => detail['to']),
      ['joining', 'joined', 'reconnecting', 'joined'],
    );
  }
});
