import type { BlockLayout } from './block-layout.js';
import { BlockMap } from './block-map.js';
import { sameHash } from './digest.js';
import type { FileParts } from './file-parts.js';
import { leafHash } from './hash-tree.js';
import { LeafHashes } from './leaf-hashes.js';

/** Blocks read at once after a reload. */
const RECOVERED_AT_ONCE = 8;

/** The blocks of a file that are here: each was checked against its hash before it was written. */
export class BlockKeeping {
  /** Verified and written. */
  readonly have: BlockMap;
  readonly leaves: LeafHashes;
  /** Being checked and written: an interruption does not lose them. */
  readonly underWay = new Set<number>();
  readonly #layout: BlockLayout;
  readonly #parts: FileParts;
  readonly #signal: AbortSignal;

  constructor(layout: BlockLayout, parts: FileParts, signal: AbortSignal) {
    this.have = new BlockMap(layout.count);
    this.leaves = new LeafHashes(layout.count);
    this.#layout = layout;
    this.#parts = parts;
    this.#signal = signal;
  }

  /** Reads and hashes what was here before the page was loaded. */
  async recover(): Promise<void> {
    const { held = [] } = this.#parts;
    for (let first = 0; first < held.length && !this.#signal.aborted; first += RECOVERED_AT_ONCE) {
      await Promise.all(held.slice(first, first + RECOVERED_AT_ONCE).map((block) => this.#recover(block)));
    }
  }

  /**
   * `input`: what the leaf hash is made of, a zero and then the block. Resolves with whether it is the block with the hash
   * `expected`, which is here then; undefined when another one of it is being kept, or the transfer is over. Rejects with
   * `transfer/no-space`, and whatever else writing does.
   */
  async keep(block: number, input: Uint8Array<ArrayBuffer>, expected: Uint8Array): Promise<boolean | undefined> {
    if (this.underWay.has(block)) return undefined;
    if (this.have.has(block)) return true;
    this.underWay.add(block);
    if (!sameHash(await leafHash(input), expected)) {
      this.underWay.delete(block);
      return false;
    }
    if (this.#signal.aborted) return undefined;
    await this.#parts.write(block, input.subarray(1));
    this.underWay.delete(block);
    this.#add(block, expected);
    return true;
  }

  async #recover(block: number): Promise<void> {
    const bytes = await this.#parts.read?.(block);
    if (bytes?.length !== this.#layout.bytesOf(block)) return;
    const input = new Uint8Array(1 + bytes.length);
    input.set(bytes, 1);
    this.#add(block, await leafHash(input));
  }

  #add(block: number, hash: Uint8Array): void {
    this.leaves.set(block, hash);
    this.have.add(block);
  }
}
