/**
 * Bytes of a block in files up to 64 GB: with its hash and the header of a frame it fits into one message of 256 KiB,
 * the largest that data channels of all browsers take, and it ends where a page of a disk ends (63 × 4 KiB).
 */
export const BLOCK_BYTES = 258_048;

/** Blocks of larger files are two, four, eight… times as large, so that hashes and block maps stay small. */
export const MAX_BLOCKS = 262_144;

/** How a file of `sizeBytes` is cut into blocks: by its size alone, so that both sides know without a word. */
export class BlockLayout {
  readonly sizeBytes: number;
  /** Of every block but the last. */
  readonly blockBytes: number;
  /** Zero for an empty file. */
  readonly count: number;

  constructor(sizeBytes: number) {
    let blockBytes = BLOCK_BYTES;
    while (sizeBytes / blockBytes > MAX_BLOCKS) blockBytes *= 2;
    this.sizeBytes = sizeBytes;
    this.blockBytes = blockBytes;
    this.count = Math.ceil(sizeBytes / blockBytes);
  }

  /** Where a block begins in the file. */
  start(block: number): number {
    return block * this.blockBytes;
  }

  bytesOf(block: number): number {
    return Math.min(this.blockBytes, this.sizeBytes - this.start(block));
  }

  /** What `blocks` of them hold, `withLast` telling whether the last is one of these. */
  bytesOfMany(blocks: number, withLast: boolean): number {
    if (!withLast) return blocks * this.blockBytes;
    return (blocks - 1) * this.blockBytes + this.bytesOf(this.count - 1);
  }
}
