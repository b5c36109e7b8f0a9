/** What to do next about a connection that is in trouble, and how long to give it. */
export type RecoveryStep =
  /** Look for other ways between the two, with what there is. */
  | { readonly do: 'restart-ice'; readonly waitMs: number }
  /** This connection is past help. */
  | { readonly do: 'give-up' };

/**
 * Restarts of ICE and how long each has: one takes two round trips by way of the service and the checks, a quarter of a second
 * to two; a network that comes back meanwhile needs the next one.
 */
const RESTART_WAITS_MS = [4_000, 5_000, 7_000] as const;

/** What never worked is not repaired but made anew. */
export function nextStep(triesSoFar: number, wasEverConnected: boolean): RecoveryStep {
  const waitMs = wasEverConnected ? RESTART_WAITS_MS[triesSoFar] : undefined;
  return waitMs === undefined ? { do: 'give-up' } : { do: 'restart-ice', waitMs };
}

/**
 * How long to wait before a connection is made anew, by how often that was done in vain. Then for ever at the last interval,
 * for as long as the other person is in the room: networks come back.
 */
const REBUILD_WAITS_MS = [0, 3_000, 8_000, 15_000, 30_000] as const;

/** `chance` in 0…1 spreads it by ±20 %, so that not everybody calls at once after an outage. */
export function rebuildWaitMs(rebuildsSoFar: number, chance: number): number {
  const waitMs = REBUILD_WAITS_MS[Math.min(rebuildsSoFar, REBUILD_WAITS_MS.length - 1)] ?? 0;
  return Math.round(waitMs * (0.8 + 0.4 * chance));
}
