import type { BlockMap } from './block-map.js';

/** What to ask for while the sender alone is asked: one block after the other. */
export class BlockOrder {
  readonly #have: BlockMap;
  /** Everything before it is there or asked for. */
  #next = 0;

  constructor(have: BlockMap) {
    this.#have = have;
  }

  /** What was asked for does not come any more. */
  restart(): void {
    this.#next = 0;
  }

  /** At most `room` blocks that may be asked for. */
  choose(room: number, mayAsk: (block: number) => boolean): number[] {
    const blocks: number[] = [];
    while (blocks.length < room) {
      const block = this.#have.firstMissing(this.#next);
      if (block === undefined) break;
      this.#next = block + 1;
      if (mayAsk(block)) blocks.push(block);
    }
    return blocks;
  }
}
