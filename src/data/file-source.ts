import { RtcError } from '../protocol/index.js';
import { emptyFrame, FRAME_HEADER_BYTES, leafInput } from './block-frames.js';
import { BlockLayout } from './block-layout.js';
import type { PreparedBlock } from './block-supply.js';
import { leafHash } from './hash-tree.js';
import { LeafHashes } from './leaf-hashes.js';

/** Blocks read at once: 2 MB, after which larger reads are no faster. */
const STRETCH_BLOCKS = 8;

/** Stretches kept: some readers at places of their own, each with the next one ahead. */
const KEPT_STRETCHES = 6;

/** A file that is offered: read by blocks, ahead of who asks for them, and hashed as it is read. */
export class FileSource {
  readonly layout: BlockLayout;
  readonly leaves: LeafHashes;
  readonly #blob: Blob;
  readonly #stretches = new Map<number, Promise<ArrayBuffer>>();
  readonly #root: Promise<string>;
  #settleRoot!: (root: Promise<string>) => void;
  #completing: Promise<void> | undefined;

  constructor(blob: Blob) {
    this.#blob = blob;
    this.layout = new BlockLayout(blob.size);
    this.leaves = new LeafHashes(this.layout.count);
    this.#root = new Promise((resolve) => (this.#settleRoot = resolve));
    this.#checkRoot();
  }

  /** Resolves with the root of the hash tree once every block has been read, by whomever. */
  get root(): Promise<string> {
    return this.#root;
  }

  /** Rejects with `transfer/unreadable`. */
  async read(block: number): Promise<PreparedBlock> {
    const stretch = Math.floor(block / STRETCH_BLOCKS);
    const reading = this.#stretch(stretch);
    if ((stretch + 1) * STRETCH_BLOCKS < this.layout.count) void this.#stretch(stretch + 1);
    const buffer = await reading;
    const start = (block % STRETCH_BLOCKS) * this.layout.blockBytes;
    const bytes = this.layout.bytesOf(block);
    const frame = emptyFrame(bytes);
    frame.set(new Uint8Array(buffer, start, bytes), FRAME_HEADER_BYTES);
    const known = this.leaves.get(block);
    if (known !== undefined) return { block, hash: known, frame };
    const hash = await leafHash(leafInput(frame));
    this.leaves.set(block, hash);
    this.#checkRoot();
    return { block, hash, frame };
  }

  /** Reads what nobody has asked for yet, so that the root becomes known. Rejects with `transfer/unreadable`. */
  complete(): Promise<void> {
    this.#completing ??= this.#readUnknown().catch((error: unknown) => {
      // The next one tries again.
      this.#completing = undefined;
      throw error;
    });
    return this.#completing;
  }

  async #readUnknown(): Promise<void> {
    const { known } = this.leaves;
    for (let first = known.firstMissing(); first !== undefined; first = known.firstMissing(first)) {
      const from = first;
      const some = Array.from({ length: Math.min(STRETCH_BLOCKS, known.total - from) }, (_, index) => from + index);
      await Promise.all(some.filter((block) => !known.has(block)).map((block) => this.read(block)));
    }
  }

  #checkRoot(): void {
    if (this.leaves.known.complete) this.#settleRoot(this.leaves.root());
  }

  #stretch(stretch: number): Promise<ArrayBuffer> {
    const known = this.#stretches.get(stretch);
    if (known !== undefined) {
      // The one used last is the last to go.
      this.#stretches.delete(stretch);
      this.#stretches.set(stretch, known);
      return known;
    }
    const stretchBytes = STRETCH_BLOCKS * this.layout.blockBytes;
    const reading = this.#blob
      .slice(stretch * stretchBytes, (stretch + 1) * stretchBytes)
      .arrayBuffer()
      .catch((cause: unknown) => {
        this.#stretches.delete(stretch);
        throw new RtcError('transfer/unreadable', 'The file could not be read any more.', {
          hint: 'It was changed, moved or removed after it was chosen. Choose it again.',
          cause,
        });
      });
    // Whoever awaits it hears of the failure; reading ahead may be for nobody.
    reading.catch(() => undefined);
    this.#stretches.set(stretch, reading);
    const [oldest] = this.#stretches.keys();
    if (this.#stretches.size > KEPT_STRETCHES && oldest !== undefined) this.#stretches.delete(oldest);
    return reading;
  }
}
