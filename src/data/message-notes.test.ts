import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { MessageHeader } from '../protocol/index.js';
import { encodeMessageFrame } from './message-frames.js';
import { messagesPair, type LoopbackSide } from './message-loopback.js';
import { messageBody, packMessage } from './message-packing.js';
import { MESSAGE_RATES } from './message-person.js';

const TIMEOUT = { timeout: 60_000 };
const TYPING: MessageHeader = { type: 'chat:typing', on: true };
const LINE: MessageHeader = { type: 'message:send', id: 'm', direct: false, format: 'text', sentAt: 0 };

function pair(t: TestContext) {
  const lifetime = new AbortController();
  t.after(() => lifetime.abort());
  return messagesPair(lifetime.signal);
}

function say(side: LoopbackSide, to: string, text: string): Promise<void> {
  return side.messages.send('chat', { header: LINE, body: messageBody(text).bytes }, [to]);
}

function kinds({ received }: LoopbackSide): string[] {
  return received.map(({ header }) => header.type);
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('who writes again after two texts of 40 MB is not cut off for saying so', TIMEOUT, async (t) => {
  const { ada, ben, connect } = pair(t);
  connect();
  const long = 'x'.repeat(40_000_000);
  await say(ada, 'ben', long);
  await say(ada, 'ben', long);
  ada.messages.note('chat', TYPING, ['ben']);
  await settled();
  await say(ada, 'ben', 'short');
  assert.deepEqual(ben.errors, []);
  assert.deepEqual(kinds(ben), ['message:send', 'message:send', 'message:send']);
  assert.equal(ben.messages.isCutOff('ada'), false);
});

test('A23 a flood of notes is heard as far as the rate allows, and ends in a cut-off', TIMEOUT, async (t) => {
  const { ada, ben, connect } = pair(t);
  const way = connect();
  await say(ada, 'ben', 'hello');
  const note = encodeMessageFrame({ kind: 'note', payload: packMessage(TYPING) });
  let count = 0;
  for (; count < 1_000_000 && !way.isCut; count += 1) ben.messages.receive('ada', 'chat', note, undefined);
  assert.deepEqual(ben.errors, ['data/flooded']);
  const { burst, perSecond } = MESSAGE_RATES.chat;
  assert.ok(ben.received.length <= burst + 10 * perSecond, `${ben.received.length} heard`);
  assert.ok(count < 100_000, `${count} taken`);
});
