import type { TypedEventTarget } from '../base/typed-event-target.js';
import type { RtcError } from '../protocol/index.js';
import type { DataLink } from './data-link.js';
import type { FileTarget } from './file-target.js';

export type TransferStatus =
  | 'offered'
  | 'accepted'
  | 'transferring'
  /** By either side; `pausedHere` says whether by this one. */
  | 'paused'
  /** The connection is lost; it goes on by itself when the other person is back. */
  | 'interrupted'
  | 'done'
  | 'declined'
  | 'cancelled'
  | 'failed';

/** A file on its way between this page and one other person. Frozen; every change is a new record. */
export interface TransferRecord {
  /** Unique in this page: one offer to three people makes three transfers. */
  readonly transferId: string;
  /** The file, as everybody calls it whom it is offered to. Unique with who offers it, not without. */
  readonly fileId: string;
  readonly direction: 'sending' | 'receiving';
  /** The other person; another id after that person has joined anew. */
  readonly userId: string;
  readonly name: string;
  /** Folders the file lies in, separated by slashes, made harmless; empty for none. */
  readonly path: string;
  readonly sizeBytes: number;
  /** As the sender calls it; what a received `file` carries is made harmless. */
  readonly mediaType: string;
  /** Handed to the channel, or received and verified. */
  readonly bytes: number;
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | undefined;
  readonly status: TransferStatus;
  readonly pausedHere: boolean;
  /** The page was reloaded while it sent this file: it goes on once the same file is offered again. */
  readonly needsFile: boolean;
  /** Root of the hash tree over the whole file, as hex, once it is known; of a received one, once it was verified. */
  readonly treeHash: string | undefined;
  /** The received file, once it is complete and verified. */
  readonly file: File | undefined;
  /** Why it ended, unless it is done. */
  readonly error: RtcError | undefined;
}

/** Every transfer ends with exactly one of `sent`, `received` and `failed`; `failed` includes declined and cancelled. */
export interface TransferEvents {
  /** The complete list, oldest first. Comes before the event that says what happened. */
  change: readonly TransferRecord[];
  /** Somebody offers a file to this page. */
  offered: TransferRecord;
  /** At most one per transfer in 100 ms. */
  progress: TransferRecord;
  sent: TransferRecord;
  received: TransferRecord;
  failed: TransferRecord;
  /** Somebody sent more than it may, and was cut off. */
  error: RtcError;
}

/** What was refused without a word: strangers can send it, nobody needs to hear of it. */
export interface Dropped {
  readonly frames: number;
  readonly messages: number;
}

/** A file to offer, and the folders it lies in, where it came with a folder. */
export interface FileToOffer {
  readonly file: File;
  readonly path?: string | undefined;
  /** With which the file is found again after a reload. */
  readonly handle?: FileSystemFileHandle | undefined;
}

/** Port: all transfers of one room session, both directions. Typed apart, so that the engine loads when it is needed. */
export interface TransfersPort extends TypedEventTarget<TransferEvents> {
  readonly records: readonly TransferRecord[];
  readonly dropped: Dropped;
  /** See `Transfers.restore`. */
  restore(): Promise<void>;
  /**
   * Offers every file to everybody behind `links`: one transfer per file and person. Resolves with the id of each file when
   * the offers are on their way; whoever cannot be reached has a record that waits, and the others are not held up by it. `shared`: to
   * everybody who comes later as well, and receivers may pass it on to each other.
   */
  offer(
    files: readonly FileToOffer[],
    links: readonly DataLink[],
    options: { readonly shared: boolean },
  ): Promise<readonly string[]>;
  /**
   * Idempotent. What is over (received, declined, cancelled, failed) is received again, under the same id, as long as its
   * sender is there and offers it. Rejects with `transfer/unknown`; `transfer/cancelled` when it is not offered any more, `transfer/interrupted` when
   * nobody is there to offer it; or with what ended it meanwhile.
   */
  accept(transferId: string, target?: FileTarget): Promise<void>;
  /** Idempotent; cancels what was accepted before. Rejects with `transfer/unknown`. */
  decline(transferId: string): Promise<void>;
  /** Either side, at any time; idempotent. Rejects with `transfer/unknown`. */
  pause(transferId: string): Promise<void>;
  /** Takes this side's `pause` back. */
  resume(transferId: string): Promise<void>;
  /** Either side, at any time; idempotent. Rejects with `transfer/unknown`. */
  cancel(transferId: string): Promise<void>;
  /** There is a new way to somebody: what was interrupted goes on, and a newcomer hears of what is offered. */
  linked(link: DataLink): void;
  /** The way to somebody is down, and may come up again as it is, or has. */
  wavers(userId: string, isDown: boolean): void;
  /** What came on the files channel, text or bytes. */
  receive(link: DataLink, frame: ArrayBuffer | string): void;
}
