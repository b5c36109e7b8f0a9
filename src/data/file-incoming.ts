import { RtcError, type PeerMessageOf } from '../protocol/index.js';
import type { DataLink } from './data-link.js';
import type { Frame } from './file-frames.js';
import { inertFileName } from './file-names.js';
import { FileReceiver } from './file-receiver.js';
import { FileTransfer, type TransferObserver } from './file-transfer.js';

/** A file one person offers to this page. Nothing of it is kept before it is accepted. */
export class IncomingFile extends FileTransfer {
  #receiver: FileReceiver | undefined;

  constructor(
    offer: PeerMessageOf<'file:offer'>,
    options: { readonly transferId: string; readonly link: DataLink; readonly observe: TransferObserver },
  ) {
    super(
      {
        transferId: options.transferId,
        wireId: offer.transferId,
        tag: offer.tag,
        link: options.link,
        direction: 'receiving',
        name: inertFileName(offer.name),
        sizeBytes: offer.sizeBytes,
        mediaType: offer.mediaType,
      },
      options.observe,
    );
  }

  /**
   * Resolves when the sender is told. There is no limit to how long the first byte may take: the sender serves a few
   * files at a time, and the connection's end or a cancellation ends this one too.
   */
  async accept(): Promise<void> {
    if (this.record.status === 'offered') {
      this.#receiver = new FileReceiver(this.record);
      this.enter('accepted');
      await this.tell({ type: 'file:accept', transferId: this.wireId });
      // No frame will come for an empty file.
      if (this.record.sizeBytes === 0) await this.#finish(this.#receiver);
    }
    if (this.record.error !== undefined) throw this.record.error;
  }

  async decline(): Promise<void> {
    if (this.record.status !== 'offered') return this.cancel();
    this.end({
      status: 'declined',
      error: new RtcError('transfer/declined', 'You declined the file.', { severity: 'info' }),
    });
    await this.tell({ type: 'file:decline', transferId: this.wireId });
  }

  /** Returns whether the frame was wanted; a wrong one ends the transfer. */
  take(frame: Frame): boolean {
    const receiver = this.#receiver;
    if (receiver === undefined || this.ended) return false;
    try {
      receiver.take(frame);
    } catch (cause) {
      void this.fail(cause);
      return true;
    }
    this.advance(receiver.bytes);
    if (receiver.complete) void this.#finish(receiver);
    return true;
  }

  /** Never rejects. */
  async #finish(receiver: FileReceiver): Promise<void> {
    try {
      const file = await receiver.finish();
      // Cancelled, or one more frame came, while the file was checked.
      if (this.ended) return;
      this.end({ status: 'done', file });
      await this.tell({ type: 'file:received', transferId: this.wireId });
    } catch (cause) {
      await this.fail(cause);
    } finally {
      this.#receiver = undefined;
    }
  }
}
