import { delay } from '../base/abortable.js';
import { countArrivals, hasGrown } from './arrivals.js';

/**
 * How soon after the news of another network it is looked whether anything arrives. A browser says that there is a network
 * before its connections know the addresses of it: 0.3 to 1.5 s (measured in Chromium), so that a restart at once may find
 * nothing, and only another one finds the way.
 */
const LOOK_AFTER_MS = [1_000, 1_200, 1_500] as const;

/** News that follows so soon on other news waits longer each time: a network that flaps is not followed flap by flap. */
const FIRST_INTERVAL_MS = 2_000;
const LAST_INTERVAL_MS = 6_000;

export interface NetworkHintsOptions {
  readonly connection: RTCPeerConnection;
  readonly restart: () => void;
  readonly signal: AbortSignal;
}

/** Follows what the browser says of the page's network: looks for new ways at once, and again until something arrives. */
export class NetworkHints {
  readonly #options: NetworkHintsOptions;
  #following = new AbortController();
  #followedAt = -Infinity;
  #intervalMs = FIRST_INTERVAL_MS;

  constructor(options: NetworkHintsOptions) {
    this.#options = options;
  }

  changed(): void {
    this.cease();
    const following = new AbortController();
    this.#following = following;
    this.#follow(AbortSignal.any([following.signal, this.#options.signal])).catch(() => {
      // Only newer news, or the end of the connection, rejects.
    });
  }

  /** Something else looks for ways now. */
  cease(): void {
    this.#following.abort();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const sinceMs = performance.now() - this.#followedAt;
    const isFlapping = sinceMs < 2 * this.#intervalMs;
    this.#intervalMs = isFlapping ? Math.min(this.#intervalMs * 1.5, LAST_INTERVAL_MS) : FIRST_INTERVAL_MS;
    if (isFlapping && sinceMs < this.#intervalMs) await delay(this.#intervalMs - sinceMs, signal);
    this.#followedAt = performance.now();
    const { connection, restart } = this.#options;
    const before = await countArrivals(connection);
    signal.throwIfAborted();
    restart();
    for (const afterMs of LOOK_AFTER_MS) {
      await delay(afterMs, signal);
      const hasArrived = hasGrown(before, await countArrivals(connection));
      signal.throwIfAborted();
      if (hasArrived) return;
      restart();
    }
  }
}
