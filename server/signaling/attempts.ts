import { RtcError } from '../../src/protocol/index.js';
import { MAX_REMEMBERED, PATIENCE } from './limits.js';

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
