import { coalesce } from '../base/coalesce.js';
import type { FileMessageOf } from '../protocol/file-message.js';
import type { BlockFrame } from './block-frames.js';
import { emptyFrame, FRAME_HEADER_BYTES } from './block-frames.js';
import type { BlockLayout } from './block-layout.js';
import { BlockMap, rangesOf } from './block-map.js';
import { BlockSupply, type PreparedBlock } from './block-supply.js';
import type { FileDialogue } from './file-dialogue.js';
import type { FileDownload } from './file-download.js';
import { MemberSource } from './member-source.js';

/** How often others hear of what has come. */
const GOT_INTERVAL_MS = 100;
const MAX_RANGES = 64;
/** Blocks one person may have asked for. */
const MAX_WANTED = 256;

export interface FileSwarmOptions {
  readonly fileId: string;
  readonly layout: BlockLayout;
  readonly download: FileDownload;
  /** A block that is here; from the finished file, once it is. */
  readonly read: (block: number) => Promise<Uint8Array<ArrayBuffer>>;
  /** This visitor's own userId now. */
  readonly self: () => string;
  readonly signal: AbortSignal;
}

interface Member {
  /** Marks what this person passes on. */
  readonly tag: number;
  readonly source: MemberSource;
  readonly supply: BlockSupply;
}

/** Those of a room who receive the same file, and pass on to each other what they have of it. */
export class FileSwarm {
  readonly #options: FileSwarmOptions;
  readonly #members = new Map<FileDialogue, Member>();
  /** What marks the blocks we pass on, to each. */
  readonly #tags = new Map<FileDialogue, number>();
  readonly #got: number[] = [];
  readonly #tellGot: () => void;

  constructor(options: FileSwarmOptions) {
    this.#options = options;
    this.#tellGot = coalesce(() => this.#sayGot(), GOT_INTERVAL_MS, options.signal);
    options.signal.addEventListener('abort', () => this.#end(), { once: true });
  }

  /** Tells somebody what is here, who may receive the same file. */
  meet(dialogue: FileDialogue): void {
    const { fileId, download } = this.#options;
    const tag = this.#tags.get(dialogue) ?? dialogue.nextTag();
    this.#tags.set(dialogue, tag);
    void dialogue.outbox.tell({ type: 'file:have', fileId, tag, map: download.have.toText() });
  }

  /** False for what is no map of this file. */
  heard(dialogue: FileDialogue, { tag, map: text }: FileMessageOf<'file:have'>): boolean {
    const { layout, download, fileId, self, signal } = this.#options;
    const map = BlockMap.fromText(text, layout.count);
    if (map === undefined || signal.aborted) return false;
    const known = this.#members.get(dialogue);
    if (known !== undefined) {
      // What has come there since it first spoke.
      download.memberGot(known.source, rangesOf(map));
      return true;
    }
    const source = new MemberSource({
      userId: dialogue.link.userId,
      map,
      layout,
      want: (blocks) => void dialogue.outbox.tell({ type: 'file:want', fileId, held: download.have.count, blocks }),
    });
    this.meet(dialogue);
    const supply = new BlockSupply({
      tag: this.#tags.get(dialogue) ?? 0,
      read: (block) => this.#prepare(block),
      // It is gone from here; somebody else is asked for it.
      failed: () => undefined,
      sent: () => undefined,
    });
    this.#members.set(dialogue, { tag, source, supply });
    dialogue.takeFrames(tag, (frame: BlockFrame) => download.takeFrom(source, frame));
    download.addMember(source, self());
    return true;
  }

  got(dialogue: FileDialogue, { blocks }: FileMessageOf<'file:got'>): void {
    const member = this.#members.get(dialogue);
    if (member !== undefined) this.#options.download.memberGot(member.source, blocks);
  }

  wanted(dialogue: FileDialogue, { blocks }: FileMessageOf<'file:want'>): void {
    const member = this.#members.get(dialogue);
    if (member === undefined) return;
    const { have } = this.#options.download;
    for (const [first, count] of blocks) {
      const end = Math.min(first + count, have.total);
      for (let block = first; block < end && member.supply.length < MAX_WANTED; block += 1) {
        if (have.has(block)) member.supply.add([block]);
      }
    }
    dialogue.outbox.serve(member.supply);
  }

  /** Somebody is gone, or has the file no more. */
  left(dialogue: FileDialogue): void {
    this.#tags.delete(dialogue);
    const member = this.#members.get(dialogue);
    if (member === undefined) return;
    this.#members.delete(dialogue);
    dialogue.leaveFrames(member.tag);
    member.supply.clear();
    this.#options.download.removeMember(member.source, this.#options.self());
  }

  /** A block is verified and written here. */
  kept(block: number): void {
    if (this.#members.size === 0) return;
    this.#got.push(block);
    this.#tellGot();
  }

  #sayGot(): void {
    const { fileId } = this.#options;
    const ranges = rangesOf(this.#got.splice(0).sort((one, other) => one - other));
    while (ranges.length > 0) {
      const blocks = ranges.splice(0, MAX_RANGES);
      for (const dialogue of this.#members.keys()) void dialogue.outbox.tell({ type: 'file:got', fileId, blocks });
    }
  }

  async #prepare(block: number): Promise<PreparedBlock> {
    const bytes = await this.#options.read(block);
    const frame = emptyFrame(bytes.length);
    frame.set(bytes, FRAME_HEADER_BYTES);
    const hash = this.#options.download.leaves.get(block) ?? new Uint8Array(32);
    return { block, hash, frame };
  }

  /** What is not complete here is passed on to nobody any more. */
  #end(): void {
    const { fileId } = this.#options;
    for (const [dialogue, { tag, supply }] of this.#members) {
      dialogue.leaveFrames(tag);
      supply.clear();
      void dialogue.outbox.tell({ type: 'file:cancel', fileId, sender: true });
    }
    this.#members.clear();
  }
}
