/** The parts of a snapshot somebody draws, and whether they are other objects than the last time. */
export class Slice {
  #parts: readonly unknown[] = [];

  /** Takes the new parts; true when one of them differs. */
  take(parts: readonly unknown[]): boolean {
    const same = parts.length === this.#parts.length && parts.every((part, index) => part === this.#parts[index]);
    this.#parts = parts;
    return !same;
  }
}
