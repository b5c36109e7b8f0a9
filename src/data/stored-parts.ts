import type { BlockLayout } from './block-layout.js';
import type { FileParts } from './file-parts.js';
import { noSpace } from './no-space.js';

/**
 * Blocks of one stored piece, 2 MB. Writing to a file of the browser's own file system takes effect when it is closed,
 * and opening it again would copy it: so each piece is a file, written once.
 */
export const SEGMENT_BLOCKS = 8;

/**
 * Blocks that wait as bytes, 16 MB: written at once they cost a third less of the processor than as Blobs, which go to another process
 * one by one (200 MB: 3.1 s instead of 4.6, Chromium 156). Of a file that comes in any order more may wait, and those in Blobs.
 */
const MOST_BLOCKS_AS_BYTES = 64;

/** Pieces looked at together when a file of thousands is put together. */
const BATCH = 64;

/** Blocks in the browser's own file system (OPFS), which outlive the page. Nothing of them is in the page's memory. */
export class StoredParts implements FileParts {
  readonly held: readonly number[];
  readonly #folder: FileSystemDirectoryHandle;
  readonly #layout: BlockLayout;
  readonly #discard: () => Promise<void>;
  /** Blocks of pieces that are not complete yet, or not written. The browser keeps what is in a Blob outside the page's memory. */
  readonly #waiting = new Map<number, Uint8Array<ArrayBuffer> | Blob>();
  readonly #writing = new Set<Promise<void>>();

  private constructor(
    folder: FileSystemDirectoryHandle,
    layout: BlockLayout,
    held: readonly number[],
    discard: () => Promise<void>,
  ) {
    this.#folder = folder;
    this.#layout = layout;
    this.held = held;
    this.#discard = discard;
  }

  /** `discard` removes the folder and whatever is known of it. */
  static async open(
    folder: FileSystemDirectoryHandle,
    layout: BlockLayout,
    discard: () => Promise<void>,
  ): Promise<StoredParts> {
    const held: number[] = [];
    for await (const [name, handle] of folder.entries()) {
      const members = membersOf(Number(name), layout);
      if (handle.kind !== 'file' || members.length === 0) continue;
      const { size } = await handle.getFile();
      // Opened and never closed: the page was gone before.
      if (size === bytesOf(members, layout)) held.push(...members);
    }
    return new StoredParts(folder, layout, held, discard);
  }

  get unsavedBytes(): number {
    return Math.min(this.#waiting.size, SEGMENT_BLOCKS) * this.#layout.blockBytes;
  }

  async write(block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#waiting.set(block, this.#waiting.size < MOST_BLOCKS_AS_BYTES ? bytes : new Blob([bytes]));
    const segment = Math.floor(block / SEGMENT_BLOCKS);
    const members = membersOf(segment, this.#layout);
    const parts = members.flatMap((member) => this.#waiting.get(member) ?? []);
    if (parts.length < members.length) return;
    const written = this.#save(segment, together(parts));
    this.#writing.add(written);
    try {
      await written;
      for (const member of members) this.#waiting.delete(member);
    } finally {
      this.#writing.delete(written);
    }
  }

  async read(block: number): Promise<Uint8Array<ArrayBuffer>> {
    const segment = Math.floor(block / SEGMENT_BLOCKS);
    const waiting = this.#waiting.get(block);
    if (waiting instanceof Blob) return new Uint8Array(await waiting.arrayBuffer());
    if (waiting !== undefined) return waiting;
    const start = (block % SEGMENT_BLOCKS) * this.#layout.blockBytes;
    const piece = (await this.#piece(segment)).slice(start, start + this.#layout.bytesOf(block));
    return new Uint8Array(await piece.arrayBuffer());
  }

  async finish(name: string, mediaType: string): Promise<File> {
    const pieces: File[] = [];
    const count = Math.ceil(this.#layout.count / SEGMENT_BLOCKS);
    while (pieces.length < count) {
      const some = Array.from({ length: Math.min(BATCH, count - pieces.length) }, (_, index) => pieces.length + index);
      pieces.push(...(await Promise.all(some.map((segment) => this.#piece(segment)))));
    }
    return new File(pieces, name, { type: mediaType });
  }

  async discard(): Promise<void> {
    this.#waiting.clear();
    // A file that is being written cannot be removed.
    await Promise.allSettled(this.#writing);
    await this.#discard();
  }

  async #piece(segment: number): Promise<File> {
    return (await this.#folder.getFileHandle(String(segment))).getFile();
  }

  async #save(segment: number, content: Uint8Array<ArrayBuffer> | Blob): Promise<void> {
    try {
      const handle = await this.#folder.getFileHandle(String(segment), { create: true });
      const writable = await handle.createWritable();
      try {
        await writable.write(content);
      } catch (error) {
        await writable.abort(error);
        throw error;
      }
      await writable.close();
    } catch (cause) {
      throw noSpace(cause);
    }
  }
}

/** In one piece, so that it is handed over once. */
function together(parts: readonly (Uint8Array<ArrayBuffer> | Blob)[]): Uint8Array<ArrayBuffer> | Blob {
  const bytes = parts.filter((part) => part instanceof Uint8Array);
  if (bytes.length < parts.length) return new Blob([...parts]);
  const joined = new Uint8Array(bytes.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const part of bytes) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}

function membersOf(segment: number, { count }: BlockLayout): number[] {
  const first = segment * SEGMENT_BLOCKS;
  if (!(first >= 0 && first < count)) return [];
  return Array.from({ length: Math.min(SEGMENT_BLOCKS, count - first) }, (_, index) => first + index);
}

function bytesOf(blocks: readonly number[], layout: BlockLayout): number {
  return blocks.reduce((sum, block) => sum + layout.bytesOf(block), 0);
}
