import type { EventKind, Rate, Rates } from './limits.js';

/** A clock in milliseconds. */
type Clock = () => number;

/** Tokens for one kind of event. */
class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #filledAt: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#filledAt = now;
  }

  has(now: number): boolean {
    const { burst, perSecond } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1_000) * perSecond);
    this.#filledAt = now;
    return this.#tokens >= 1;
  }

  spend(): void {
    this.#tokens -= 1;
  }

  isFull(now: number): boolean {
    return this.has(now) && this.#tokens === this.#rate.burst;
  }
}

/** Buckets of one socket or one address, each made when first needed: most sockets never need most of them. */
export class RateLimit {
  readonly #rates: Rates;
  readonly #now: Clock;
  readonly #buckets = new Map<EventKind, TokenBucket>();

  constructor(rates: Rates, now: Clock = () => performance.now()) {
    this.#rates = rates;
    this.#now = now;
  }

  /** Takes one token of `kind` from each of `limits`, or from none of them and says no. */
  static take(kind: EventKind, limits: readonly RateLimit[]): boolean {
    if (!limits.every((limit) => limit.#bucket(kind).has(limit.#now()))) return false;
    for (const limit of limits) limit.#bucket(kind).spend();
    return true;
  }

  /** Nothing was taken for so long that a new one would be the same. */
  get isFull(): boolean {
    return [...this.#buckets.values()].every((bucket) => bucket.isFull(this.#now()));
  }

  #bucket(kind: EventKind): TokenBucket {
    let bucket = this.#buckets.get(kind);
    if (bucket === undefined) {
      bucket = new TokenBucket(this.#rates[kind], this.#now());
      this.#buckets.set(kind, bucket);
    }
    return bucket;
  }
}
