import { delay } from '../base/abortable.js';
import { RtcError, type PeerSignal } from '../protocol/index.js';

/** When the service says it is busy with us: signals wait this long, this often, before one is given up. */
const BUSY_RETRY_MS = 500;
const BUSY_RETRIES = 20;

/** More than any outage leaves behind; what a connection still needs after one is asked for anew. */
const MAX_KEPT = 1_000;

interface Entry {
  readonly to: string;
  readonly signal: PeerSignal;
  readonly passedOn: () => void;
  readonly refused: (error: unknown) => void;
  retries: number;
}

export interface SignalOutboxOptions {
  /** Resolves when the service has passed it on. */
  readonly send: (to: string, signal: PeerSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** Signals on their way to the service: each is kept until it was passed on, and sent again after an interruption. */
export class SignalOutbox {
  readonly #options: SignalOutboxOptions;
  /** In the order they were sent. */
  readonly #kept = new Set<Entry>();
  #isPaused = false;

  constructor(options: SignalOutboxOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#clear(), { once: true });
  }

  /** Resolves when the service has passed it on. Rejects with its refusal, or the signal's reason. */
  send(to: string, signal: PeerSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#options.signal.throwIfAborted();
      const entry = { to, signal, passedOn: resolve, refused: reject, retries: 0 };
      const [oldest] = this.#kept;
      if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#settle(oldest, forgotten());
      this.#kept.add(entry);
      if (!this.#isPaused) void this.#try(entry);
    });
  }

  /** There is no way now. */
  pause(): void {
    this.#isPaused = true;
  }

  /** Sends all that was not passed on, in its order. */
  resume(): void {
    this.#isPaused = false;
    for (const entry of [...this.#kept]) void this.#try(entry);
  }

  async #try(entry: Entry): Promise<void> {
    try {
      await this.#options.send(entry.to, entry.signal);
      this.#settle(entry, undefined);
    } catch (error) {
      if (!this.#kept.has(entry)) return;
      switch (error instanceof RtcError ? error.code : undefined) {
        case 'signaling/unreachable':
          // Waits for the next connection, of which `resume` tells.
          return;
        case 'signaling/timeout':
        case 'protocol/busy':
        case 'room/unavailable':
          await this.#tryLater(entry, error);
          return;
        default:
          this.#settle(entry, error);
      }
    }
  }

  async #tryLater(entry: Entry, error: unknown): Promise<void> {
    entry.retries += 1;
    if (entry.retries > BUSY_RETRIES) {
      this.#settle(entry, error);
      return;
    }
    try {
      await delay(BUSY_RETRY_MS, this.#options.signal);
    } catch {
      // Only the end of the membership rejects here, and it settles everything that is kept.
      return;
    }
    if (this.#kept.has(entry) && !this.#isPaused) await this.#try(entry);
  }

  #settle(entry: Entry, error: unknown): void {
    if (!this.#kept.delete(entry)) return;
    if (error === undefined) entry.passedOn();
    else entry.refused(error);
  }

  #clear(): void {
    for (const entry of [...this.#kept]) this.#settle(entry, this.#options.signal.reason);
  }
}

function forgotten(): RtcError {
  return new RtcError('signaling/unreachable', 'The signaling service was away for too long.');
}
