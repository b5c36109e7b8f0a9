import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import type { MessageHeader } from '../protocol/index.js';
import { encodeMessageFrame } from './message-frames.js';
import { messagesPair, type LoopbackSide } from './message-loopback.js';
import { contentOf, messageBody, packMessage } from './message-packing.js';
import { MESSAGE_RATES } from './message-person.js';

const TIMEOUT = { timeout: 60_000 };

const settled = () => new Promise((resolve) => setImmediate(resolve));

function pair(t: TestContext) {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const lifetime = new AbortController();
  t.after(() => {
    lifetime.abort();
    mock.timers.reset();
  });
  return messagesPair(lifetime.signal);
}

function headerOf(topic: string): MessageHeader {
  return { type: 'message:send', id: 'm', direct: false, format: 'json', sentAt: 0, topic, lossy: true };
}

function tell(side: LoopbackSide, topic: string, content: unknown): void {
  side.messages.tell(topic, { header: headerOf(topic), body: messageBody(content).bytes }, ['ben']);
}

function heard({ received }: LoopbackSide): unknown[] {
  return received.map(({ header, body }) => [
    header.type === 'message:send' && header.topic,
    contentOf('json', body)?.content,
  ]);
}

test(
  'of what may be lost the newest of each topic arrives once there is room, and nothing else',
  TIMEOUT,
  async (t) => {
    const { ada, ben, connect } = pair(t);
    const way = connect();
    await settled();
    way.isBusy = true;
    for (let at = 1; at <= 100; at += 1) {
      tell(ada, 'pointer', at);
      tell(ada, 'zoom', -at);
    }
    mock.timers.tick(100);
    assert.deepEqual(heard(ben), []);
    way.isBusy = false;
    mock.timers.tick(16);
    assert.deepEqual(heard(ben), [
      ['pointer', 100],
      ['zoom', -100],
    ]);
    tell(ada, 'pointer', 101);
    mock.timers.tick(16);
    assert.deepEqual(heard(ben).at(-1), ['pointer', 101]);
  },
);

test('what may be lost goes to nobody without a direct way, and is not kept for one', TIMEOUT, async (t) => {
  const { ada, ben, connect } = pair(t);
  tell(ada, 'pointer', 1);
  const way = connect();
  await settled();
  way.isBusy = true;
  tell(ada, 'pointer', 2);
  way.cut();
  connect();
  await settled();
  mock.timers.tick(100);
  assert.deepEqual(heard(ben), []);
  assert.equal(ada.relayed, 0);
});

test('what may be lost and is more than a frame is refused', TIMEOUT, async (t) => {
  const { ada, ben, connect } = pair(t);
  connect();
  await settled();
  assert.throws(() => tell(ada, 'pointer', 'x'.repeat(32_768)), { code: 'data/too-large' });
  tell(ada, 'pointer', 'x'.repeat(32_000));
  mock.timers.tick(16);
  assert.equal(ben.received.length, 1);
});

test('who tells as fast as it can keeps to the limits by itself', TIMEOUT, async (t) => {
  const { ada, ben, connect } = pair(t);
  const way = connect();
  await settled();
  const before = way.sent;
  for (let round = 0; round < 100; round += 1) {
    for (let topic = 0; topic < 500; topic += 1) tell(ada, `topic ${topic}`, round);
    mock.timers.tick(10);
  }
  assert.ok(way.sent - before <= 1_100, `${way.sent - before} in a second`);
  assert.deepEqual(ben.errors, []);
});

test(
  'A23 a flood of what may be lost is heard as far as the rate allows, and ends in a cut-off',
  TIMEOUT,
  async (t) => {
    const { ben, connect } = pair(t);
    const way = connect();
    await settled();
    const payload = packMessage(headerOf('pointer'), messageBody(1).bytes);
    const note = encodeMessageFrame({ kind: 'note', payload });
    let count = 0;
    for (; count < 1_000_000 && !way.isCut; count += 1) ben.messages.receive('ada', 'messages', note, undefined);
    assert.deepEqual(ben.errors, ['data/flooded']);
    const { burst, perSecond } = MESSAGE_RATES.messages;
    assert.ok(ben.received.length <= burst + 10 * perSecond, `${ben.received.length} heard`);
    assert.ok(count < 100_000, `${count} taken`);
  },
);
