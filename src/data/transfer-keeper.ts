import type { BlockLayout } from './block-layout.js';
import { BlobParts } from './blob-parts.js';
import type { IncomingFile } from './file-incoming.js';
import type { OutgoingFile } from './file-outgoing.js';
import type { FileParts } from './file-parts.js';
import type { FileStore, KeptTransfer } from './file-store.js';
import type { FileTarget } from './file-target.js';
import type { FileTransfer } from './file-transfer.js';

/** Keeps what transfers need to go on after the page was loaded anew, and finds the place for what is received. */
export class TransferKeeper {
  readonly #store: FileStore | undefined;
  /** By transferId. */
  readonly #keepIds = new Map<string, string>();

  constructor(store: FileStore | undefined) {
    this.#store = store;
  }

  async restore(): Promise<readonly KeptTransfer[]> {
    const kept = (await this.#store?.restore()) ?? [];
    for (const { transferId, keepId } of kept) this.#keepIds.set(transferId, keepId);
    return kept;
  }

  /** An `OpenParts`: where the blocks of a file go that was accepted here. */
  async openParts(transfer: IncomingFile, layout: BlockLayout, target?: FileTarget): Promise<FileParts> {
    const { key, shared } = transfer;
    this.#keep(transfer, { keepId: key, key, shared, target });
    const stored = await this.#store?.openParts(key, layout);
    if (target === undefined) return stored ?? new BlobParts(layout);
    const { DeliveredParts, TargetParts } = await import('./target-parts.js');
    if (stored !== undefined) return new DeliveredParts(stored, target, transfer.record, layout);
    return TargetParts.open(target, transfer.record, layout);
  }

  /** Somebody accepted a file of ours. */
  accepted(transfer: OutgoingFile): void {
    const { transferId, key, offer } = transfer;
    if (key === undefined) return;
    this.#keep(transfer, { keepId: transferId, key, shared: offer.shared, handle: offer.handle });
  }

  ended({ transferId }: FileTransfer): void {
    const keepId = this.#keepIds.get(transferId);
    if (keepId === undefined) return;
    this.#keepIds.delete(transferId);
    void this.#store?.forget(keepId);
  }

  #keep({ record }: FileTransfer, rest: Pick<KeptTransfer, 'keepId' | 'key' | 'shared' | 'handle' | 'target'>): void {
    const { transferId, fileId, direction, userId, name, path, sizeBytes, mediaType } = record;
    this.#keepIds.set(transferId, rest.keepId);
    const kept = { transferId, fileId, direction, userId, name, path, sizeBytes, mediaType, ...rest };
    void this.#store?.keep(kept);
  }
}
