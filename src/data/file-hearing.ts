import type { FileMessage } from '../protocol/file-message.js';
import { costOf, HEARD } from './file-message-rates.js';
import { MessageBudget } from './message-budget.js';
import type { Dropped } from './transfers-port.js';

/** What nobody asked for, in a row. Some is honest: what was on its way when a transfer was cancelled. */
const MAX_REFUSED_FRAMES = 1_024;
const MAX_DROPPED_MESSAGES = 256;

/** Counts what one person says of files, over one connection, until it is too much. */
export class FileHearing {
  readonly #flooded: () => void;
  readonly #budget = new MessageBudget(HEARD);
  #refusedInARow = 0;
  #droppedInARow = 0;
  #frames = 0;
  #messages = 0;

  /** `flooded`: this is no visitor with a file. */
  constructor(flooded: () => void) {
    this.#flooded = flooded;
  }

  /** So far. */
  get dropped(): Dropped {
    return { frames: this.#frames, messages: this.#messages };
  }

  /** Whether it is within the budget. */
  mayHear(message: FileMessage): boolean {
    return this.#budget.take(performance.now(), costOf(message));
  }

  /** Hears `message`; what it drops within counts. */
  hear(message: () => void): void {
    const dropped = this.#messages;
    message();
    if (this.#messages === dropped) this.#droppedInARow = 0;
  }

  dropMessage(): void {
    this.#messages += 1;
    this.#droppedInARow += 1;
    if (this.#droppedInARow >= MAX_DROPPED_MESSAGES) this.#flooded();
  }

  frame(isTaken: boolean): void {
    if (isTaken) {
      this.#refusedInARow = 0;
      return;
    }
    this.#frames += 1;
    this.#refusedInARow += 1;
    if (this.#refusedInARow >= MAX_REFUSED_FRAMES) this.#flooded();
  }
}
