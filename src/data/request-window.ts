/** What is asked for is enough for about so long at the measured rate: the way there and back, and a late task or two. */
const WINDOW_SECONDS = 0.5;

/** Enough for 160 MB/s at 50 ms: what a slow disk can be flooded with at most, and what a cut repeats. */
const MAX_BYTES = 8_388_608;

const MIN_BLOCKS = 4;

const FIRST_BLOCKS = 8;

const SAMPLE_MS = 200;

/** How many blocks may be asked for and not be written yet: the receiver's credit to a sender. */
export class RequestWindow {
  /** Whatever the rate. */
  readonly mostBlocks: number;
  #blocks: number;
  #atMs: number;
  #settled = 0;

  constructor(blockBytes: number, nowMs: number) {
    this.mostBlocks = Math.max(2, Math.floor(MAX_BYTES / blockBytes));
    this.#blocks = Math.min(FIRST_BLOCKS, this.mostBlocks);
    this.#atMs = nowMs;
  }

  get blocks(): number {
    return this.#blocks;
  }

  /** So many have been written, and it is worth asking for more at once. */
  isWorthAsking(open: number): boolean {
    return open <= this.#blocks - Math.ceil(this.#blocks / 4);
  }

  /** A block was written. */
  settled(nowMs: number): void {
    this.#settled += 1;
    const elapsedMs = nowMs - this.#atMs;
    if (elapsedMs < SAMPLE_MS) return;
    const wanted = Math.ceil((this.#settled * 1_000 * WINDOW_SECONDS) / elapsedMs);
    // Never less than half at once: one slow write says little.
    this.#blocks = Math.min(this.mostBlocks, Math.max(MIN_BLOCKS, wanted, this.#blocks >> 1));
    this.#settled = 0;
    this.#atMs = nowMs;
  }
}
