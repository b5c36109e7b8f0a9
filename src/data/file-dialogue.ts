import * as v from 'valibot';
import { FileMessageSchema, type FileMessage, type FileMessageOf } from '../protocol/file-message.js';
import { MAX_PEER_MESSAGE_BYTES } from '../protocol/index.js';
import { decodeFrame, type BlockFrame } from './block-frames.js';
import type { DataLink } from './data-link.js';
import { IncomingFile } from './file-incoming.js';
import { OutgoingFile } from './file-outgoing.js';
import type { FileSwarm } from './file-swarm.js';
import type { FileTransfer } from './file-transfer.js';
import { FileHearing } from './file-hearing.js';
import { FrameOutbox } from './frame-outbox.js';
import type { Dropped } from './transfers-port.js';

/** Files that may be open at once in one direction of one connection. We wait above it; a stranger is declined. */
export const MAX_OPEN_FILES = 64;

export interface FileDialogueOptions {
  readonly link: DataLink;
  readonly incoming: {
    /** Somebody offers a file that is new over this link. Undefined when it is not taken. */
    offered(dialogue: FileDialogue, offer: FileMessageOf<'file:offer'>): IncomingFile | undefined;
    /** Those who receive this file and pass it on, if this page is one of them. */
    swarm(fileId: string): FileSwarm | undefined;
    /** Somebody does not offer this file, which is not on its way here. */
    withdrawn(dialogue: FileDialogue, fileId: string): void;
  };
  readonly outgoing: {
    /** Never rejects. */
    sought(dialogue: FileDialogue, seek: FileMessageOf<'file:seek'>): Promise<void>;
  };
  /** This is no visitor with a file: its channel is closed. */
  readonly flooded: (dialogue: FileDialogue) => void;
}

/** The files between this page and one person, over one connection; ends with it. */
export class FileDialogue {
  readonly link: DataLink;
  readonly outbox: FrameOutbox;
  readonly #options: FileDialogueOptions;
  readonly #hearing = new FileHearing(() => this.#refuse());
  /** Waiting to be offered, with the proof that goes with some. */
  readonly #unannounced = new Map<OutgoingFile, string | undefined>();
  readonly #outgoing = new Map<string, OutgoingFile>();
  readonly #incoming = new Map<string, IncomingFile>();
  readonly #incomingByTag = new Map<number, IncomingFile>();
  /** Blocks this person passes on, that it has from others. Whether each was asked for. */
  readonly #passedOn = new Map<number, (frame: BlockFrame) => boolean>();
  #nextTag = 0;

  constructor(options: FileDialogueOptions) {
    this.#options = options;
    this.link = options.link;
    this.outbox = new FrameOutbox(options.link);
  }

  get dropped(): Dropped {
    return this.#hearing.dropped;
  }

  /** Tells the other side of a file, at once or as soon as fewer are open. Resolves when that is on its way, or waits. */
  async announce(transfer: OutgoingFile, proof?: string): Promise<void> {
    if (this.link.signal.aborted) {
      transfer.interrupt();
      return;
    }
    this.#unannounced.set(transfer, proof);
    await this.#announceSome();
  }

  outgoing(fileId: string): OutgoingFile | undefined {
    return this.#outgoing.get(fileId);
  }

  receive(received: ArrayBuffer | string): void {
    if (typeof received === 'string') this.#receiveText(received);
    else this.#receiveFrame(received);
  }

  /** What was interrupted, or is new, comes over this link now. */
  adopt(transfer: IncomingFile, tag: number): void {
    this.#incoming.set(transfer.fileId, transfer);
    this.#incomingByTag.set(tag, transfer);
    transfer.offered(this, tag);
  }

  /** Blocks with this mark are passed on by this person. */
  takeFrames(tag: number, take: (frame: BlockFrame) => boolean): void {
    this.#passedOn.set(tag, take);
  }

  /** This person passes on nothing with this mark any more. */
  leaveFrames(tag: number): void {
    this.#passedOn.delete(tag);
  }

  /** Comes round after four billion files, when the first are long over. */
  nextTag(): number {
    const tag = this.#nextTag;
    this.#nextTag = (tag + 1) % 0x1_0000_0000;
    return tag;
  }

