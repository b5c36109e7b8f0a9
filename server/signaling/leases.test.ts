import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { RoomCommand } from '../rooms/room-command.js';
import { NODE_TTL_MS } from '../rooms/room-store.js';
import { Leases } from './leases.js';
import type { LeasesParts } from './leases.js';

/** A store that was never away. */
const returns = () => 0;

const NOTHING = { before: undefined, after: undefined, events: [] };

/** A node that starts in a room of its own, by a clock that the test moves. */
async function start(t: TestContext, parts: Partial<LeasesParts>) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const leases = new Leases({
    store: { heartbeat: () => Promise.resolve(['me']), due: () => Promise.resolve(['tea']), returns },
    changes: { apply: () => Promise.resolve(NOTHING), catchUp: () => Promise.resolve() },
    departures: { settle: () => Promise.resolve() },
    ...{ node: 'me', log: { error: () => undefined }, rooms: () => [] },
    ...parts,
  });
  t.after(() => leases.stop());
  await leases.start();
}

test('a node that has much to make up for goes on saying that it lives', async (t) => {
  const heartbeat = mock.fn(() => Promise.resolve(['me']));
  await start(t, {
    store: { heartbeat, due: () => Promise.resolve([]), returns },
    departures: { settle: () => new Promise(() => undefined) },
  });
  t.mock.timers.tick(2 * NODE_TTL_MS);
  assert.ok(heartbeat.mock.callCount() >= 6, String(heartbeat.mock.callCount()));
});

test('a node that has just come is not taken for dead', async (t) => {
  const livingNodes = ['me'];
  const swept = new Promise<RoomCommand>((resolve) => {
    const apply: LeasesParts['changes']['apply'] = (_room, command) => {
      resolve(command);
      return Promise.resolve(NOTHING);
    };
    void start(t, {
      store: { heartbeat: () => Promise.resolve([...livingNodes]), due: () => Promise.resolve(['tea']), returns },
      changes: { apply, catchUp: () => Promise.resolve() },
    }).then(() => {
      livingNodes.push('just come');
      t.mock.timers.tick(1_000);
    });
  });
  assert.deepEqual(await swept, { type: 'expire', livingNodes: ['me', 'just come'] });
});
