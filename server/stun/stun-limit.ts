import { networkOf } from '../signaling/addresses.js';

/**
 * Requests answered to one network in a second. A browser asks with two or three packets a connection and then every ten
 * seconds, so this is a few hundred people in calls behind one address; and for a victim in whose name somebody asks it is
 * 20 KB/s, less than a web page.
 */
const PER_NETWORK = 300;

/** To everybody together: a sixth of a core (15 µs each, measured), so that signaling goes on whoever asks. */
const IN_ALL = 10_000;

/** How much is answered, counted anew each second: under a flood of invented addresses there is little to remember. */
export class StunLimit {
  readonly #now: () => number;
  readonly #counts = new Map<string, number>();
  #total = 0;
  #second = -Infinity;

  /** `now`: milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes one request of `address`, or says no. */
  takes(address: string): boolean {
    const second = Math.floor(this.#now() / 1_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#total = 0;
      this.#counts.clear();
    }
    if (this.#total >= IN_ALL) return false;
    const network = networkOf(address);
    const count = this.#counts.get(network) ?? 0;
    if (count >= PER_NETWORK) return false;
    this.#counts.set(network, count + 1);
    this.#total += 1;
    return true;
  }
}
