import { rangesOf, type BlockMap, type BlockRange } from './block-map.js';

/** Blocks of a share that lie side by side: what is read at once, and kept at once. */
const RUN_BLOCKS = 4;

/** Of one message that asks for blocks. */
const MAX_RANGES = 64;

export interface Wish {
  /** At most so many. */
  readonly room: number;
  readonly mayAsk: (block: number) => boolean;
  /** Only what others have, or only what nobody has, or whatever there is. */
  readonly least: number;
  readonly most: number;
  /** Only our own share of what everybody lacks. */
  readonly ownShare?: boolean;
}

/**
 * Which blocks to ask for next where several receivers help each other. The rarest first; of what nobody has yet each asks
 * the sender for a share of its own, so that a thin uplink carries each block once.
 */
export class BlockChoice {
  readonly #copies: Uint16Array;
  /** Where the search begins: everybody somewhere else, so that not all ask for the same. */
  readonly #start: number;
  #shares = 1;
  #share = 0;

  constructor(total: number) {
    this.#copies = new Uint16Array(total);
    this.#start = Math.floor((Math.random() * total) / RUN_BLOCKS) * RUN_BLOCKS;
  }

  /** `userIds` of everybody who receives the file, `self` among them. */
  share(userIds: readonly string[], self: string): void {
    const sorted = [...userIds].sort();
    this.#shares = Math.max(1, sorted.length);
    this.#share = Math.max(0, sorted.indexOf(self));
  }

  gained([first, count]: BlockRange): void {
    const end = Math.min(first + count, this.#copies.length);
    for (let block = first; block < end; block += 1) this.#add(block, 1);
  }

  came(map: BlockMap): void {
    for (const block of map) this.#add(block, 1);
  }

  left(map: BlockMap): void {
    for (const block of map) this.#add(block, -1);
  }

  /** In rising order. */
  choose({ room, mayAsk, least, most, ownShare = false }: Wish): number[] {
    if (room <= 0) return [];
    const total = this.#copies.length;
    const byCopies: number[][] = [];
    for (let index = 0; index < total; index += 1) {
      const block = (index + this.#start) % total;
      const copies = this.#copies[block] ?? 0;
      if (copies < least || copies > most || (ownShare && !this.#isOurs(block)) || !mayAsk(block)) continue;
      const same = (byCopies[copies] ??= []);
      if (same.length < room) same.push(block);
      // Nothing is rarer than this.
      if (copies === least && same.length === room) break;
    }
    return byCopies
      .flat()
      .slice(0, room)
      .sort((one, other) => one - other);
  }

  #isOurs(block: number): boolean {
    return Math.floor(block / RUN_BLOCKS) % this.#shares === this.#share;
  }

  #add(block: number, change: number): void {
    this.#copies[block] = (this.#copies[block] ?? 0) + change;
  }
}

/** As many as fit into one message. */
export function inOneMessage(blocks: readonly number[]): number[] {
  const ranges = rangesOf(blocks).slice(0, MAX_RANGES);
  return ranges.flatMap(([first, count]) => Array.from({ length: count }, (_, index) => first + index));
}
