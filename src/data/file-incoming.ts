import { randomId } from '../base/random-id.js';
import type { FileMessageOf } from '../protocol/file-message.js';
import { RtcError } from '../protocol/index.js';
import type { BlockFrame } from './block-frames.js';
import { BlockLayout } from './block-layout.js';
import type { FileDialogue } from './file-dialogue.js';
import { FileDownload } from './file-download.js';
import { inertMediaType } from './file-media-type.js';
import { inertFileName, inertPath } from './file-names.js';
import type { FileParts } from './file-parts.js';
import type { FileSwarm, FileSwarmOptions } from './file-swarm.js';
import type { FileTarget } from './file-target.js';
import { hashesOf } from './hash-teller.js';
import { FileTransfer, type TransferOptions } from './file-transfer.js';

/** Makes the place for the blocks of a file. Rejects with `transfer/no-space`. */
export type OpenParts = (
  transfer: IncomingFile,
  layout: BlockLayout,
  target: FileTarget | undefined,
) => Promise<FileParts>;

/** With the others who receive the same file. */
export type JoinSwarm = (
  transfer: IncomingFile,
  file: Pick<FileSwarmOptions, 'layout' | 'download' | 'read'>,
) => FileSwarm | undefined;

export interface IncomingOptions extends TransferOptions {
  readonly transferId: string;
  readonly userId: string;
  readonly openParts: OpenParts;
  readonly joinSwarm: JoinSwarm;
  /** Of a transfer that was accepted before the page was loaded. */
  readonly key?: string;
}

/** A file one person offers to this page. Nothing of it is kept before it is accepted. */
export class IncomingFile extends FileTransfer {
  /** What both sides know this transfer by after an interruption. */
  readonly key: string;
  /** Offered to the whole room. */
  readonly shared: boolean;
  readonly #openParts: OpenParts;
  readonly #joinSwarm: JoinSwarm;
  #swarm: FileSwarm | undefined;
  readonly #layout: BlockLayout;
  #tag = 0;
  /** Whether the visitor has been asked. */
  #asked = false;
  #accepted = false;
  #restored = false;
  #download: FileDownload | undefined;
  #parts: FileParts | undefined;
  #knowsRoot = false;
  #rootIs!: (root: string) => void;
  readonly #root = new Promise<string>((resolve) => (this.#rootIs = resolve));

  constructor(offer: Omit<FileMessageOf<'file:offer'>, 'type' | 'tag'>, options: IncomingOptions) {
    super(
      {
        transferId: options.transferId,
        fileId: offer.fileId,
        direction: 'receiving',
        userId: options.userId,
        name: inertFileName(offer.name),
        path: inertPath(offer.path),
        sizeBytes: offer.sizeBytes,
        mediaType: offer.mediaType,
      },
      options,
    );
    this.key = options.key ?? randomId();
    this.shared = offer.shared;
    this.#openParts = options.openParts;
    this.#joinSwarm = options.joinSwarm;
    this.#layout = new BlockLayout(offer.sizeBytes);
  }

  get tag(): number {
    return this.#tag;
  }

  get accepted(): boolean {
    return this.#accepted;
  }

  /** Accepted on an earlier page of this visitor: something of it may have come. */
  get restored(): boolean {
    return this.#restored;
  }

  /** The sender has told it. */
  get knowsRoot(): boolean {
    return this.#knowsRoot;
  }

