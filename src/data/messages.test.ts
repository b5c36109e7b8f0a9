import assert from 'node:assert/strict';
import { mock, test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { RtcError, type MessageHeader, type MessageLane } from '../protocol/index.js';
import { encodeMessageFrame } from './message-frames.js';
import { messagesPair, type LoopbackSide } from './message-loopback.js';
import { contentOf, messageBody, packMessage } from './message-packing.js';
import { MESSAGE_RATES } from './message-person.js';

const TIMEOUT = { timeout: 60_000 };

function pair(t: TestContext, service?: { isUp: boolean }) {
  const lifetime = new AbortController();
  t.after(() => lifetime.abort());
  return { ...messagesPair(lifetime.signal, service), lifetime };
}

function headerOf(id: string, format: 'text' | 'json' | 'bytes' = 'text'): MessageHeader {
  return { type: 'message:send', id, direct: false, format, sentAt: 0 };
}

function say(side: LoopbackSide, to: string, text: string, lane: MessageLane = 'chat', signal?: AbortSignal) {
  return side.messages.send(lane, { header: headerOf('m'), body: messageBody(text).bytes }, [to], signal);
}

function texts({ received }: LoopbackSide): unknown[] {
  return received.map(({ body }) => contentOf('text', body)?.content);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof RtcError) return error.code;
    throw error;
  }
  return 'nothing';
}

/** Lets the mocked clock run until `promise` has settled. */
async function inTime<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const done = () => (isSettled = true);
  promise.then(done, done);
  while (!isSettled) {
    mock.timers.tick(25);
    await settled();
  }
  return promise;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what is said is heard once, in its order, and confirmed', TIMEOUT, async (t) => {
  const { ada, ben, connect } = pair(t);
  const early = say(ada, 'ben', 'before there was a way');
  connect();
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
  await Promise.all([early, ...lines.map((line) => say(ada, 'ben', line)), say(ben, 'ada', 'back')]);
  assert.deepEqual(texts(ben), ['before there was a way', ...lines]);
  assert.deepEqual(texts(ada), ['back']);
});

test('a million characters arrive whole, and a line does not wait for them', TIMEOUT, async (t) => {
  const { ada, ben, connect } = pair(t);
  const way = connect();
  const long = 'ä€𝄞x'.repeat(200_000);
  const order: string[] = [];
  await Promise.all([
    say(ada, 'ben', long, 'messages').then(() => order.push('long')),
    say(ada, 'ben', 'short').then(() => order.push('short')),
  ]);
  assert.deepEqual(order, ['short', 'long']);
  assert.ok(texts(ben).includes(long));
  assert.ok(way.sent > 60, 'in parts');
});

test('connections may end anywhere, over and over: everything arrives once and in order', TIMEOUT, async (t) => {
  const sizes = fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 12 });
  const cuts = fc.array(fc.nat(40), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(sizes, cuts, async (given, cutAfter) => {
      const lifetime = new AbortController();
      const { ada, ben, connect } = messagesPair(lifetime.signal);
      const messages = given.map((size, index) => `${index} ${'x'.repeat(size)}`);
      const sent = Promise.all(messages.map((text) => say(ada, 'ben', text)));
      for (const turns of cutAfter) {
        const way = connect();
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        way.cut();
      }
      connect();
      await sent;
      assert.deepEqual(texts(ben), messages);
      lifetime.abort();
    }),
    { numRuns: 60 },
  );
  t.diagnostic('60 histories');
});

test(
  'who cannot be reached directly is reached through the service, and directly again when that is possible',
  TIMEOUT,
  async (t) => {
    const { ada, ben, connect } = pair(t);
    ada.messages.reach('ben', 'failed');
    await Promise.all([say(ada, 'ben', 'one'), say(ada, 'ben', 'x'.repeat(100_000))]);
    assert.deepEqual(
      texts(ben).map((text) => String(text).length),
      [3, 100_000],
    );
    assert.ok(ada.relayed >= 5 && ben.relayed >= 1, 'the answers come the same way');
    connect();
    await settled();
    const relayed = ada.relayed;
    await say(ada, 'ben', 'two');
    assert.equal(ada.relayed, relayed);
    assert.equal(texts(ben).length, 3);
  },
);

