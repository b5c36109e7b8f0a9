import type { ClientEvents } from '../../src/protocol/index.js';

/**
 * What a socket may do in one go. A newcomer to a room of 50 offers to 49 people and sends each up to 20 candidates
 * (hosts, reflexive, relayed, both IP versions): about 1,030 messages within a second or two, none of which may be refused.
 */
export const BURST_TOKENS = 1_500;

/**
 * What it may do for ever. A member answers each newcomer with 21 messages, and a room that fills by three people a second
 * is a busy one. Measured without a limit, one socket puts 135,000 events a second on the process.
 */
export const TOKENS_PER_SECOND = 100;

/**
 * Refusals after which the socket is closed, unless it was quiet long enough for a full bucket in between (15 s). Somebody who
 * hears `protocol/busy` 500 times and goes on is not going to listen.
 */
export const REFUSALS_BEFORE_CLOSING = 500;

/**
 * What an event costs. A join is told to everyone in the room, so 60 of them in one go and 4 a second after that are enough even for a
 * page with `MAX_ROOMS_PER_SOCKET` rooms that reconnects; everything else is one message in and one out.
 */
export const EVENT_COSTS: Readonly<Record<keyof ClientEvents, number>> = {
  'room:join': 25,
  'room:leave': 1,
  'peer:signal': 1,
};

/** An event nobody knows costs something too. */
export const UNKNOWN_EVENT_COST = 5;

export type Verdict = 'granted' | 'busy' | 'flooding';

/** A token bucket for one socket. `now` is a clock in milliseconds. */
export class RateLimit {
  readonly #now: () => number;
  #tokens = BURST_TOKENS;
  #refilledAt: number;
  #refusals = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#refilledAt = now();
  }

  take(cost: number): Verdict {
    const now = this.#now();
    this.#tokens = Math.min(BURST_TOKENS, this.#tokens + ((now - this.#refilledAt) / 1_000) * TOKENS_PER_SECOND);
    this.#refilledAt = now;
    if (this.#tokens === BURST_TOKENS) this.#refusals = 0;
    if (this.#tokens >= cost) {
      this.#tokens -= cost;
      return 'granted';
    }
    this.#refusals += 1;
    return this.#refusals > REFUSALS_BEFORE_CLOSING ? 'flooding' : 'busy';
  }
}
