/** So many at once cost nothing: a page that is reloaded, a channel that a browser gave up. */
const AT_ONCE = 4;

/**
 * Then one in so long. A network that comes and goes is honest, too, and is not kept waiting; and a connection that is made and
 * thrown away every four seconds costs a page a hundredth of its time.
 */
const EVERY_MS = 4_000;

/**
 * How soon the other side gets another connection for the asking, or for closing a channel of the one there is. A connection is
 * costly to make: whoever wants one all the time, because it floods each until it is closed, has to wait for its turn.
 */
export class RedialPace {
  /** When the last one would be due if they came evenly (the generic cell rate algorithm of ITU-T I.371). */
  #evenAt = -Infinity;

  /** How long the next one has to wait, in milliseconds; `now` by `performance.now()`. */
  next(now: number): number {
    const evenAt = Math.max(this.#evenAt, now) + EVERY_MS;
    // Those that came too soon are made as one.
    this.#evenAt = Math.min(evenAt, now + (AT_ONCE + 1) * EVERY_MS);
    return Math.max(0, this.#evenAt - now - AT_ONCE * EVERY_MS);
  }
}