  /** The connection is down, and may come up again as it is, or has: nothing is lost, and nothing moves. */
  wavers(isDown: boolean): void {
    for (const transfer of [...this.#outgoing.values(), ...this.#incoming.values()]) transfer.wavers(isDown);
  }

  /** The connection is gone. Idempotent. */
  interrupt(): void {
    const open = [...this.#unannounced.keys(), ...this.#outgoing.values(), ...this.#incoming.values()];
    for (const transfer of open) transfer.interrupt();
    this.#unannounced.clear();
    this.#outgoing.clear();
    this.#incoming.clear();
    this.#incomingByTag.clear();
    this.#passedOn.clear();
  }

  forget(transfer: FileTransfer): void {
    if (transfer instanceof IncomingFile) {
      if (this.#incoming.get(transfer.fileId) === transfer) this.#incoming.delete(transfer.fileId);
      if (this.#incomingByTag.get(transfer.tag) === transfer) this.#incomingByTag.delete(transfer.tag);
    } else if (transfer instanceof OutgoingFile) {
      this.#unannounced.delete(transfer);
      if (this.#outgoing.get(transfer.fileId) === transfer) this.#outgoing.delete(transfer.fileId);
      void this.#announceSome();
    }
  }

  async #announceSome(): Promise<void> {
    const announcements: Promise<void>[] = [];
    for (const [transfer, proof] of this.#unannounced) {
      if (this.#outgoing.size >= MAX_OPEN_FILES) break;
      this.#unannounced.delete(transfer);
      this.#outgoing.set(transfer.fileId, transfer);
      announcements.push(transfer.announce(this, this.nextTag(), proof));
    }
    await Promise.all(announcements);
  }

  #receiveText(text: string): void {
    const message = parsed(text);
    if (message === undefined || !(this.#isExpected(message) || this.#hearing.mayHear(message)))
      this.#hearing.dropMessage();
    else this.#hearing.hear(() => this.#hear(message));
  }

  /** Moves on a file that is open, and can do so once: nothing else tells of it, so it may not be lost. */
  #isExpected(message: FileMessage): boolean {
    const { type, fileId } = message;
    const stage = this.#outgoing.get(fileId)?.stage;
    if (type === 'file:accept' || type === 'file:decline') return stage === 'offered';
    if (type === 'file:done') return stage !== undefined && stage !== 'offered';
    if (type === 'file:root') return this.#incoming.get(fileId)?.knowsRoot === false;
    return type === 'file:cancel' && this.#spokenOf(message) !== undefined;
  }

  #hear(message: FileMessage): void {
    const { fileId } = message;
    switch (message.type) {
      case 'file:offer':
        return this.#offered(message);
      case 'file:root':
        return this.#incoming.get(fileId)?.toldRoot(message.root);
      case 'file:accept':
        return this.#outgoing.get(fileId)?.acceptedByPeer(message);
      case 'file:want':
        return this.#wanted(message);
      case 'file:decline':
        return this.#outgoing.get(fileId)?.declinedByPeer();
      case 'file:done':
        return void this.#outgoing.get(fileId)?.confirmedByPeer();
      case 'file:seek':
        return void this.#options.outgoing.sought(this, message);
      case 'file:pause':
        return this.#spokenOf(message)?.pausedByPeer(message.paused);
      case 'file:cancel':
        return this.#cancelled(message);
      case 'file:have':
        // Said to everybody, also to those who do not receive the file.
        if (this.#options.incoming.swarm(fileId)?.heard(this, message) === false) this.#hearing.dropMessage();
        return;
      case 'file:got':
        return this.#options.incoming.swarm(fileId)?.got(this, message);
      case 'file:hashes':
        return this.#incoming.get(fileId)?.toldHashes(message);
      default:
        message satisfies never;
    }
  }

  #wanted(message: FileMessageOf<'file:want'>): void {
    const outgoing = this.#outgoing.get(message.fileId);
    if (outgoing !== undefined) outgoing.wantedByPeer(message);
    else this.#options.incoming.swarm(message.fileId)?.wanted(this, message);
  }

  #cancelled(message: FileMessageOf<'file:cancel'>): void {
    const transfer = this.#spokenOf(message);
    if (transfer !== undefined) transfer.cancelledByPeer();
    else if (message.sender) {
      this.#options.incoming.swarm(message.fileId)?.left(this);
      this.#options.incoming.withdrawn(this, message.fileId);
    }
  }

  #spokenOf({ sender, fileId }: FileMessageOf<'file:pause' | 'file:cancel'>): FileTransfer | undefined {
    return (sender ? this.#incoming : this.#outgoing).get(fileId);
  }

  #receiveFrame(buffer: ArrayBuffer): void {
    const frame = decodeFrame(buffer);
    this.#hearing.frame(frame !== undefined && this.#isTaken(frame));
  }

  /** The connection stays: its media and messages have limits of their own. */
  #refuse(): void {
    this.link.refuseFrames();
    this.#options.flooded(this);
  }

  #isTaken(frame: BlockFrame): boolean {
    const incoming = this.#incomingByTag.get(frame.tag);
    return incoming === undefined ? this.#passedOn.get(frame.tag)?.(frame) === true : incoming.take(frame);
  }

  #offered(offer: FileMessageOf<'file:offer'>): void {
    const { fileId, tag } = offer;
    if (this.#incoming.has(fileId) || this.#incomingByTag.has(tag)) {
      this.#hearing.dropMessage();
      return;
    }
    if (this.#incoming.size >= MAX_OPEN_FILES) {
      this.#hearing.dropMessage();
      void this.outbox.tell({ type: 'file:decline', fileId });
      return;
    }
    const transfer = this.#options.incoming.offered(this, offer);
    if (transfer !== undefined) this.adopt(transfer, tag);
  }
}

function parsed(text: string): FileMessage | undefined {
  // Characters, which are fewer than bytes: whoever sends more is refused either way.
  if (text.length > MAX_PEER_MESSAGE_BYTES) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Whatever it is, it is no message: the caller counts it.
    return undefined;
  }
  const result = v.safeParse(FileMessageSchema, value);
  return result.success ? result.output : undefined;
}
