import { RtcError } from '../../src/protocol/index.js';

/** Wrong passwords that cost nothing, then a delay that doubles with each up to `maxMs`; forgotten after `quietMs`. */
interface Patience {
  readonly free: number;
  readonly firstMs: number;
  readonly maxMs: number;
  readonly quietMs: number;
  /** Guesses that may be looked at at the same time: they count as wrong only when they were. */
  readonly atOnce: number;
}

const MINUTE_MS = 60_000;

const PATIENCE = {
  /** Somebody who mistypes does so a few times. */
  socket: { free: 3, firstMs: 1_000, maxMs: MINUTE_MS, quietMs: 10 * MINUTE_MS, atOnce: 3 },
  /**
   * A new socket is no new start. An honest neighbour behind the same address waits ten seconds at worst; a lecture hall that comes
   * in together is let in.
   */
  address: { free: 10, firstMs: 500, maxMs: 10_000, quietMs: 10 * MINUTE_MS, atOnce: 200 },
  /**
   * However many addresses guess at one room, they get two guesses a second between them. It holds back only addresses
   * that have guessed wrong before, so nobody can keep honest people out by guessing.
   */
  room: { free: 20, firstMs: 50, maxMs: 500, quietMs: MINUTE_MS, atOnce: Infinity },
} as const satisfies Record<string, Patience>;

type Scope = keyof typeof PATIENCE;
const SCOPES = Object.keys(PATIENCE) as Scope[];

interface Suspicion {
  wrong: number;
  pending: number;
  /** The next attempt is looked at from then on. */
  notBefore: number;
  lastAt: number;
}

export type Guesser = Readonly<Record<Scope, string>>;

/** A password that is being looked at. Must be ended. */
export interface Attempt {
  end(verdict: 'right' | 'wrong'): void;
}

/** More keys than this are not remembered; those that were quiet the longest go first. 150 bytes each. */
const MAX_REMEMBERED = 50_000;

/** Who has shown wrong passwords, and how long they wait for the next. Of this node alone: others count for themselves. */
export class Attempts {
  readonly #now: () => number;
  /** The longest quiet first. */
  readonly #records = new Map<string, Suspicion>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Throws `protocol/busy` while the guesser has to wait. */
  begin(guesser: Guesser): Attempt {
    const now = this.#now();
    const isSuspect = (this.#recent('address', guesser, now)?.wrong ?? 0) > 0;
    for (const scope of SCOPES) {
      const record = this.#recent(scope, guesser, now);
      if (record === undefined || (scope === 'room' && !isSuspect)) continue;
      if (record.notBefore > now || record.pending >= PATIENCE[scope].atOnce) {
        throw new RtcError('protocol/busy', 'Too many wrong passwords; wait a moment.');
      }
    }
    for (const scope of SCOPES) this.#touch(scope, guesser).pending += 1;
    return { end: (verdict) => SCOPES.forEach((scope) => this.#end(scope, guesser, verdict)) };
  }

  #end(scope: Scope, guesser: Guesser, verdict: 'right' | 'wrong'): void {
    const record = this.#touch(scope, guesser);
    record.pending = Math.max(0, record.pending - 1);
    if (verdict === 'wrong') {
      const { free, firstMs, maxMs } = PATIENCE[scope];
      record.wrong += 1;
      if (record.wrong >= free) {
        record.notBefore = this.#now() + Math.min(maxMs, firstMs * 2 ** (record.wrong - free));
      }
      // What was right before stays counted: who may enter one room must not get new guesses at another for it.
    } else if (record.wrong === 0 && record.pending === 0) {
      this.#records.delete(keyOf(scope, guesser));
    }
  }

  #recent(scope: Scope, guesser: Guesser, now: number): Suspicion | undefined {
    const record = this.#records.get(keyOf(scope, guesser));
    if (record === undefined) return undefined;
    const isForgotten = record.pending === 0 && now - record.lastAt >= PATIENCE[scope].quietMs;
    return isForgotten ? undefined : record;
  }

  #touch(scope: Scope, guesser: Guesser): Suspicion {
    const now = this.#now();
    const record = this.#recent(scope, guesser, now) ?? { wrong: 0, pending: 0, notBefore: 0, lastAt: now };
    const key = keyOf(scope, guesser);
    record.lastAt = now;
    // Setting it anew moves it to the end.
    this.#records.delete(key);
    this.#records.set(key, record);
    const [quietest] = this.#records.keys();
    if (this.#records.size > MAX_REMEMBERED && quietest !== undefined) this.#records.delete(quietest);
    return record;
  }
}

function keyOf(scope: Scope, guesser: Guesser): string {
  return `${scope} ${guesser[scope]}`;
}
