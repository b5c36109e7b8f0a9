import type { ChatLine } from '../src/index.js';

/** Lines that are drawn while the reader is at the end, and by how many more at a time when it scrolls back. */
const PAGE_LINES = 150;
/** How near to its end the log counts as read to the end, in CSS pixels. */
const END_TOLERANCE_PX = 24;
/** How near to its beginning the log is continued. */
const BEGINNING_PX = 400;

/** How far somebody has read, and which lines are drawn for that: the newest, and older ones as they are scrolled to. */
export class ChatReading {
  isAtEnd = true;
  /** Lines of others that were not in view yet. */
  unread = 0;
  readonly #log: () => Element | null;
  #shown = PAGE_LINES;
  #counted: string | undefined;
  /** Pixels between what is in view and the end, to be kept while older lines are put in front. */
  #distancePx: number | undefined;

  constructor(log: () => Element | null) {
    this.#log = log;
  }

  window(lines: readonly ChatLine[]): readonly ChatLine[] {
    return lines.slice(-this.#shown);
  }

  /** Counts what is new. Returns whether one's own line is among it, which one wants to see wherever one was. */
  count(lines: readonly ChatLine[]): boolean {
    const known = lines.findLastIndex(({ id }) => id === this.#counted);
    const fresh = lines.slice(known + 1).filter(({ toldBy }) => toldBy === undefined);
    this.#counted = lines.at(-1)?.id;
    this.unread += fresh.filter(({ self }) => !self).length;
    // What is being read stays: what is new comes beside it, not in its place.
    if (!this.isAtEnd) this.#shown += fresh.length;
    return fresh.some(({ self }) => self);
  }

  /** Returns whether other lines are to be drawn. */
  scrolled(total: number): boolean {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = this.#log() ?? {};
    const wasAtEnd = this.isAtEnd;
    this.isAtEnd = scrollHeight - scrollTop - clientHeight <= END_TOLERANCE_PX;
    if (this.isAtEnd) this.#shown = PAGE_LINES;
    else if (scrollTop < BEGINNING_PX && this.#shown < total) {
      this.#shown += PAGE_LINES;
      this.#distancePx = scrollHeight - scrollTop;
    }
    return this.#distancePx !== undefined || wasAtEnd !== this.isAtEnd;
  }

  /** After lines were drawn. */
  drawn(): void {
    const log = this.#log();
    if (log === null) return;
    if (this.#distancePx !== undefined) log.scrollTop = log.scrollHeight - this.#distancePx;
    else if (this.isAtEnd) log.scrollTop = log.scrollHeight;
    this.#distancePx = undefined;
  }

  toEnd(): void {
    this.isAtEnd = true;
    this.#shown = PAGE_LINES;
  }
}