  /** The sender offers it, for the first time or after an interruption. */
  offered(dialogue: FileDialogue, tag: number): void {
    this.#tag = tag;
    this.bind(dialogue);
    if (!this.#asked) {
      this.#asked = true;
      this.opened();
    }
    if (this.#download !== undefined) void this.#begin(this.#download);
  }

  /**
   * Resolves when the sender is told. There is no limit to how long the first byte may take: the connection's end or a
   * cancellation ends the wait too.
   */
  async accept(target?: FileTarget): Promise<void> {
    if (!this.#accepted && !this.ended) {
      this.#asked = true;
      this.#accepted = true;
      await this.#open(target);
    }
    if (this.record.error !== undefined) throw this.record.error;
  }

  /** The page was loaded anew after it was accepted: goes on as soon as the sender is found, and asks nobody. */
  goOn(target: FileTarget | undefined): void {
    this.#asked = true;
    this.#accepted = true;
    this.#restored = true;
    this.interrupt();
    void this.#open(target);
  }

  async decline(): Promise<void> {
    if (this.#accepted) return this.cancel();
    if (this.ended) return;
    const { dialogue } = this;
    this.end({
      status: 'declined',
      error: new RtcError('transfer/declined', 'You declined the file.', { severity: 'info' }),
    });
    await dialogue?.outbox.tell({ type: 'file:decline', fileId: this.fileId });
  }

  /** Returns whether the frame was wanted; a wrong one ends the transfer. */
  take(frame: BlockFrame): boolean {
    const download = this.#download;
    if (download === undefined || this.ended) return false;
    try {
      download.take(frame);
    } catch (cause) {
      void this.fail(cause);
      return true;
    }
    this.advance(download.bytes);
    return true;
  }

  /** The first word counts. */
  toldRoot(root: string): void {
    this.#knowsRoot = true;
    this.#rootIs(root);
  }

  /** The sender says what blocks have to be that others pass on. */
  toldHashes({ first, hashes }: FileMessageOf<'file:hashes'>): void {
    const told = hashesOf(hashes);
    if (this.#download === undefined) return;
    if (told === undefined) void this.fail(new RtcError('data/invalid', 'The sender told hashes that are none.'));
    else this.#download.learn(first, told);
  }

  override interrupt(): void {
    super.interrupt();
    this.#download?.interrupt();
    this.#believeLeaves();
  }

  protected override end(outcome: Parameters<FileTransfer['end']>[0]): void {
    if (this.ended) return;
    super.end(outcome);
    const parts = this.#parts;
    this.#parts = undefined;
    this.#download = undefined;
    // What cannot be given back now is found and given back with the next visit.
    if (outcome.status !== 'done') parts?.discard().catch(() => undefined);
  }

  protected override pausing(): void {
    // Nothing more is asked for; what is on its way still comes.
  }

  protected override continuing(): void {
    this.#download?.ask();
  }

  /** Never rejects. */
  async #open(target: FileTarget | undefined): Promise<void> {
    try {
      this.#parts = await this.#openParts(this, this.#layout, target);
      await this.#start(this.#parts);
    } catch (cause) {
      await this.fail(cause);
    }
  }

  async #start(parts: FileParts): Promise<void> {
    if (this.ended) return parts.discard();
    const download = new FileDownload({
      layout: this.#layout,
      parts,
      isPaused: () => this.paused,
      isShared: this.shared,
      isSenderHere: () => this.dialogue !== undefined,
      want: (message) => void this.tell({ type: 'file:want', fileId: this.fileId, ...message }),
      kept: (block) => {
        this.advance(download.bytes);
        this.#swarm?.kept(block);
      },
      signal: this.signal,
    });
    await download.recover();
    if (this.ended) return;
    this.#download = download;
    if (download.have.count > 0) this.advance(download.bytes);
    download.done.then(
      () => this.#finish(download, parts),
      (cause: unknown) => this.fail(cause),
    );
    this.enter('accepted');
    await this.#begin(download);
    if (this.shared && parts.read !== undefined) {
      this.#swarm = this.#joinSwarm(this, { layout: this.#layout, download, read: (block) => readOf(parts, block) });
    }
  }

  async #begin(download: FileDownload): Promise<void> {
    const accepted = this.tell({ type: 'file:accept', fileId: this.fileId, key: this.key, held: download.have.count });
    if (this.record.pausedHere) void this.tellPaused();
    download.ask();
    await accepted;
  }

  /**
   * The sender is gone and everything is here: each block is what the sender said it has to be, so the root it would have
   * told is the one over these.
   */
  #believeLeaves(): void {
    const download = this.#download;
    if (this.dialogue !== undefined || download?.have.complete !== true) return;
    download.leaves.root().then(this.#rootIs, (cause: unknown) => this.fail(cause));
  }

  /** Never rejects. */
  async #finish(download: FileDownload, parts: FileParts): Promise<void> {
    this.#believeLeaves();
    try {
      const [own, root] = await Promise.all([download.leaves.root(), this.#root]);
      if (this.ended) return;
      if (own !== root) throw new RtcError('transfer/corrupt', 'What came is not the file that was sent.');
      const { name, mediaType } = this.record;
      const file = await parts.finish(name, inertMediaType(mediaType));
      if (this.ended) return;
      const { dialogue } = this;
      this.changed({ treeHash: root });
      this.end({ status: 'done', file });
      await dialogue?.outbox.tell({ type: 'file:done', fileId: this.fileId });
    } catch (cause) {
      await this.fail(cause);
    }
  }
}

/** Read beside the transfer, which may be over by then. */
async function readOf(parts: FileParts, block: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await parts.read?.(block);
  if (bytes === undefined) throw new RtcError('transfer/unreadable', 'The file cannot be read yet.');
  return bytes;
}
