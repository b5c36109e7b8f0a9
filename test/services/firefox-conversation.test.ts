import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { attach, exported, press, pressEnter, showChat, type, untilShown } from '../e2e/chat-element.js';
import { accept, receivedDigest } from '../e2e/files.js';
import { until } from '../e2e/until.js';
import type { Visitor } from '../e2e/visitor.js';
import { BOTH_WAYS, BothBrowsers } from './both-browsers.js';

const both = await BothBrowsers.open();
after(() => both.close());

for (const [writer, reader] of BOTH_WAYS) {
  test(`rtc-chat in ${writer} and ${reader}: writing, a link, a file, a line taken back, the past for a newcomer, export`, async (t) => {
    const [ada, ben] = [await both.visitor(t, writer), await both.visitor(t, reader)];
    const name = `a conversation of ${writer}`;
    for (const [person, displayName] of [
      [ada, 'Ada'],
      [ben, 'Ben'],
    ] as const) {
      await person.join({ name, session: 'data', displayName });
      await showChat(person);
    }
    await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
    await type(ada, 'see https://example.org/ and this');
    await untilShown(ben, '.typing', 'Ada is writing…');
    await attach(ada, 'plan.txt', 'the plan');
    await pressEnter(ada);
    await untilShown(ben, 'a[href="https://example.org/"][rel~=noopener]', 'https://example.org/');
    await untilShown(ben, '.typing', '');
    await press(ben, '[aria-label="Get plan.txt"]');
    assert.equal(await receivedDigest(ben, 'plan.txt'), digestOf('the plan'));
    await type(ben, 'from Ben');
    await pressEnter(ben);
    await untilShown(ada, '.text', 'from Ben');
    await type(ada, 'a mistake');
    await pressEnter(ada);
    await untilShown(ben, '.text', 'a mistake');
    await press(ada, '.message:last-child .delete');
    await untilShown(ben, '.text', 'Message deleted');

    const cleo = await both.visitor(t, reader);
    await cleo.join({ name, session: 'data', displayName: 'Cleo' });
    await showChat(cleo);
    await untilShown(cleo, '.account', 'Said before, as Ada tells it');
    await untilShown(cleo, '.text', 'from Ben');
    await accept(cleo, 'plan.txt');
    assert.equal(await receivedDigest(cleo, 'plan.txt'), digestOf('the plan'));
    assert.match(
      await exported(cleo, 'text'),
      /^Ada \(.*Z, .*\)\n {2}see https:\/\/example\.org\/ and this\n {2}\[plan\.txt\]\n\nBen \(.*\)\n {2}from Ben\n$/,
    );
    assert.match(await exported(ben, 'text'), / and this\n {2}\[plan\.txt\]\n\nYou \(.*Z\)\n {2}from Ben\n/);
    const lines = JSON.parse(await exported(ben, 'json')) as { text: string; self: boolean; removed: boolean }[];
    assert.deepEqual(
      lines.map(({ text, self, removed }) => [text, self, removed]),
      [
        ['see https://example.org/ and this', false, false],
        ['from Ben', true, false],
        ['', false, true],
      ],
    );
  });

  test(`where ${writer} has no WebRTC, it and ${reader} talk through the service, and a newcomer is told`, async (t) => {
    const name = `relayed in ${writer}`;
    const people = [await both.visitor(t, writer, withoutWebRtc), await both.visitor(t, reader)] as const;
    for (const [index, person] of people.entries()) {
      await person.join({ name, session: 'data', displayName: index === 0 ? 'Ada' : 'Ben' });
      await person.run(() => window.room.respond('measure', (asked) => String(asked).length), null);
    }
    const [ada, ben] = people;
    for (const [from, to] of [
      [ada, ben],
      [ben, ada],
    ] as const) {
      const text = `from ${await from.userId()}`;
      await from.say(text);
      await to.untilTold(text);
      assert.equal(await measured(from, await to.userId()), 100_000);
      await from.run(() => window.room.send(Uint8Array.of(1, 2, 3), { topic: 'bytes' }), null);
      await until(
        'the bytes',
        () => to.run(() => window.heard.filter(({ detail }) => detail['topic'] === 'bytes').length, null),
        (count) => count === 1,
      );
    }
    const cleo = await both.visitor(t, writer, withoutWebRtc);
    await cleo.join({ name, session: 'data', displayName: 'Cleo' });
    const { messages } = await cleo.untilTold(`from ${await ben.userId()}`);
    assert.deepEqual([messages.length, messages.every(({ toldBy }) => toldBy !== undefined)], [2, true]);
  });
}

/** What somebody else answers to a long question. */
function measured(from: Visitor, to: string): Promise<unknown> {
  return from.run((userId) => window.room.request(userId, 'measure', 'x'.repeat(100_000)), to);
}

/** In the page, before its scripts. */
function withoutWebRtc(): void {
  // @ts-expect-error -- nobody may do this but whoever owns the browser
  delete window.RTCPeerConnection;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
