import { emptyFrame, FRAME_HEADER_BYTES, writeHeader } from './block-frames.js';

/** A block that can be sent: its hash, and a frame with room for the header and the whole block as payload. */
export interface PreparedBlock {
  readonly block: number;
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly frame: Uint8Array<ArrayBuffer>;
}

/** Blocks being read and hashed while others are sent: what hides the time a disk takes. */
const READ_AHEAD = 4;

export interface BlockSupplyOptions {
  readonly tag: number;
  /** Gives a frame nobody else writes to. */
  readonly read: (block: number) => Promise<PreparedBlock>;
  /** A block could not be read; nothing more will come. */
  readonly failed: (cause: unknown) => void;
  /** Payload bytes that went on their way. */
  readonly sent: (bytes: number) => void;
}

/** The blocks of one file one person has asked for, as frames. */
export class BlockSupply {
  paused = false;
  readonly #options: BlockSupplyOptions;
  /** Asked for and not begun. */
  readonly #queue: number[] = [];
  readonly #ahead: Promise<PreparedBlock | undefined>[] = [];
  #current: { readonly prepared: PreparedBlock; sentBytes: number } | undefined;

  constructor(options: BlockSupplyOptions) {
    this.#options = options;
  }

  /** Whether there is something to send now. */
  get ready(): boolean {
    return !this.paused && (this.#current !== undefined || this.#ahead.length > 0 || this.#queue.length > 0);
  }

  /** Blocks still to be sent, the current one included. */
  get length(): number {
    return this.#queue.length + this.#ahead.length + (this.#current === undefined ? 0 : 1);
  }

  add(blocks: Iterable<number>): void {
    for (const block of blocks) this.#queue.push(block);
  }

  /** What was asked for is not wanted any more. A block that is half sent is not completed. */
  clear(): void {
    this.#queue.length = 0;
    this.#ahead.length = 0;
    this.#current = undefined;
  }

  /** The next frame of at most `maxBytes`; undefined when there is none, after all. */
  async next(maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    this.#readAhead();
    if (this.#current === undefined) {
      const coming = this.#ahead[0];
      const prepared = await coming;
      // Cleared or paused while it was being read.
      if (coming !== this.#ahead[0] || prepared === undefined || this.paused) return undefined;
      void this.#ahead.shift();
      this.#readAhead();
      this.#current = { prepared, sentBytes: 0 };
    }
    return this.#frameOf(this.#current, maxBytes);
  }

  #frameOf(current: { readonly prepared: PreparedBlock; sentBytes: number }, maxBytes: number) {
    const { prepared, sentBytes: offset } = current;
    const { block, hash } = prepared;
    const blockBytes = prepared.frame.byteLength - FRAME_HEADER_BYTES;
    // In equal pieces, so that none is tiny.
    const pieces = Math.ceil((blockBytes - offset) / Math.max(1, maxBytes - FRAME_HEADER_BYTES));
    const payloadBytes = Math.ceil((blockBytes - offset) / pieces);
    current.sentBytes += payloadBytes;
    if (current.sentBytes === blockBytes) this.#current = undefined;
    this.#options.sent(payloadBytes);
    let { frame } = prepared;
    if (payloadBytes < blockBytes) {
      const from = FRAME_HEADER_BYTES + offset;
      frame = emptyFrame(payloadBytes);
      frame.set(prepared.frame.subarray(from, from + payloadBytes), FRAME_HEADER_BYTES);
    }
    writeHeader(frame, { tag: this.#options.tag, block, offset, hash });
    return frame;
  }

  #readAhead(): void {
    while (this.#ahead.length < READ_AHEAD) {
      const block = this.#queue.shift();
      if (block === undefined) return;
      this.#ahead.push(
        this.#options.read(block).catch((cause: unknown) => {
          this.clear();
          this.#options.failed(cause);
          return undefined;
        }),
      );
    }
  }
}
