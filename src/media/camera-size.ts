import type { Resolution } from './device-constraints.js';

/** What is captured where a page leaves it open: no more than somebody shows, no less than what joining began with. */
const HEIGHTS = [360, 720, 1080] as const;
const ASPECT_RATIO = 16 / 9;

/** A smaller capture is worth its interruption only when it stays enough for a while. */
const PATIENCE_MS = 10_000;

/** Fits a camera to the largest tile that shows it: up at once, down after a while. */
export class CameraSize {
  readonly #resize: (size: Resolution) => void;
  #height: number = HEIGHTS[0];
  /** What it has, or is about to have. */
  #target: number = HEIGHTS[0];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(resize: (size: Resolution) => void, signal: AbortSignal) {
    this.#resize = resize;
    signal.addEventListener('abort', () => clearTimeout(this.#timer), { once: true });
  }

  /** `wantedHeight` in lines. */
  fit(wantedHeight: number): void {
    const height = HEIGHTS.find((candidate) => candidate >= wantedHeight) ?? HEIGHTS[2];
    // Said again and again, it is still the same while that has to last.
    if (height === this.#target) return;
    this.#target = height;
    clearTimeout(this.#timer);
    if (height === this.#height) return;
    const change = (): void => {
      this.#height = height;
      this.#resize({ width: Math.round(height * ASPECT_RATIO), height });
    };
    if (height > this.#height) change();
    else this.#timer = setTimeout(change, PATIENCE_MS);
  }
}
