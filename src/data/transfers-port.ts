import type { TypedEventTarget } from '../base/typed-event-target.js';
import type { PeerMessage, RtcError } from '../protocol/index.js';
import type { DataLink } from './data-link.js';

/** A file on its way between this page and one other person. Frozen; every change is a new record. */
export interface TransferRecord {
  /** Unique in this page: one offer to three people makes three transfers. */
  readonly transferId: string;
  readonly direction: 'sending' | 'receiving';
  /** The other person. */
  readonly userId: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** As the sender calls it; what a received `file` carries is made harmless. */
  readonly mediaType: string;
  /** Handed to the channel, or received. */
  readonly bytes: number;
  readonly bytesPerSecond: number;
  readonly status: 'offered' | 'accepted' | 'transferring' | 'done' | 'declined' | 'cancelled' | 'failed';
  /** The received file, once it is complete. */
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
}

/** What two peers say about files. */
export type FileMessage = Extract<PeerMessage, { readonly type: `file:${string}` }>;

/** What was refused without a word: strangers can send it, nobody needs to hear of it. */
export interface Dropped {
  readonly frames: number;
  readonly offers: number;
}

/** Port: all transfers of one room session, both directions. Typed apart, so that the engine loads when it is needed. */
export interface TransfersPort extends TypedEventTarget<TransferEvents> {
  readonly records: readonly TransferRecord[];
  readonly dropped: Dropped;
  /**
   * Offers every file to everybody behind `links`: one transfer per file and person. Resolves when the offers are on
   * their way; whoever cannot be reached has a `failed` record, and the others are not held up by it.
   */
  offer(files: readonly File[], links: readonly DataLink[]): Promise<readonly TransferRecord[]>;
  /** Idempotent. Rejects with `transfer/unknown`, or with what ended the transfer before. */
  accept(transferId: string): Promise<void>;
  /** Idempotent; cancels what was accepted before. Rejects with `transfer/unknown`. */
  decline(transferId: string): Promise<void>;
  /** Either side, at any time; idempotent. Rejects with `transfer/unknown`. */
  cancel(transferId: string): Promise<void>;
  receiveMessage(link: DataLink, message: FileMessage): void;
  /** A frame of the bulk channel as it came. */
  receiveFrame(userId: string, frame: ArrayBuffer): void;
  /** What was going on with this person fails with `transfer/interrupted`. The link's signal does the same. */
  linkLost(userId: string): void;
}
