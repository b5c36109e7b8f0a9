/** The largest message: throughput grows with the size up to here and hardly beyond. */
const MAX_FRAME_BYTES = 262_144;

/** Below this the header and the browser's work for each message count. */
const MIN_FRAME_BYTES = 8_192;

/** Where the rate is not known yet: a quarter of a second on an uplink of half a megabit. */
const FIRST_FRAME_BYTES = 16_384;

/** Channels of one connection take turns by the message, so a line of chat waits for the rest of one: about so long. */
const FRAME_SECONDS = 0.1;

/** What waits in the browser's buffer is sent even when a transfer is paused, and delays what is said about files. */
const BUFFER_SECONDS = 0.2;
const MIN_BUFFER_BYTES = 65_536;
const MAX_BUFFER_BYTES = 2_097_152;

/** A shorter time says more about our own timing than about the way. */
const SAMPLE_MS = 50;

/** Measured for so long, it is no chance: a way that has become slow holds everything else up until frames are small. */
const LONG_SAMPLE_MS = 400;

/** Without back-pressure for so long, the way is faster than was thought. */
const UNHINDERED_MS = 100;

/** How large frames to one person are, and how many bytes wait for the wire: by the rate at which they leave. */
export class LinkPace {
  /** At most so many bytes a frame. */
  #frameBytes = FIRST_FRAME_BYTES;
  #bytesPerSecond = 0;
  /** Since this moment, when the buffer was at its low mark, so many bytes were sent. */
  #since: { readonly atMs: number; bytes: number } | undefined;

  get frameBytes(): number {
    return this.#frameBytes;
  }

  get highWaterBytes(): number {
    return clamp(this.#frameBytes * (BUFFER_SECONDS / FRAME_SECONDS) * this.#spare, MIN_BUFFER_BYTES, MAX_BUFFER_BYTES);
  }

  /** A frame was taken; `waitedMs` is how long the next one was not welcome, at `nowMs`. */
  sent(bytes: number, waitedMs: number, nowMs: number): void {
    const since = (this.#since ??= { atMs: nowMs, bytes: -bytes });
    since.bytes += bytes;
    const elapsedMs = nowMs - since.atMs;
    // The buffer is at its low mark again: as much went out as was put in.
    if (waitedMs >= 1 && elapsedMs >= SAMPLE_MS) {
      this.#measured((since.bytes * 1_000) / elapsedMs, nowMs, elapsedMs >= LONG_SAMPLE_MS ? 1 : 0.5);
    } else if (waitedMs < 1 && elapsedMs >= UNHINDERED_MS) {
      this.#measured(Math.max(this.#bytesPerSecond * 2, (since.bytes * 1_000) / elapsedMs), nowMs, 0.5);
    }
  }

  /** Nothing more to send for now: the time until the next frame is no measurement. */
  idle(): void {
    this.#since = undefined;
  }

  #measured(bytesPerSecond: number, nowMs: number, weight: number): void {
    const before = this.#bytesPerSecond === 0 ? bytesPerSecond : this.#bytesPerSecond;
    this.#bytesPerSecond = before + (bytesPerSecond - before) * weight;
    this.#frameBytes = clamp(this.#bytesPerSecond * FRAME_SECONDS, MIN_FRAME_BYTES, MAX_FRAME_BYTES);
    this.#since = { atMs: nowMs, bytes: 0 };
  }

  /** Where the largest frame is less than its time worth, more of them fit into the buffer's. */
  get #spare(): number {
    return Math.max(1, (this.#bytesPerSecond * FRAME_SECONDS) / this.#frameBytes);
  }
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.floor(Math.min(Math.max(value, lowest), highest));
}
