import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Recovery } from './recovery.js';

/** A connection as the browser tells of it, by the test's word. */
class ToldConnection extends EventTarget {
  connectionState: RTCPeerConnectionState = 'new';
  restarts = 0;
  packetsReceived = 0;

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event('connectionstatechange'));
  }

  restartIce(): void {
    this.restarts += 1;
  }

  getReceivers(): readonly RTCRtpReceiver[] {
    return [];
  }

  async getStats(): Promise<Map<string, object>> {
    return new Map([['T', { id: 'T', type: 'transport', packetsReceived: this.packetsReceived }]]);
  }
}

function connected(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const lifetime = new AbortController();
  t.after(() => lifetime.abort());
  const connection = new ToldConnection();
  const told: string[] = [];
  const media = { isExpected: true };
  const recovery = new Recovery({
    connection: connection as unknown as RTCPeerConnection,
    polite: false,
    expectsMedia: () => media.isExpected,
    renew: undefined,
    signal: lifetime.signal,
  });
  recovery.on('restarting', (reason) => told.push(reason));
  recovery.on('hopeless', () => told.push('hopeless'));
  connection.become('connected');
  const pass = async (seconds: number): Promise<void> => {
    for (let passed = 0; passed < seconds; passed += 1) {
      t.mock.timers.tick(1_000);
      await new Promise(setImmediate);
    }
  };
  return { connection, recovery, media, told, pass };
}

describe('a connection that was well', () => {
  it('over which nothing arrives although something should is mended within three seconds, though the browser calls it connected', async (t) => {
    const { connection, recovery, told, pass } = connected(t);
    await pass(3);
    assert.deepEqual(told, ['silent']);
    assert.equal(connection.restarts, 1);
    assert.equal(recovery.state, 'disconnected');
    connection.packetsReceived += 1;
    await pass(1);
    assert.equal(recovery.state, 'connected');
  });

  it('is left alone as long as anything arrives, and when nothing should', async (t) => {
    const { connection, media, told, pass } = connected(t);
    for (let seconds = 0; seconds < 10; seconds += 1) {
      connection.packetsReceived += 1;
      await pass(1);
    }
    media.isExpected = false;
    await pass(10);
    assert.deepEqual(told, []);
  });

  it('and failed is mended at once, ever again, and given up after three times', async (t) => {
    const { connection, media, told, pass } = connected(t);
    media.isExpected = false;
    connection.become('failed');
    await new Promise(setImmediate);
    assert.deepEqual(told, ['failed']);
    assert.equal(connection.restarts, 1);
    await pass(20);
    assert.deepEqual(told, ['failed', 'failed', 'failed', 'hopeless']);
  });

  it('and was interrupted for less than a second is left alone', async (t) => {
    const { connection, told, pass } = connected(t);
    connection.become('disconnected');
    t.mock.timers.tick(900);
    connection.become('connected');
    connection.packetsReceived += 1;
    await pass(1);
    assert.deepEqual(told, []);
  });
});
