/** A room that takes longer to let us in is not waited for: a second question is worse than half a second. */
const PATIENCE_MS = 500;

/** A room of this page that is being entered and is going to capture. */
export interface Starter {
  /** `start` captures so many devices; called once, at once or as soon as the others are there too. */
  ready(devices: number, start: () => void): void;
  /** It will not capture after all. Idempotent. */
  withdraw(): void;
}

interface Entry {
  devices: number;
  start: (() => void) | undefined;
}

/**
 * Rooms that a page enters in the same moment begin to capture together, those first that want most: their question to
 * the visitor answers the others too, and the browser asks once. A single room waits for nothing.
 */
export class StartingTogether {
  readonly #entries = new Set<Entry>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  expect(): Starter {
    const entry: Entry = { devices: 0, start: undefined };
    this.#entries.add(entry);
    return {
      ready: (devices, start) => {
        Object.assign(entry, { devices, start });
        // Whoever withdrew, or was waited for in vain, is late and alone.
        this.#entries.add(entry);
        this.#timer ??= setTimeout(() => this.#startAll(), PATIENCE_MS);
        this.#startIfComplete();
      },
      withdraw: () => {
        if (entry.start === undefined && this.#entries.delete(entry)) this.#startIfComplete();
      },
    };
  }

  #startIfComplete(): void {
    if ([...this.#entries].every(({ start }) => start !== undefined)) this.#startAll();
  }

  #startAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const entries = [...this.#entries].sort((a, b) => b.devices - a.devices);
    this.#entries.clear();
    for (const { start } of entries) start?.();
  }
}
