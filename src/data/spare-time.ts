/** Until the sender has given a block, it counts as this slow. */
const UNKNOWN_BLOCK_MS = 500;

/** Others come in bursts: a little later than the sender would have been is not late. */
const PATIENCE = 1.5;

/** One that comes, and one behind it. */
const SPARE_BLOCKS = 2;

/**
 * When to ask the sender for what others have, or will have. A sender with a thin uplink has enough to do with what nobody
 * has; one that gives faster than all the others together is asked as well.
 */
export class SpareTime {
  /** What the sender needs for a block, smoothed. */
  #blockMs = UNKNOWN_BLOCK_MS;
  /** Since when it has owed the block it gives next. */
  #owedSinceMs = 0;
  #othersGaveAtMs: number;

  constructor(nowMs: number) {
    this.#othersGaveAtMs = nowMs;
  }

  /** The sender was asked, and owed nothing before. */
  asked(nowMs: number): void {
    this.#owedSinceMs = nowMs;
  }

  senderGave(nowMs: number): void {
    this.#blockMs += (nowMs - this.#owedSinceMs - this.#blockMs) / 2;
    this.#owedSinceMs = nowMs;
  }

  /** A part of a block is enough. */
  othersGave(nowMs: number): void {
    this.#othersGaveAtMs = nowMs;
  }

  /** How many of them it may owe. */
  blocks(nowMs: number): number {
    return nowMs - this.#othersGaveAtMs > PATIENCE * this.#blockMs ? SPARE_BLOCKS : 0;
  }
}
