import { BlockMap } from './block-map.js';
import { HASH_BYTES } from './digest.js';
import { treeRoot } from './hash-tree.js';

/** The leaf hashes of one file, as far as they are known: 32 bytes a block, in one piece. */
export class LeafHashes {
  readonly known: BlockMap;
  readonly #hashes: Uint8Array<ArrayBuffer>;
  readonly #watchers = new Set<(block: number) => void>();

  constructor(count: number) {
    this.known = new BlockMap(count);
    this.#hashes = new Uint8Array(count * HASH_BYTES);
  }

  get(block: number): Uint8Array<ArrayBuffer> | undefined {
    return this.known.has(block) ? this.slice(block, 1) : undefined;
  }

  /** One behind the other, known or not. */
  slice(first: number, count: number): Uint8Array<ArrayBuffer> {
    return this.#hashes.subarray(first * HASH_BYTES, (first + count) * HASH_BYTES);
  }

  /** The first word about a block is the one that counts. */
  set(block: number, hash: Uint8Array): void {
    if (!this.known.add(block)) return;
    this.#hashes.set(hash, block * HASH_BYTES);
    for (const told of this.#watchers) told(block);
  }

  /** Of the blocks from `first` on, 32 bytes each; what lies beyond the file is left out. */
  learn(first: number, hashes: Uint8Array): void {
    for (let at = 0; at < hashes.length && first < this.known.total; at += HASH_BYTES, first += 1) {
      this.set(first, hashes.subarray(at, at + HASH_BYTES));
    }
  }

  /** Hears of every block that becomes known. */
  watch(told: (block: number) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#watchers.add(told);
    signal.addEventListener('abort', () => this.#watchers.delete(told), { once: true });
  }

  /** Of the whole file, as hex; every leaf has to be known. */
  root(): Promise<string> {
    return treeRoot(this.#hashes);
  }
}
