import type { FileParts } from './file-parts.js';
import { noSpace } from './no-space.js';

/** Neighbours made one: a file of 4 GB is a thousand parts, not sixteen thousand. */
const GROUP_BLOCKS = 16;

/**
 * Blocks as Blobs. Browsers keep what is in a Blob in another process, or on disk, so the page's heap holds none of it;
 * a reload loses all of it.
 */
export class BlobParts implements FileParts {
  readonly #total: number;
  readonly #blocks = new Map<number, Blob>();
  /** Complete ones, by their number. */
  readonly #groups = new Map<number, Blob>();
  readonly #blockBytes: number;

  constructor({ count, blockBytes }: { readonly count: number; readonly blockBytes: number }) {
    this.#total = count;
    this.#blockBytes = blockBytes;
  }

  async write(block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#blocks.set(block, made([bytes]));
    const group = Math.floor(block / GROUP_BLOCKS);
    const members = this.#members(group);
    const parts = members.flatMap((member) => this.#blocks.get(member) ?? []);
    if (parts.length < members.length) return;
    this.#groups.set(group, made(parts));
    for (const member of members) this.#blocks.delete(member);
  }

  async read(block: number): Promise<Uint8Array<ArrayBuffer>> {
    const group = this.#groups.get(Math.floor(block / GROUP_BLOCKS));
    const start = (block % GROUP_BLOCKS) * this.#blockBytes;
    const blob = group?.slice(start, start + this.#blockBytes) ?? this.#blocks.get(block) ?? new Blob();
    return new Uint8Array(await blob.arrayBuffer());
  }

  async finish(name: string, mediaType: string): Promise<File> {
    const groups = Array.from({ length: Math.ceil(this.#total / GROUP_BLOCKS) }, (_, group) => group);
    const parts = groups.flatMap((group) => this.#groups.get(group) ?? []);
    try {
      const file = new File(parts, name, { type: mediaType });
      // A browser without room for a Blob makes a broken one and says so only when somebody reads it.
      await file.slice(-1).arrayBuffer();
      return file;
    } catch (cause) {
      throw noSpace(cause);
    }
  }

  async discard(): Promise<void> {
    this.#blocks.clear();
    this.#groups.clear();
  }

  #members(group: number): number[] {
    const first = group * GROUP_BLOCKS;
    return Array.from({ length: Math.min(GROUP_BLOCKS, this.#total - first) }, (_, index) => first + index);
  }
}

function made(parts: readonly BlobPart[]): Blob {
  try {
    return new Blob([...parts]);
  } catch (cause) {
    throw noSpace(cause);
  }
}
