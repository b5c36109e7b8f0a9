/** So many at once, so many for ever. */
export interface MessageRate {
  readonly burst: number;
  readonly perSecond: number;
}

/** A token bucket for what one person sends. */
export class MessageBudget {
  readonly #rate: MessageRate;
  #tokens: number;
  #atMs = 0;

  constructor(rate: MessageRate) {
    this.#rate = rate;
    this.#tokens = rate.burst;
  }

  /** Whether one more is within the budget, or what counts as `count`. */
  take(nowMs: number, count = 1): boolean {
    const { burst, perSecond } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#atMs) * perSecond) / 1_000);
    this.#atMs = nowMs;
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }
}
