/** `[first, count]`: so many blocks in a row. */
export type BlockRange = [first: number, count: number];

/** Which blocks of a file somebody has: one bit a block. */
export class BlockMap {
  /** Of the file. */
  readonly total: number;
  readonly #bits: Uint8Array<ArrayBuffer>;
  #count = 0;

  constructor(total: number) {
    this.total = total;
    this.#bits = new Uint8Array(Math.ceil(total / 8));
  }

  /** How many are there. */
  get count(): number {
    return this.#count;
  }

  get complete(): boolean {
    return this.#count === this.total;
  }

  has(block: number): boolean {
    return ((this.#bits[block >> 3] ?? 0) & (1 << (block & 7))) !== 0;
  }

  /** Whether it was not there before. Blocks the file does not have are not added. */
  add(block: number): boolean {
    if (block < 0 || block >= this.total || this.has(block)) return false;
    this.#bits[block >> 3] = (this.#bits[block >> 3] ?? 0) | (1 << (block & 7));
    this.#count += 1;
    return true;
  }

  addRange([first, count]: BlockRange): void {
    const end = Math.min(first + count, this.total);
    for (let block = Math.max(0, first); block < end; block += 1) this.add(block);
  }

  remove(block: number): void {
    if (!this.has(block)) return;
    this.#bits[block >> 3] = (this.#bits[block >> 3] ?? 0) & ~(1 << (block & 7));
    this.#count -= 1;
  }

  /** The first block from `from` on that is not there, or undefined. */
  firstMissing(from = 0): number | undefined {
    for (let block = from; block < this.total; block += 1) {
      // Eight at a glance: a file that is nearly complete has long runs.
      if ((block & 7) === 0 && this.#bits[block >> 3] === 0xff) block += 7;
      else if (!this.has(block)) return block;
    }
    return undefined;
  }

  /** What is there, rising. */
  *[Symbol.iterator](): Generator<number> {
    for (let block = 0; block < this.total; block += 1) if (this.has(block)) yield block;
  }

  /** One bit a block, the lowest first, as base64. */
  toText(): string {
    let binary = '';
    for (const byte of this.#bits) binary += String.fromCharCode(byte);
    return btoa(binary);
  }

  /** What somebody else wrote; undefined when it is no map of so many blocks. */
  static fromText(text: string, total: number): BlockMap | undefined {
    const map = new BlockMap(total);
    let binary: string;
    try {
      binary = atob(text);
    } catch {
      // Not base64: no map.
      return undefined;
    }
    if (binary.length !== map.#bits.length) return undefined;
    for (let block = 0; block < total; block += 1) {
      if ((binary.charCodeAt(block >> 3) & (1 << (block & 7))) !== 0) map.add(block);
    }
    return map;
  }
}

/** Rising block numbers as ranges. */
export function rangesOf(blocks: Iterable<number>): BlockRange[] {
  const ranges: BlockRange[] = [];
  for (const block of blocks) {
    const last = ranges.at(-1);
    if (last !== undefined && last[0] + last[1] === block) last[1] += 1;
    else ranges.push([block, 1]);
  }
  return ranges;
}
