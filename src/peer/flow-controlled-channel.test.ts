import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlowControlledChannel, type SendingChannel } from './flow-controlled-channel.js';

class FakeChannel extends EventTarget implements SendingChannel {
  readyState: RTCDataChannelState = 'open';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  readonly sent: (string | ArrayBufferView<ArrayBuffer>)[] = [];

  send(message: string | ArrayBufferView<ArrayBuffer>): void {
    this.sent.push(message);
    this.bufferedAmount += typeof message === 'string' ? message.length : message.byteLength;
  }

  become(readyState: RTCDataChannelState, event: string): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event(event));
  }

  drain(): void {
    this.bufferedAmount = this.bufferedAmountLowThreshold;
    this.dispatchEvent(new Event('bufferedamountlow'));
  }
}

function setUp(channel = new FakeChannel()) {
  const lifetime = new AbortController();
  const flow = new FlowControlledChannel(channel, {
    signal: lifetime.signal,
    maxMessageSize: () => 100,
    highWaterBytes: 10,
    lowWaterBytes: 4,
  });
  return { channel, lifetime, flow };
}

/** Lets everything that is ready to run do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

void test('below the high-water mark messages go at once, in the order of the calls', async () => {
  const { channel, flow } = setUp();
  await Promise.all([flow.send('one'), flow.send('two'), flow.send(new Uint8Array([1, 2]))]);
  assert.deepEqual(channel.sent, ['one', 'two', new Uint8Array([1, 2])]);
  assert.equal(channel.bufferedAmountLowThreshold, 4);
});

void test('at the high-water mark the next message waits until the buffer is low', async () => {
  const { channel, flow } = setUp();
  const first = flow.send('0123456789');
  const second = flow.send('next');
  await settle();
  assert.deepEqual(channel.sent, ['0123456789']);
  channel.drain();
  await Promise.all([first, second]);
  assert.deepEqual(channel.sent, ['0123456789', 'next']);
});

void test('messages wait for the channel to open', async () => {
  const channel = new FakeChannel();
  channel.readyState = 'connecting';
  const { flow } = setUp(channel);
  const sending = Promise.all([flow.send('a'), flow.send('b')]);
  await settle();
  assert.deepEqual(channel.sent, []);
  channel.become('open', 'open');
  await sending;
  assert.deepEqual(channel.sent, ['a', 'b']);
});

void test('a message above the maximum is refused and the next one goes', async () => {
  const { channel, flow } = setUp();
  await assert.rejects(flow.send(new Uint8Array(101)), { code: 'data/too-large' });
  await assert.rejects(flow.send('é'.repeat(51)), { code: 'data/too-large' });
  await flow.send('small');
  assert.deepEqual(channel.sent, ['small']);
});

for (const [what, end] of [
  ['the channel closes', ({ channel }) => channel.become('closed', 'close')],
  ['its signal aborts', ({ lifetime }) => lifetime.abort(new Error('we left'))],
] satisfies [string, (parts: ReturnType<typeof setUp>) => void][]) {
  void test(`no waiter hangs when ${what}`, async () => {
    const parts = setUp();
    const sends = [parts.flow.send('0123456789'), parts.flow.send('a'), parts.flow.send('b')];
    const outcomes = Promise.allSettled(sends);
    await settle();
    end(parts);
    for (const outcome of await outcomes) {
      assert.equal(outcome.status, 'rejected');
      assert.equal((outcome.reason as { code: string }).code, 'data/closed');
    }
    await assert.rejects(parts.flow.send('late'), { code: 'data/closed' });
  });

  void test(`nobody waits for a channel to open when ${what}`, async () => {
    const channel = new FakeChannel();
    channel.readyState = 'connecting';
    const parts = setUp(channel);
    const sending = assert.rejects(parts.flow.send('a'), { code: 'data/closed' });
    await settle();
    end(parts);
    await sending;
  });
}

void test('a channel that closed without an event refuses, and so does one made too late', async () => {
  const { channel, flow } = setUp();
  channel.readyState = 'closed';
  await assert.rejects(flow.send('a'), { code: 'data/closed' });
  const late = new FlowControlledChannel(new FakeChannel(), { signal: AbortSignal.abort(), maxMessageSize: () => 1 });
  await assert.rejects(late.send('a'), { code: 'data/closed' });
});

void test('what the browser throws is translated and kept as the cause', async () => {
  const { channel, flow } = setUp();
  const cause = new DOMException('send queue is full', 'OperationError');
  channel.send = () => {
    throw cause;
  };
  await assert.rejects(flow.send('a'), { code: 'data/closed', cause });
});
