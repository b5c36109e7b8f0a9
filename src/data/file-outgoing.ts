import { randomId } from '../base/random-id.js';
import type { FileMessageOf } from '../protocol/file-message.js';
import { RtcError } from '../protocol/index.js';
import { BlockSupply } from './block-supply.js';
import type { FileDialogue } from './file-dialogue.js';
import type { FileOffer } from './file-offer.js';
import { tellHashes } from './hash-teller.js';
import { FileTransfer, type TransferOptions } from './file-transfer.js';

export interface OutgoingOptions extends TransferOptions {
  /** Of one that began before the page was loaded. */
  readonly transferId?: string;
  readonly key?: string | undefined;
  readonly accepted: (transfer: OutgoingFile) => void;
}

/** A file this page offers to one person. */
export class OutgoingFile extends FileTransfer {
  readonly offer: FileOffer;
  /** Who looks for this transfer while its file is missing. */
  seeker: FileDialogue | undefined;
  /** This page does not offer it to this person any more. */
  isWithdrawn = false;
  readonly #accepted: (transfer: OutgoingFile) => void;
  /** What this person shows when it comes back under another id; known once it has accepted. */
  key: string | undefined;
  /** Verified and written over there when it began, or began again. */
  #heldBytes = 0;
  /** Sent since. */
  #sentBytes = 0;
  #supply: BlockSupply | undefined;
  #tag = 0;
  #hashesTo: FileDialogue | undefined;
  #announcing: Promise<void> | undefined;

  constructor(offer: FileOffer, userId: string, options: OutgoingOptions) {
    const { fileId, name, path, sizeBytes, mediaType } = offer;
    super(
      {
        transferId: options.transferId ?? randomId(),
        fileId,
        direction: 'sending',
        userId,
        name,
        path,
        sizeBytes,
        mediaType,
      },
      options,
    );
    this.offer = offer;
    this.key = options.key;
    this.#accepted = options.accepted;
  }

  /** The file is missing, or was brought. */
  fileChanged(): void {
    this.changed({ needsFile: this.offer.needsFile });
  }

  /** Accepted over there, and on its way or complete. */
  get isTaken(): boolean {
    return this.key !== undefined && (!this.ended || this.record.status === 'done');
  }

  get tag(): number {
    return this.#tag;
  }

  /** Tells the other side, unless it knows. Resolves when the offer is on its way. */
  announce(dialogue: FileDialogue, tag: number, proof?: string): Promise<void> {
    if (this.dialogue !== dialogue) {
      this.#tag = tag;
      this.bind(dialogue);
      this.#announcing = undefined;
    }
    this.#announcing ??= this.#announce(proof);
    return this.#announcing;
  }

  acceptedByPeer({ key, held }: FileMessageOf<'file:accept'>): void {
    const { dialogue } = this;
    // Somebody else under this name cannot take over what another one began.
    if (this.ended || dialogue === undefined || (this.key !== undefined && this.key !== key)) return;
    this.key = key;
    this.#heldBytes = this.#bytesHeld(held);
    this.#sentBytes = 0;
    this.#supply = new BlockSupply({
      tag: this.#tag,
      read: (block) => this.offer.source.read(block),
      failed: (cause) => void this.fail(cause),
      sent: (bytes) => {
        this.#sentBytes += bytes;
        this.advance(Math.min(this.record.sizeBytes, this.#heldBytes + this.#sentBytes));
      },
    });
    this.enter('accepted');
    this.#accepted(this);
    if (this.paused) this.pausing();
    // What was sent before this page was loaded has not been hashed here.
    if (held > this.offer.source.leaves.known.count) this.#complete();
    void this.#tellRoot(dialogue);
    if (this.record.pausedHere) void this.tellPaused();
  }

