import type { BlockLayout } from './block-layout.js';
import { BlobParts } from './blob-parts.js';
import type { FileParts } from './file-parts.js';
import type { FileStore, KeptTransfer } from './file-store.js';

/** What outlives a page, for tests that have no page. */
export class MemoryFileStore implements FileStore {
  readonly transfers = new Map<string, KeptTransfer>();
  readonly parts = new Map<string, RememberedParts>();

  restore(): Promise<readonly KeptTransfer[]> {
    return Promise.resolve([...this.transfers.values()]);
  }

  keep(transfer: KeptTransfer): Promise<void> {
    this.transfers.set(transfer.keepId, transfer);
    return Promise.resolve();
  }

  forget(keepId: string): Promise<void> {
    this.transfers.delete(keepId);
    return Promise.resolve();
  }

  openParts(keepId: string, layout: BlockLayout): Promise<FileParts> {
    const parts = this.parts.get(keepId) ?? new RememberedParts(layout, () => this.parts.delete(keepId));
    this.parts.set(keepId, parts);
    return Promise.resolve(parts);
  }
}

class RememberedParts extends BlobParts {
  readonly held: number[] = [];
  readonly #discarded: () => void;

  constructor(layout: BlockLayout, discarded: () => void) {
    super(layout);
    this.#discarded = discarded;
  }

  override async write(block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await super.write(block, bytes);
    this.held.push(block);
  }

  override async discard(): Promise<void> {
    await super.discard();
    this.#discarded();
  }
}
