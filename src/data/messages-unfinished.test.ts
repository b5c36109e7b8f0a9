import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test, type TestContext } from 'node:test';
import type { MessageHeader, MessageLane } from '../protocol/index.js';
import type { MessageLink } from './data-link.js';
import { encodeMessageFrame } from './message-frames.js';
import { messagesPair, type LoopbackSide } from './message-loopback.js';
import { contentOf, messageBody, packMessage } from './message-packing.js';

const TIMEOUT = { timeout: 60_000 };

function pair(t: TestContext) {
  const lifetime = new AbortController();
  t.after(() => lifetime.abort());
  return messagesPair(lifetime.signal);
}

function headerOf(id: string, format: 'text' | 'bytes' = 'text'): MessageHeader {
  return { type: 'message:send', id, direct: false, format, sentAt: 0 };
}

function say(side: LoopbackSide, to: string, text: string, lane: MessageLane = 'chat'): Promise<void> {
  return side.messages.send(lane, { header: headerOf('m'), body: messageBody(text).bytes }, [to]);
}

function texts({ received }: LoopbackSide): unknown[] {
  return received.map(({ body }) => contentOf('text', body)?.content);
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A connection with somebody over which nothing goes back. */
function directWay(userId: string): MessageLink {
  const { signal } = new AbortController();
  const nothing = () => undefined;
  const sendMessageFrame = () => Promise.resolve();
  const sendStateFrame = () => true;
  return { userId, signal, sendMessageFrame, sendStateFrame, closeMessages: nothing, ignoreMessages: nothing };
}

/** Sends Ben parts of messages that never end: as much as `bytes`, in one lane and over a way of its own. */
function flood(ben: LoopbackSide, from: string, lane: MessageLane, bytes: number, way?: MessageLink): void {
  const payload = new Uint8Array(32_000);
  for (let offsetBytes = 0; offsetBytes + payload.byteLength <= bytes; offsetBytes += payload.byteLength) {
    const part = encodeMessageFrame({ kind: 'part', sequence: 1, offsetBytes, isLast: false, payload });
    ben.messages.receive(from, lane, part, way);
  }
}

test(
  'A23 one person who never ends what it begins keeps nobody’s longest message from arriving',
  TIMEOUT,
  async (t) => {
    const { ada, ben, connect } = pair(t);
    connect();
    // The service of these tests passes what is answered to anybody on to Ada, who knows by its number that it is not hers.
    await say(ada, 'ben', 'first', 'messages');
    // Twice in each lane: directly, and through the service.
    for (const lane of ['chat', 'messages'] as const) {
      for (const way of [directWay('eve'), undefined]) flood(ben, 'eve', lane, 66_000_000, way);
    }
    const long = new Uint8Array(67_000_000);
    await ada.messages.send('messages', { header: headerOf('m', 'bytes'), body: long }, ['ben']);
    assert.deepEqual(
      ben.received.map(({ body }) => body.byteLength),
      [5, long.byteLength],
    );
  },
);

test(
  'A23 many who never end what they begin keep no long line from arriving, and none that is short',
  TIMEOUT,
  async (t) => {
    const { ada, ben, connect } = pair(t);
    connect();
    await settled();
    // As much as each may have at the most: the next always finds a third of what that one found.
    for (const [from, bytes] of [
      ['eve', 67_000_000],
      ['mallory', 67_000_000],
      ['trudy', 67_000_000],
      ['oscar', 44_000_000],
      ['sybil', 15_000_000],
    ] as const) {
      flood(ben, from, 'messages', bytes);
    }
    const long = 'x'.repeat(4_000_000);
    await say(ada, 'ben', long);
    await assert.rejects(say(ada, 'ben', 'x'.repeat(8_000_000)), { code: 'data/too-large' });
    await say(ada, 'ben', 'short');
    assert.deepEqual(texts(ben), [long, 'short']);
  },
);

test(
  'a long message that begins anew on another way finds room, whatever of it came on the last one',
  TIMEOUT,
  async (t) => {
    const { ben } = pair(t);
    await settled();
    const payload = new Uint8Array(32_000);
    const packed = packMessage(headerOf('m', 'bytes'), new Uint8Array(60_000_000));
    const way = directWay('ada');
    const last = Math.floor(packed.byteLength / payload.byteLength) * payload.byteLength;
    for (const [over, until] of [
      [way, last],
      [undefined, packed.byteLength],
    ] as const) {
      for (let offsetBytes = 0; offsetBytes < until; offsetBytes += payload.byteLength) {
        const part = new Uint8Array(packed.subarray(offsetBytes, offsetBytes + payload.byteLength));
        const isLast = offsetBytes === last;
        const frame = encodeMessageFrame({ kind: 'part', sequence: 1, offsetBytes, isLast, payload: part });
        ben.messages.receive('ada', 'messages', frame, over);
      }
    }
    assert.deepEqual(
      ben.received.map(({ body }) => body.byteLength),
      [60_000_000],
    );
  },
);

test('a page whose signal outlives its messages keeps none of them', TIMEOUT, async (t) => {
  const { ada, connect } = pair(t);
  connect();
  const { signal } = new AbortController();
  const sends = Array.from({ length: 3 }, () =>
    ada.messages.send('chat', { header: headerOf('m'), body: messageBody('line').bytes }, ['ben'], signal),
  );
  assert.equal(getEventListeners(signal, 'abort').length, 3);
  await Promise.all(sends);
  assert.equal(getEventListeners(signal, 'abort').length, 0, 'confirmed');
  const lost = ada.messages.send('chat', { header: headerOf('m') }, ['cleo'], signal);
  ada.messages.forget('cleo');
  await assert.rejects(lost, { code: 'data/unreachable' });
  assert.equal(getEventListeners(signal, 'abort').length, 0, 'lost');
});
