import { randomId } from '../base/random-id.js';
import { RtcError } from '../protocol/index.js';
import type { DataLink } from './data-link.js';
import type { FileLanes } from './file-lanes.js';
import { inertFileName } from './file-names.js';
import { sendFile } from './file-sender.js';
import { FileTransfer, type TransferObserver } from './file-transfer.js';

/** A type longer than the wire takes names nothing anybody knows. */
const MAX_MEDIA_TYPE_CHARACTERS = 255;

/** A file this page offers to one person. */
export class OutgoingFile extends FileTransfer {
  readonly #file: File;
  #announced = false;
  #confirm!: () => void;
  readonly #received = new Promise<void>((resolve) => (this.#confirm = resolve));

  constructor(file: File, tag: number, link: DataLink, observe: TransferObserver) {
    const wireId = randomId();
    super(
      {
        transferId: wireId,
        wireId,
        tag,
        link,
        direction: 'sending',
        name: inertFileName(file.name),
        sizeBytes: file.size,
        mediaType: file.type.length > MAX_MEDIA_TYPE_CHARACTERS ? '' : file.type,
      },
      observe,
    );
    this.#file = file;
  }

  protected override get announced(): boolean {
    return this.#announced;
  }

  /** Resolves when the offer is on its way, or has failed. */
  async announce(): Promise<void> {
    this.#announced = true;
    const { name, sizeBytes, mediaType } = this.record;
    await this.tell({ type: 'file:offer', transferId: this.wireId, tag: this.tag, name, sizeBytes, mediaType });
  }

  acceptedByPeer(lanes: FileLanes): void {
    if (this.record.status !== 'offered') return;
    this.enter('accepted');
    lanes
      .run(() => this.#send(), this.signal)
      .then(
        () => this.end({ status: 'done', file: undefined }),
        // When the transfer has ended already, that is why the sending stopped, and this changes nothing.
        (cause: unknown) => this.fail(cause),
      );
  }

  declinedByPeer(): void {
    this.end({
      status: 'declined',
      error: new RtcError('transfer/declined', 'The other side does not want the file.', { severity: 'info' }),
    });
  }

  /** Believed even before we are done: whoever confirms too early cheats only themselves. */
  confirmedByPeer(): void {
    this.#confirm();
  }

  #send(): Promise<void> {
    return sendFile({
      blob: this.#file,
      tag: this.tag,
      link: this.link,
      received: this.#received,
      signal: this.signal,
      onBytes: (bytes) => this.advance(bytes),
    });
  }
}
