import { RtcError } from '../../src/protocol/index.js';

export interface FairTurnsOptions {
  /** Tasks that run at once. */
  readonly concurrency: number;
  /** Tasks that may wait. */
  readonly mostWaiting: number;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: RtcError) => void;
}

/**
 * Runs costly tasks, a few at a time. Addresses take turns, however many each of them waits for, and when too many wait, the
 * address with most of them loses its last: so one address cannot keep the others waiting.
 */
export class FairTurns {
  readonly #options: FairTurnsOptions;
  #running = 0;
  #queued = 0;
  /** By address; whose turn is next comes first. None is empty. */
  readonly #queues = new Map<string, Waiting[]>();

  constructor(options: FairTurnsOptions) {
    this.#options = options;
  }

  /** Settles as `task` does. Rejects with `protocol/busy` when too many wait. */
  async run<T>(address: string, task: () => Promise<T>): Promise<T> {
    if (this.#running < this.#options.concurrency) this.#running += 1;
    else await this.#turnOf(address);
    try {
      return await task();
    } finally {
      this.#handOver();
    }
  }

  #turnOf(address: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.#queues.get(address) ?? [];
      queue.push({ resolve, reject });
      this.#queues.set(address, queue);
      this.#queued += 1;
      if (this.#queued > this.#options.mostWaiting) this.#refuseOne();
    });
  }

  /** Whoever finishes gives its place to the next. */
  #handOver(): void {
    const [next] = this.#queues;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    const [address, queue] = next;
    const waiting = queue.shift();
    this.#queues.delete(address);
    if (queue.length > 0) this.#queues.set(address, queue);
    this.#queued -= 1;
    waiting?.resolve();
  }

  #refuseOne(): void {
    const [address, queue] = [...this.#queues].reduce((most, one) => (one[1].length >= most[1].length ? one : most));
    const waiting = queue.pop();
    if (queue.length === 0) this.#queues.delete(address);
    this.#queued -= 1;
    waiting?.reject(new RtcError('protocol/busy', 'Too many people are being let in; try again in a moment.'));
  }
}
