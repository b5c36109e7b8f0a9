import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Topology } from '../topology/topology.js';
import type { RoomState } from './room-state.js';
import { Statistics } from './statistics.js';

/** A room with Ben, and what the connection with him answers. */
function measured(getStats: () => Promise<unknown>) {
  let connection: object | undefined = { getStats };
  const statistics = new Statistics(
    // As far as they are read.
    () => ({ participants: [{ userId: 'ben', self: false, streams: [] }] }) as unknown as RoomState,
    () => ({ connectionTo: () => connection }) as unknown as Topology,
  );
  return { statistics, close: () => (connection = undefined) };
}

async function muchLater<T>(t: TestContext, asked: Promise<T>): Promise<T> {
  t.mock.timers.tick(10_000);
  return asked;
}

describe('the statistics of a connection', () => {
  it('that fails to answer, or never does, are none', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const failing = measured(() => Promise.reject(new DOMException('closed', 'InvalidStateError')));
    assert.equal(await failing.statistics.look('ben'), undefined);
    const silent = measured(() => new Promise(() => undefined));
    assert.equal(await muchLater(t, silent.statistics.look('ben')), undefined);
    assert.deepEqual(await muchLater(t, silent.statistics.of('ben')), []);
  });

  it('that ends while it is asked are none', async () => {
    const room = measured(async () => {
      room.close();
      return new Map();
    });
    assert.equal(await room.statistics.look('ben'), undefined);
  });

  it('of somebody who has left are forgotten: nothing is counted from them', async (t) => {
    let seconds = 0;
    t.mock.method(performance, 'now', () => seconds * 1_000);
    const { statistics } = measured(async () => {
      seconds += 1;
      const pair = { id: 'pair', type: 'candidate-pair', selected: true };
      return new Map([['pair', { ...pair, timestamp: seconds * 1_000, bytesReceived: seconds * 1_000 }]]);
    });
    const received = async () => (await statistics.look('ben'))?.transport.receivedKbps;
    assert.equal(await received(), undefined);
    assert.equal(await received(), 8);
    statistics.forget('ben');
    assert.equal(await received(), undefined);
  });
});
