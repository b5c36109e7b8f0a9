import type { Counted, Rate, Rates } from './limits.js';

/** A clock in milliseconds. */
type Clock = () => number;

/** Tokens for one kind of event, or for bytes. */
class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #filledAt: number;

  constructor(rate: Rate, now: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#filledAt = now;
  }

  has(amount: number, now: number): boolean {
    const { burst, perSecond } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1_000) * perSecond);
    this.#filledAt = now;
    return this.#tokens >= amount;
  }

  spend(amount: number): void {
    this.#tokens -= amount;
  }

  isFull(now: number): boolean {
    return this.has(this.#rate.burst, now);
  }
}

/** Buckets of one socket or one address, each made when first needed: most sockets never need most of them. */
export class RateLimit {
  readonly #rates: Rates;
  readonly #now: Clock;
  /** A map would be the larger part of it. */
  readonly #buckets: Partial<Record<Counted, TokenBucket>> = {};

  constructor(rates: Rates, now: Clock = () => performance.now()) {
    this.#rates = rates;
    this.#now = now;
  }

  /** Takes `amount` tokens of `kind` from each of `limits`, or from none of them and says no. */
  static take(kind: Counted, limits: readonly RateLimit[], amount = 1): boolean {
    for (const limit of limits) {
      const now = limit.#now();
      if (!limit.#bucket(kind, now).has(amount, now)) return false;
    }
    for (const limit of limits) limit.#buckets[kind]?.spend(amount);
    return true;
  }

  /** Nothing was taken for so long that a new one would be the same. */
  get isFull(): boolean {
    return Object.values(this.#buckets).every((bucket) => bucket.isFull(this.#now()));
  }

  #bucket(kind: Counted, now: number): TokenBucket {
    return (this.#buckets[kind] ??= new TokenBucket(this.#rates[kind], now));
  }
}
