/**
 * How long to wait before each try; the last holds from then on. At once first: most losses are over when they show. Then
 * for as long as a restart takes (ten seconds and more) often enough that everybody is back within three seconds of its
 * end; only an outage that lasts is asked about less often.
 */
const STEPS_MS = [0, 300, 1_000, 2_000, 2_000, 2_000, 2_000, 2_000, 4_000, 8_000] as const;

/** A success shorter than this is none: something lets us in and throws us out again. */
const STABLE_MS = 2_000;

export interface BackOffOptions {
  readonly task: () => void;
  readonly signal: AbortSignal;
}

/**
 * Tries `task` again after failures, ever less often, so that a service that comes back is not run over by everybody
 * at once: ±50 % chance in every wait.
 */
export class BackOff {
  readonly #task: () => void;
  #step = 0;
  #succeededAt: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor({ task, signal }: BackOffOptions) {
    this.#task = task;
    signal.addEventListener('abort', () => this.pause(), { once: true });
  }

  /** To be called after each failure and each loss. */
  failed(): void {
    if (this.#timer !== undefined) return;
    if (this.#succeededAt !== undefined && performance.now() - this.#succeededAt >= STABLE_MS) this.#step = 0;
    this.#succeededAt = undefined;
    const waitMs = (STEPS_MS[this.#step] ?? 0) * (0.5 + Math.random());
    this.#step = Math.min(this.#step + 1, STEPS_MS.length - 1);
    this.#timer = setTimeout(() => this.#run(), waitMs);
  }

  succeeded(): void {
    this.pause();
    this.#succeededAt = performance.now();
  }

  /** There is a sign that it would work now: no more waiting. Nothing happens where nothing waits. */
  now(): void {
    if (this.#timer === undefined) return;
    this.#step = 0;
    this.pause();
    this.#run();
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #run(): void {
    this.#timer = undefined;
    this.#task();
  }
}
