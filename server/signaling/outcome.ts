/** A yes or a no that will be known. It makes a promise only for whoever asks, and hardly anybody does. */
export class Outcome {
  #isYes: boolean | undefined;
  #settled: Promise<boolean> | undefined;
  #settle: ((isYes: boolean) => void) | undefined;

  /** The first word counts. */
  settle(isYes: boolean): void {
    if (this.#isYes !== undefined) return;
    this.#isYes = isYes;
    this.#settle?.(isYes);
  }

  get settled(): Promise<boolean> {
    this.#settled ??=
      this.#isYes === undefined
        ? new Promise((resolve) => {
            this.#settle = resolve;
          })
        : Promise.resolve(this.#isYes);
    return this.#settled;
  }
}
