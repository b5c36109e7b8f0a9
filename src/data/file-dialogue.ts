import { RtcError, type PeerMessageOf } from '../protocol/index.js';
import type { DataLink } from './data-link.js';
import { decodeFrame } from './file-frames.js';
import { IncomingFile } from './file-incoming.js';
import { FileLanes } from './file-lanes.js';
import { OutgoingFile } from './file-outgoing.js';
import type { TransferObserver } from './file-transfer.js';
import type { FileMessage } from './transfers-port.js';

/** Files that may be open at once in one direction of one connection. We wait above it; a stranger is declined. */
export const MAX_OPEN_FILES = 64;

/**
 * Files sent to one person at the same time. They take turns frame by frame, each with two pieces in memory; more of
 * them would cost memory and make none of them faster.
 */
const SENDING_LANES = 4;

export interface FileDialogueOptions {
  readonly link: DataLink;
  /** Hears of every transfer, in both directions, from `opened` to `ended`. */
  readonly observe: TransferObserver;
  /** The page's own id for what somebody offers as `wireId`: two strangers may choose the same. */
  readonly idFor: (wireId: string) => string;
}

/** The files between this page and one person, over one connection; ends with it. */
export class FileDialogue {
  readonly link: DataLink;
  readonly #options: FileDialogueOptions;
  readonly #lanes = new FileLanes(SENDING_LANES);
  /** Waiting to be offered. */
  readonly #unannounced = new Set<OutgoingFile>();
  /** By what both sides call them, which is unique over both directions: `file:cancel` does not say which. */
  readonly #outgoing = new Map<string, OutgoingFile>();
  readonly #incoming = new Map<string, IncomingFile>();
  readonly #incomingByTag = new Map<number, IncomingFile>();
  readonly #observe: TransferObserver;
  #nextTag = 0;
  #declining = 0;
  #droppedOffers = 0;
  #droppedFrames = 0;

  constructor(options: FileDialogueOptions) {
    this.#options = options;
    this.link = options.link;
    this.#observe = (transfer, moment) => {
      if (moment === 'ended') this.#forget(transfer);
      options.observe(transfer, moment);
    };
  }

  get dropped(): { readonly frames: number; readonly offers: number } {
    return { frames: this.#droppedFrames, offers: this.#droppedOffers };
  }

  /** Makes the transfers; `announce` tells the other side. */
  open(files: readonly File[]): readonly OutgoingFile[] {
    const transfers = files.map((file) => new OutgoingFile(file, this.#tag(), this.link, this.#observe));
    for (const transfer of transfers) {
      this.#unannounced.add(transfer);
      this.#observe(transfer, 'opened');
    }
    return transfers;
  }

  /** Resolves when the offers are on their way, as far as there is room for them now. The others follow by themselves. */
  async announce(): Promise<void> {
    const announcements: Promise<void>[] = [];
    for (const transfer of this.#unannounced) {
      if (this.#outgoing.size >= MAX_OPEN_FILES) break;
      this.#unannounced.delete(transfer);
      this.#outgoing.set(transfer.wireId, transfer);
      announcements.push(transfer.announce());
    }
    await Promise.all(announcements);
  }

  receiveMessage(message: FileMessage): void {
    switch (message.type) {
      case 'file:offer':
        return this.#offered(message);
      case 'file:accept':
        return this.#outgoing.get(message.transferId)?.acceptedByPeer(this.#lanes);
      case 'file:decline':
        return this.#outgoing.get(message.transferId)?.declinedByPeer();
      case 'file:received':
        return this.#outgoing.get(message.transferId)?.confirmedByPeer();
      case 'file:cancel':
        return (this.#outgoing.get(message.transferId) ?? this.#incoming.get(message.transferId))?.cancelledByPeer();
      default:
        message satisfies never;
    }
  }

  receiveFrame(buffer: ArrayBuffer): void {
    const frame = decodeFrame(buffer);
    const wanted = frame !== undefined && this.#incomingByTag.get(frame.tag)?.take(frame) === true;
    // Some are honest: what was on its way when a transfer was cancelled.
    if (!wanted) this.#droppedFrames += 1;
  }

  /** The connection is gone. Idempotent. */
  interrupt(cause: unknown): void {
    for (const transfer of [...this.#unannounced, ...this.#outgoing.values(), ...this.#incoming.values()]) {
      transfer.interrupt(cause);
    }
  }

  #offered(offer: PeerMessageOf<'file:offer'>): void {
    const { transferId, tag } = offer;
    if (this.#incoming.has(transferId) || this.#outgoing.has(transferId) || this.#incomingByTag.has(tag)) {
      this.#droppedOffers += 1;
      return;
    }
    if (this.#incoming.size >= MAX_OPEN_FILES) {
      this.#droppedOffers += 1;
      void this.#refuse(transferId);
      return;
    }
    const transfer = new IncomingFile(offer, {
      transferId: this.#options.idFor(transferId),
      link: this.link,
      observe: this.#observe,
    });
    this.#incoming.set(transferId, transfer);
    this.#incomingByTag.set(tag, transfer);
    this.#observe(transfer, 'opened');
  }

  /** Answers a flood of offers no faster than the answers get away, so that they cannot pile up here. */
  async #refuse(transferId: string): Promise<void> {
    if (this.#declining >= MAX_OPEN_FILES) return;
    this.#declining += 1;
    try {
      await this.link.send({ type: 'file:decline', transferId });
    } catch (error) {
      // The connection closed: there is nobody to answer any more.
      if (!(error instanceof RtcError)) throw error;
    } finally {
      this.#declining -= 1;
    }
  }

  #forget(transfer: Parameters<TransferObserver>[0]): void {
    if (transfer instanceof IncomingFile) {
      this.#incoming.delete(transfer.wireId);
      this.#incomingByTag.delete(transfer.tag);
    } else if (transfer instanceof OutgoingFile) {
      this.#unannounced.delete(transfer);
      this.#outgoing.delete(transfer.wireId);
      void this.announce();
    }
  }

  /** Comes round after four billion files, when the first are long over. */
  #tag(): number {
    const tag = this.#nextTag;
    this.#nextTag = (tag + 1) % 0x1_0000_0000;
    return tag;
  }
}
