import { afterFirstPicture } from '../peer/first-picture.js';

/** Most first connections stand by then. */
const AT_THE_LATEST_MS = 1_000;

/**
 * When a page that joins has time for more than its first connection: once `come` is called, a little after `connected`, after a
 * second at the latest, and never after the signal. What is fetched and run before that delays the first picture (bench/join).
 */
export class FirstCalm {
  readonly reached: Promise<void>;
  readonly #signal: AbortSignal;
  #reach: () => void = () => undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.reached = new Promise((resolve) => (this.#reach = resolve));
    const latest = setTimeout(() => this.#reach(), AT_THE_LATEST_MS);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(latest);
        this.#reach = () => undefined;
      },
      { once: true },
    );
  }

  come(): void {
    this.#reach();
  }

  /** The first connection stands, and its picture is about to come. */
  connected(): void {
    afterFirstPicture(this.#signal, () => this.come());
  }
}