  wantedByPeer({ held, blocks }: FileMessageOf<'file:want'>): void {
    const { dialogue } = this;
    const supply = this.#supply;
    if (this.ended || supply === undefined || dialogue === undefined) return;
    const { count } = this.offer.source.layout;
    const asked = blocks.flatMap(([first, length]) =>
      Array.from({ length: Math.min(length, Math.max(0, count - first), MAX_WANTED + 1) }, (_, index) => first + index),
    );
    if (supply.length + asked.length > MAX_WANTED) {
      void this.fail(new RtcError('data/invalid', 'The receiver asks for more than it can take.'));
      return;
    }
    supply.add(asked);
    this.advance(Math.max(this.record.bytes, this.#bytesHeld(held)));
    // The last blocks are asked for: what nobody asked for here is needed for the root.
    if (held + supply.length >= count && !this.offer.source.leaves.known.complete) this.#completeOnceSent();
    // Whoever hears of the progress may end it.
    if (!this.ended) dialogue.outbox.serve(supply);
  }

  /** Others receive the file too: this one may take blocks from them, when it knows what they have to be. Idempotent. */
  tellHashes(): void {
    const { dialogue } = this;
    if (this.ended || dialogue === undefined || this.#hashesTo === dialogue) return;
    this.#hashesTo = dialogue;
    const tell = (first: number, hashes: string): void =>
      void dialogue.outbox.tell({ type: 'file:hashes', fileId: this.fileId, first, hashes });
    tellHashes(this.offer.source, tell, AbortSignal.any([this.signal, dialogue.link.signal]));
  }

  declinedByPeer(): void {
    if (this.stage !== 'offered') return;
    this.end({
      status: 'declined',
      error: new RtcError('transfer/declined', 'The other side does not want the file.', { severity: 'info' }),
    });
  }

  /** Believed even before we are done: whoever confirms too early cheats only themselves. */
  async confirmedByPeer(): Promise<void> {
    if (this.stage === 'offered' && this.key === undefined) return;
    const root = this.offer.source.leaves.known.complete ? await this.offer.source.root : undefined;
    this.advance(this.record.sizeBytes);
    this.changed({ treeHash: root });
    this.end({ status: 'done', file: undefined });
  }

  override cancel(): Promise<void> {
    this.isWithdrawn = true;
    return super.cancel();
  }

  /** Tells who has not heard of it that it is over. */
  async tellEnd({ outbox }: FileDialogue): Promise<void> {
    await outbox.tell({ type: 'file:cancel', fileId: this.fileId, sender: true });
  }

  override interrupt(): void {
    this.#supply?.clear();
    this.#supply = undefined;
    super.interrupt();
  }

  protected override end(outcome: Parameters<FileTransfer['end']>[0]): void {
    this.#supply?.clear();
    super.end(outcome);
  }

  protected override pausing(): void {
    if (this.#supply !== undefined) this.#supply.paused = true;
  }

  protected override continuing(): void {
    if (this.#supply === undefined) return;
    this.#supply.paused = false;
    this.dialogue?.outbox.serve(this.#supply);
  }

  async #announce(proof: string | undefined): Promise<void> {
    const { fileId, name, path, sizeBytes, mediaType, shared } = this.offer;
    const offer = { fileId, tag: this.#tag, name, path, sizeBytes, mediaType, shared };
    await this.tell({ type: 'file:offer', ...offer, ...(proof !== undefined && { proof }) });
  }

  async #tellRoot(dialogue: FileDialogue): Promise<void> {
    const root = await this.offer.source.root;
    if (!this.ended && this.dialogue === dialogue) await this.tell({ type: 'file:root', fileId: this.fileId, root });
  }

  #bytesHeld(held: number): number {
    const { count, blockBytes, sizeBytes } = this.offer.source.layout;
    return held >= count ? sizeBytes : held * blockBytes;
  }

  /** After what is queued, which is hashed on its way. */
  #completeOnceSent(): void {
    const { known } = this.offer.source.leaves;
    if (known.total - known.count > (this.#supply?.length ?? 0)) this.#complete();
  }

  #complete(): void {
    this.offer.source.complete().catch((error: unknown) => void this.fail(error));
  }
}

/** Blocks one person may have asked for; its own window is smaller. */
const MAX_WANTED = 256;
