/** Over about how long the rate is averaged: steady enough to read, quick enough to show a stall. */
const WINDOW_MS = 2_000;

/** Shorter than this, what was measured is how fast a buffer takes the first frame. */
const MIN_SAMPLE_MS = 50;

/** The speed of a transfer, smoothed. */
export class FileRate {
  #bytesPerSecond = 0;
  #bytes: number;
  #atMs: number;

  /** `bytes` have gone before. */
  constructor(nowMs: number, bytes = 0) {
    this.#atMs = nowMs;
    this.#bytes = bytes;
  }

  /** Takes the total so far; returns bytes per second, zero until there is something to go by. */
  update(bytes: number, nowMs: number): number {
    const elapsedMs = nowMs - this.#atMs;
    if (elapsedMs < MIN_SAMPLE_MS) return this.#bytesPerSecond;
    const latest = ((bytes - this.#bytes) * 1_000) / elapsedMs;
    const weight = this.#bytesPerSecond === 0 ? 1 : 1 - Math.exp(-elapsedMs / WINDOW_MS);
    this.#bytesPerSecond += (latest - this.#bytesPerSecond) * weight;
    this.#bytes = bytes;
    this.#atMs = nowMs;
    return this.#bytesPerSecond;
  }
}
