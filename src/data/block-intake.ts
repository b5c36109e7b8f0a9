import { RtcError } from '../protocol/index.js';
import { FRAME_HEADER_BYTES, leafInput, type BlockFrame } from './block-frames.js';
import type { BlockLayout } from './block-layout.js';

/** Every byte of a block has come; whether they are the right ones is still to be seen. */
export interface ReceivedBlock {
  readonly block: number;
  /** What its leaf hash is, as the frame says. */
  readonly hash: Uint8Array<ArrayBuffer>;
  /** What its leaf hash is made of: a zero, and then the block. */
  readonly input: Uint8Array<ArrayBuffer>;
}

/** What one person was asked for, and what has come of it: believes only what it has counted itself. */
export class BlockIntake {
  readonly #layout: BlockLayout;
  /** Asked for and not settled. */
  readonly #open = new Set<number>();
  #current: { readonly block: number; readonly frame: Uint8Array<ArrayBuffer>; filledBytes: number } | undefined;

  constructor(layout: BlockLayout) {
    this.#layout = layout;
  }

  /** Blocks asked for and not settled: on their way, or being checked and written. */
  get open(): ReadonlySet<number> {
    return this.#open;
  }

  /** Of a block that is here in part. */
  get partialBytes(): number {
    return this.#current?.filledBytes ?? 0;
  }

  expect(blocks: Iterable<number>): void {
    for (const block of blocks) this.#open.add(block);
  }

  /** A block is written, or was refused. */
  settle(block: number): void {
    this.#open.delete(block);
  }

  /**
   * The block, once the frame completes it. Throws `data/invalid` for what was not asked for or is out of order, and
   * `transfer/size-mismatch` for more than the file has; nothing of a refused frame is kept.
   */
  take(frame: BlockFrame): ReceivedBlock | undefined {
    const { block, offset, payload, hash } = frame;
    if (block >= this.#layout.count || offset + payload.byteLength > this.#layout.bytesOf(block)) {
      throw new RtcError('transfer/size-mismatch', `More came than the ${this.#layout.sizeBytes} bytes offered.`);
    }
    const dueBytes = this.#current?.block === block ? this.#current.filledBytes : 0;
    const isBetween = this.#current !== undefined && this.#current.block !== block;
    if (!this.#open.has(block) || isBetween || offset !== dueBytes) {
      throw new RtcError('data/invalid', `Bytes of block ${block} came that were not asked for, or not in order.`);
    }
    const blockBytes = this.#layout.bytesOf(block);
    if (payload.byteLength === blockBytes) {
      // In one frame, as on any fast way: the frame's own memory is handed on, without a copy.
      return { block, hash, input: leafInput(new Uint8Array(payload.buffer)) };
    }
    this.#current ??= { block, frame: new Uint8Array(FRAME_HEADER_BYTES + blockBytes), filledBytes: 0 };
    const current = this.#current;
    current.frame.set(payload, FRAME_HEADER_BYTES + offset);
    current.filledBytes += payload.byteLength;
    if (current.filledBytes < blockBytes) return undefined;
    this.#current = undefined;
    return { block, hash, input: leafInput(current.frame) };
  }

  /** The connection is gone: what was asked for over it does not come any more. */
  interrupt(): void {
    this.#current = undefined;
    this.#open.clear();
  }
}
