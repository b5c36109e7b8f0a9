import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { elementVisitor } from '../../e2e/element-visitor.js';
import { Stage } from '../../e2e/stage.js';
import { within } from '../tools/within.js';

const stage = await Stage.open();
after(() => stage.close());

test('no way between two people and no relay: both see it on screen, the owner with the remedy, and both are in the room', async (t) => {
  const people = [];
  for (const name of ['Ada', 'Ben']) {
    const person = await elementVisitor(stage, t, 'idle.html?room=no-route');
    await person.page.evaluate((displayName) => {
      const room = document.querySelector('rtc-room')!;
      // Only a relay will do, and there is none.
      Object.assign(room, { name: 'no-route', displayName, iceTransportPolicy: 'relay', noCapture: true });
      return room.join();
    }, name);
    people.push(person);
  }
  const [ada, ben] = people as [(typeof people)[number], (typeof people)[number]];
  const began = performance.now();
  for (const [{ page, visitor }, other] of [
    [ada, 'Ben'],
    [ben, 'Ada'],
  ] as const) {
    // A quarter of a minute until a first connection is given up, and what a busy machine adds.
    await within(
      30_000,
      'no route',
      () => visitor.state(),
      (state) => state.error !== undefined,
    );
    const { error } = await visitor.state();
    assert.equal(error?.code, 'connection/no-route');
    const notice = page.locator('rtc-room').getByText('No way from your network').first();
    await notice.waitFor({ state: 'visible' });
    const text = (await notice.textContent()) ?? '';
    assert.ok(text.includes(`to ${other} was found`), text);
    assert.equal(text.includes('RTC_TURN_URLS'), page === ada.page, text);
    assert.equal((await visitor.state()).status, 'joined');
    assert.equal((await visitor.state()).participants.length, 2);
  }
  t.diagnostic(`said after ${Math.round(performance.now() - began)} ms`);
});
