import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Stage } from '../e2e/stage.js';
import { visitor, type Visitor } from '../e2e/visitor.js';
import { firefoxVisitor, launchFirefox } from './firefox.js';

const [stage, firefox] = await Promise.all([Stage.open(), launchFirefox()]);
after(async () => {
  await firefox.close();
  await stage.close();
});

test('Chromium and Firefox: long text, JSON, bytes, requests and what belongs to a chat, both ways', async (t) => {
  const ada = await visitor(stage, t);
  const ben = await firefoxVisitor(firefox, t, stage.service.origin);
  for (const [person, displayName] of [
    [ada, 'Ada'],
    [ben, 'Ben'],
  ] as const) {
    await person.join({ name: t.name, session: 'data', displayName });
    await person.run(answer, null);
  }
  await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
  await Promise.all([exchange(ada, ben), exchange(ben, ada)]);

  const line = (who: string) => `a line of ${who}`;
  await Promise.all([ada.say(line('Ada')), ben.say(line('Ben'), await ada.userId())]);
  for (const person of [ada, ben]) await person.run(() => window.room.markRead(), null);
  for (const person of [ada, ben]) {
    await person.until('a receipt', ({ messages }) => messages.every(({ self, readBy }) => !self || readBy.length > 0));
  }
  const [one, other] = [await ada.state(), await ben.state()];
  assert.deepEqual([...texts(one)].sort(), [...texts(other)].sort());
  assert.deepEqual(other.messages.find(({ self }) => self)?.to, [await ada.userId()]);
  await ben.run(() => window.room.removeMessage(window.room.state.messages.find(({ self }) => self)!.id), null);
  await ada.until('the line that was taken back', ({ messages }) => messages.some(({ removed }) => removed));
  await ben.run(() => window.room.setTyping(true), null);
  await ada.until('who is writing', ({ typing }) => typing.length === 1);
});

const texts = ({ messages }: Awaited<ReturnType<Visitor['state']>>): string[] => messages.map(({ text }) => text);

/** In the page: answers a question about bytes with their sum, and one about text with its length. */
function answer(): void {
  window.room.respond('measure', (asked) => {
    if (typeof asked === 'string') return asked.length;
    return new Uint8Array(asked as ArrayBuffer).reduce((sum, byte) => sum + byte, 0);
  });
}

/** A million characters, a hundred objects in their order, and questions with text and bytes, one way. */
async function exchange(from: Visitor, to: Visitor): Promise<void> {
  const userId = await to.userId();
  const answers = await from.run(async (receiver) => {
    const { room } = window;
    const counted = Array.from({ length: 100 }, (_, index) => room.send({ index }, { topic: 'count' }));
    const long = room.send('ä€x'.repeat(333_334), { topic: 'long' });
    const asked = [
      room.request(receiver, 'measure', 'x'.repeat(300_000)),
      room.request(receiver, 'measure', new Uint8Array(100_000).fill(7)),
    ];
    await Promise.all([...counted, long]);
    return Promise.all(asked);
  }, userId);
  assert.deepEqual(answers, [300_000, 700_000]);
  const heard = await to.run(
    () =>
      window.heard
        .filter(({ type }) => type === 'rtc-message')
        .map(({ detail: { topic, data } }) => [topic, typeof data === 'string' ? data.length : data]),
    null,
  );
  const under = (wanted: string) => heard.filter(([topic]) => topic === wanted).map(([, data]) => data);
  assert.deepEqual(under('long'), [1_000_002]);
  assert.deepEqual(
    under('count'),
    Array.from({ length: 100 }, (_, index) => ({ index })),
  );
}
