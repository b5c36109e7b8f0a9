import type { FileMessage } from '../protocol/file-message.js';
import { RtcError } from '../protocol/index.js';
import type { DataLink } from './data-link.js';
import { costOf, isOwed, TOLD } from './file-message-rates.js';
import { MessageBudget } from './message-budget.js';

/** How long what has to wait waits before the next look: ten more may be said by then. */
const TURN_MS = 20;

interface Untold {
  readonly message: FileMessage;
  readonly told: () => void;
}

/** What one person is told of files: in its order, and no faster than it takes it. */
export class FileTelling {
  readonly #link: DataLink;
  readonly #budget = new MessageBudget(TOLD);
  readonly #untold: Untold[] = [];
  #turn: ReturnType<typeof setTimeout> | undefined;

  constructor(link: DataLink) {
    this.#link = link;
  }

  /**
   * Resolves when the next message is welcome. Never rejects: somebody who cannot be told is somebody the link has lost,
   * and that is heard from the link.
   */
  tell(message: FileMessage): Promise<void> {
    if (this.#turn === undefined && this.#mayTell(message)) return this.#send(message);
    return new Promise((told) => {
      this.#untold.push({ message, told });
      this.#turn ??= setTimeout(() => this.#tellSome(), TURN_MS);
    });
  }

  #tellSome(): void {
    this.#turn = undefined;
    for (let next = this.#untold[0]; next !== undefined; next = this.#untold[0]) {
      if (!this.#mayTell(next.message)) {
        this.#turn = setTimeout(() => this.#tellSome(), TURN_MS);
        return;
      }
      this.#untold.shift();
      void this.#send(next.message).then(next.told);
    }
  }

  #mayTell(message: FileMessage): boolean {
    // Nobody hears it: nothing is to be spared.
    return this.#link.signal.aborted || isOwed(message) || this.#budget.take(performance.now(), costOf(message));
  }

  async #send(message: FileMessage): Promise<void> {
    try {
      await this.#link.sendFrame(JSON.stringify(message));
    } catch (error) {
      if (!(error instanceof RtcError)) throw error;
    }
  }
}
