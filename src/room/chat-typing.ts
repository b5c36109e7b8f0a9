/** Said again this often while somebody goes on writing. */
const REPEAT_MS = 3_000;
/** Nothing heard for this long: somebody has stopped, and that word was lost. */
const EXPIRE_MS = 7_000;

export interface TypingOptions {
  /** userIds of those who are writing, in the order they began. */
  readonly tell: (userIds: readonly string[]) => void;
  readonly say: (on: boolean, to: readonly string[]) => void;
  readonly signal: AbortSignal;
}

/** Who is writing a line just now. */
export class Typing {
  readonly #options: TypingOptions;
  readonly #writers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Who was told that this visitor is writing. */
  #told: readonly string[] = [];
  #saidAt = -Infinity;

  constructor(options: TypingOptions) {
    this.#options = options;
    const stop = (): void => {
      for (const timer of this.#writers.values()) clearTimeout(timer);
    };
    options.signal.addEventListener('abort', stop, { once: true });
  }

  set(on: boolean, to: readonly string[]): void {
    if (on && performance.now() - this.#saidAt < REPEAT_MS) return;
    if (!on && this.#told.length === 0) return;
    this.#options.say(on, on ? to : this.#told);
    this.#told = on ? to : [];
    this.#saidAt = on ? performance.now() : -Infinity;
  }

  /** The line itself tells everybody that it is written. */
  said(): void {
    this.set(false, []);
  }

  heard(userId: string, on: boolean): void {
    const known = this.#writers.get(userId);
    clearTimeout(known);
    if (on)
      this.#writers.set(
        userId,
        setTimeout(() => this.heard(userId, false), EXPIRE_MS),
      );
    else this.#writers.delete(userId);
    if ((known !== undefined) !== on) this.#options.tell(Object.freeze([...this.#writers.keys()]));
  }
}