test(
  'a line that is dead and not known to be is left after four seconds, and nothing is lost or doubled',
  TIMEOUT,
  async (t) => {
    mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    t.after(() => mock.timers.reset());
    const { ada, ben, connect } = pair(t);
    const way = connect();
    await inTime(say(ada, 'ben', 'one'));
    way.stall();
    const sent = Promise.all(['two', 'three'].map((text) => say(ada, 'ben', text)));
    ada.messages.reach('ben', 'pending');
    mock.timers.tick(3_900);
    await settled();
    assert.deepEqual(texts(ben), ['one']);
    mock.timers.tick(200);
    await settled();
    await inTime(sent);
    connect();
    await inTime(say(ada, 'ben', 'four'));
    assert.deepEqual(texts(ben), ['one', 'two', 'three', 'four']);
  },
);

test('what the service lost on its way is sent again', TIMEOUT, async (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  t.after(() => mock.timers.reset());
  const service = { isUp: true };
  const { ada, ben } = pair(t, service);
  ada.messages.reach('ben', 'failed');
  let isLossy = true;
  const receive = ben.messages.receive.bind(ben.messages);
  ben.messages.receive = (...frame) => (isLossy ? undefined : receive(...frame));
  const sent = say(ada, 'ben', 'one');
  await settled();
  assert.deepEqual(texts(ben), []);
  isLossy = false;
  await inTime(sent);
  assert.deepEqual(texts(ben), ['one']);
});

test('who leaves has not got what was not confirmed; what never moves is given up', TIMEOUT, async (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  t.after(() => mock.timers.reset());
  const { ada } = pair(t, { isUp: false });
  const lost = codeOf(say(ada, 'ben', 'one'));
  ada.messages.forget('ben');
  assert.equal(await lost, 'data/unreachable');
  const stuck = codeOf(say(ada, 'ben', 'two'));
  mock.timers.tick(45_000);
  assert.equal(await stuck, 'data/unreachable');
});

test('what is taken back in time is not delivered, and what follows is', TIMEOUT, async (t) => {
  const { ada, ben, connect } = pair(t);
  const regret = new AbortController();
  const taken = say(ada, 'ben', 'x'.repeat(1_000_000), 'chat', regret.signal);
  const next = say(ada, 'ben', 'next');
  connect();
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
  regret.abort(new DOMException('Regretted.', 'AbortError'));
  await assert.rejects(taken, { name: 'AbortError' });
  await next;
  assert.deepEqual(texts(ben), ['next']);
});

test('too much that waits for one person is refused before memory is', TIMEOUT, async (t) => {
  const { ada, lifetime } = pair(t);
  const body = new Uint8Array(60_000_000);
  const sends = Array.from({ length: 5 }, () =>
    codeOf(ada.messages.send('messages', { header: headerOf('m', 'bytes'), body }, ['ben'])),
  );
  assert.equal(await sends[4], 'data/backlog');
  lifetime.abort(new RtcError('data/closed', 'over'));
  assert.deepEqual(new Set(await Promise.all(sends)), new Set(['data/closed', 'data/backlog']));
});

test(
  'A23 who sends a million messages past its credit is cut off after a bounded number of them',
  TIMEOUT,
  async (t) => {
    const { ada, ben, connect } = pair(t);
    const way = connect();
    await say(ada, 'ben', 'hello');
    const payload = packMessage(headerOf('m'), messageBody('flood').bytes);
    for (let sequence = 2; sequence <= 1_000_000; sequence += 1) {
      const part = encodeMessageFrame({ kind: 'part', sequence, offsetBytes: 0, isLast: true, payload });
      ben.messages.receive('ada', 'chat', part, undefined);
      if (ben.errors.length > 0) break;
    }
    assert.deepEqual(ben.errors, ['data/flooded']);
    const { burst, perSecond } = MESSAGE_RATES.chat;
    assert.ok(ben.received.length <= burst + 10 * perSecond, String(ben.received.length));
    const heard = ben.received.length;
    ben.messages.receive(
      'ada',
      'messages',
      encodeMessageFrame({ kind: 'part', sequence: 1, offsetBytes: 0, isLast: true, payload }),
      undefined,
    );
    assert.equal(ben.received.length, heard, 'nothing more is taken');
    assert.equal(way.sent > 0, true);
  },
);

