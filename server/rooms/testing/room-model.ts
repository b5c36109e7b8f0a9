import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RESUME_GRACE_MS, RtcError } from '../../../src/protocol/index.js';
import { CLOSED_KEPT_MS } from '../room-store.js';
import { RoomHistory } from './room-history.js';
import type { StoreUnderTest } from './store-under-test.js';

const STEPS = [
  ...['enter', 'enter', 'enter', 'enter', 'leave', 'suspend', 'resume', 'resume', 'resume-stale', 'kill-node', 'wait'],
  ...[
    'expire',
    'admit',
    'admit',
    'deny',
    'withdraw',
    'eject',
    'ban',
    'set-role',
    'transfer',
    'lock',
    'set-password',
    'update',
  ],
  ...['hand', 'close', 'restart', 'crowd'],
] as const;
export type Step = (typeof STEPS)[number];

/** One step: what, and three numbers that choose among whoever and whatever there is then. */
export interface Move {
  readonly step: Step;
  readonly room: number;
  readonly who: number;
  readonly whom: number;
  readonly how: number;
}

const number = fc.nat({ max: 9_999 });
const move: fc.Arbitrary<Move> = fc.record({
  step: fc.constantFrom(...STEPS),
  room: fc.nat({ max: 2 }),
  who: number,
  whom: number,
  how: number,
});

export interface ModelOptions {
  readonly runs: number;
  readonly seed?: number | undefined;
  readonly create: () => Promise<StoreUnderTest & { readonly restart?: () => Promise<void> }>;
}

export interface ModelReport {
  readonly seed: number;
  readonly runs: number;
  readonly commands: number;
  readonly refusals: number;
  readonly events: number;
}

/**
 * Plays random histories of several rooms, visitors and nodes against a store and checks after every step what must hold
 * whatever happened (see `RoomHistory`), and at the end that nothing stays behind. Rejects with the shortest history that
 * goes wrong and its seed.
 */
export async function playHistories({ runs, seed, create }: ModelOptions): Promise<ModelReport> {
  const totals = { commands: 0, refusals: 0, events: 0 };
  const chosen = seed ?? Math.floor(Math.random() * 0x7fff_ffff);
  // One store for all histories: each has rooms of its own, and leaves nothing to the next.
  const kept = await create();
  let played = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 15, maxLength: 60, size: 'max' }), async (moves) => {
        played += 1;
        const history = new RoomHistory(kept, String(played), totals);
        for (const one of moves) await history.play(one);
        await history.end();
      }),
      { numRuns: runs, seed: chosen },
    );
    await kept.advance(Math.max(CLOSED_KEPT_MS, RESUME_GRACE_MS) + 1);
    assert.deepEqual(await kept.store.due(), []);
    assert.equal(await kept.remains(), 0);
  } catch (error) {
    if (error instanceof RtcError) throw new Error(`seed ${chosen}: ${error.code}`, { cause: error });
    throw error;
  } finally {
    await kept.close();
  }
  return { seed: chosen, runs, ...totals };
}
