import type { BlockLayout } from './block-layout.js';
import type { FileParts } from './file-parts.js';
import type { FileTarget } from './file-target.js';

/** What of an unfinished transfer outlives the page. */
export interface KeptTransfer {
  /** Unique in this browser. */
  readonly keepId: string;
  readonly direction: 'sending' | 'receiving';
  readonly transferId: string;
  readonly fileId: string;
  /** What both sides know the transfer by. */
  readonly key: string;
  readonly userId: string;
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  readonly shared: boolean;
  /** Of a sent file, where the page got one: the file itself is found again with it. */
  readonly handle?: FileSystemFileHandle | undefined;
  /** Where a received file goes. */
  readonly target?: FileTarget | undefined;
}

/** Port: where unfinished files of one room are kept while the page is loaded anew. */
export interface FileStore {
  /** What was left here by a page that is gone; nobody else goes on with it from now on. Never rejects. */
  restore(): Promise<readonly KeptTransfer[]>;
  /** Never rejects: what cannot be kept begins anew after a reload. */
  keep(transfer: KeptTransfer): Promise<void>;
  /** It is over, and needs nothing any more. Never rejects. */
  forget(keepId: string): Promise<void>;
  /**
   * The place for the blocks of a file: that of before, where there is one. Undefined where this browser has none, or too
   * little room. Rejects with `transfer/no-space`.
   */
  openParts(keepId: string, layout: BlockLayout): Promise<FileParts | undefined>;
}