test('A22 an endless message is refused where its limit is, and the next one arrives', TIMEOUT, async (t) => {
  const { ben, connect } = pair(t);
  connect();
  await settled();
  const payload = new Uint8Array(32_000);
  let offsetBytes = 0;
  for (; offsetBytes < 200_000_000; offsetBytes += payload.byteLength) {
    const part = encodeMessageFrame({ kind: 'part', sequence: 1, offsetBytes, isLast: false, payload });
    ben.messages.receive('ada', 'messages', part, undefined);
  }
  const next = packMessage(headerOf('m'), messageBody('next').bytes);
  const part = encodeMessageFrame({ kind: 'part', sequence: 2, offsetBytes: 0, isLast: true, payload: next });
  ben.messages.receive('ada', 'messages', part, undefined);
  assert.deepEqual(texts(ben), ['next']);
});

test('A22 what a refused message carried is known to its sender', TIMEOUT, async (t) => {
  const { ada, ben, connect } = pair(t);
  connect();
  const refusal = encodeMessageFrame({ kind: 'refusal', sequence: 1 });
  const sent = codeOf(say(ada, 'ben', 'x'.repeat(5_000_000), 'messages'));
  ada.messages.receive('ben', 'messages', refusal, undefined);
  assert.equal(await sent, 'data/too-large');
  await say(ada, 'ben', 'next', 'messages');
  assert.equal(texts(ben).at(-1), 'next');
});

test('A23 whatever frames come, messages are whole or not there, and the page lives', TIMEOUT, (t) => {
  const { ben } = pair(t);
  fc.assert(
    fc.property(fc.constantFrom('chat', 'messages'), fc.uint8Array({ maxLength: 40 }), (lane, bytes) => {
      ben.messages.receive('eve', lane, new Uint8Array(bytes), undefined);
      assert.deepEqual(ben.received, []);
    }),
    { numRuns: 3_000 },
  );
  assert.ok(ben.errors.every((code) => code === 'data/invalid' || code === 'data/flooded'));
});

test('A23 what is no frame is told of once, and closes the channels when it goes on', TIMEOUT, async (t) => {
  const { ada, ben, connect } = pair(t);
  const way = connect();
  await say(ada, 'ben', 'hello');
  for (let count = 0; count < 1_000_000; count += 1) {
    ben.messages.receive('ada', 'chat', new Uint8Array(20), undefined);
    if (way.isCut) break;
  }
  assert.deepEqual(ben.errors, ['data/invalid', 'data/flooded']);
  assert.ok(ben.messages.isCutOff('ada'));
});

test('A23 a million repetitions and confirmations close the channels as well', TIMEOUT, async (t) => {
  const payload = packMessage(headerOf('m'), messageBody('hello').bytes);
  const frames = [
    encodeMessageFrame({ kind: 'part', sequence: 1, offsetBytes: 0, isLast: true, payload }),
    encodeMessageFrame({ kind: 'credit', received: 0, limit: 10 }),
    encodeMessageFrame({ kind: 'refusal', sequence: 1 }),
  ];
  for (const frame of frames) {
    const { ada, ben, connect } = pair(t);
    const way = connect();
    await say(ada, 'ben', 'hello');
    for (let count = 0; count < 1_000_000 && !way.isCut; count += 1) {
      ben.messages.receive('ada', 'chat', frame, undefined);
    }
    assert.deepEqual(ben.errors, ['data/flooded']);
    assert.deepEqual(texts(ben), ['hello']);
  }
});

test('A23 nobody waits for whoever was cut off', TIMEOUT, async (t) => {
  const { ada, ben, connect } = pair(t);
  connect();
  const waiting = codeOf(say(ben, 'ada', 'x'.repeat(5_000_000)));
  for (let count = 0; count < 256; count += 1) ben.messages.receive('ada', 'chat', new Uint8Array(20), undefined);
  assert.equal(await waiting, 'data/unreachable');
  assert.equal(await codeOf(say(ben, 'ada', 'more')), 'data/unreachable');
  assert.deepEqual(texts(ada), []);
});

test(
  'A23 whoever was cut off and makes another connection is not listened to, and keeps the connection',
  TIMEOUT,
  async (t) => {
    const { ada, ben, connect, lifetime } = pair(t);
    connect();
    await say(ada, 'ben', 'hello');
    for (let count = 0; count < 256; count += 1) ben.messages.receive('ada', 'chat', new Uint8Array(20), undefined);
    assert.ok(ben.messages.isCutOff('ada'));
    const way = connect();
    assert.deepEqual([...way.ignored], ['ada']);
    // The other side makes anew what is closed.
    assert.equal(way.isCut, false);
    const heard = ben.received.length;
    const unheard = assert.rejects(say(ada, 'ben', 'more'));
    await settled();
    assert.equal(ben.received.length, heard);
    lifetime.abort();
    await unheard;
  },
);
