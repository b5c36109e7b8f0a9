import type { FileMessageOf } from '../protocol/file-message.js';
import { coalesce } from '../base/coalesce.js';
import { RtcError } from '../protocol/index.js';
import { BlockChoice, inOneMessage } from './block-choice.js';
import type { BlockFrame } from './block-frames.js';
import { BlockIntake, type ReceivedBlock } from './block-intake.js';
import { BlockKeeping } from './block-keeping.js';
import type { BlockLayout } from './block-layout.js';
import { BlockOrder } from './block-order.js';
import { rangesOf, type BlockMap, type BlockRange } from './block-map.js';
import type { FileParts } from './file-parts.js';
import type { LeafHashes } from './leaf-hashes.js';
import type { MemberSource } from './member-source.js';
import { RequestWindow } from './request-window.js';
import { SpareTime } from './spare-time.js';

export interface FileDownloadOptions {
  readonly layout: BlockLayout;
  readonly parts: FileParts;
  readonly isPaused: () => boolean;
  /** Others may receive it too. */
  readonly isShared: boolean;
  /** Whether the sender is there to be asked. */
  readonly isSenderHere: () => boolean;
  readonly want: (message: Pick<FileMessageOf<'file:want'>, 'held' | 'blocks'>) => void;
  /** A block is verified and written. */
  readonly kept: (block: number) => void;
  readonly signal: AbortSignal;
}

/** Asked of the sender until the first has come: by then it is known who else receives the file, and who asks for what. */
const FIRST_SHARED_BLOCKS = 3;

/** How often somebody is looked for who owes blocks and does not give them, and whether the sender has to help out. */
const STALL_CHECK_MS = 500;

/** How often what others tell leads to a new choice, which looks at every block. */
const CHOICE_INTERVAL_MS = 20;

/** Whoever was asked for blocks: the sender, or somebody who passes them on. */
type Source = Pick<MemberSource, 'intake' | 'window'>;

/** Asks for the blocks of a file, of its sender and of others who have some; never for more at once than each one's window. */
export class FileDownload {
  /** Verified and written. */
  readonly have: BlockMap;
  readonly leaves: LeafHashes;
  /** Every block is there. Rejects with `transfer/corrupt`, `transfer/no-space`. */
  readonly done: Promise<void>;
  readonly #options: FileDownloadOptions;
  readonly #sender: Source;
  readonly #keeping: BlockKeeping;
  readonly #members = new Set<MemberSource>();
  readonly #choice: BlockChoice;
  readonly #order: BlockOrder;
  readonly #askSoon: () => void;
  readonly #spareTime = new SpareTime(performance.now());
  #isDone!: () => void;
  #failed!: (cause: unknown) => void;
  #stallCheck: ReturnType<typeof setInterval> | undefined;

  constructor(options: FileDownloadOptions) {
    const { layout } = options;
    this.#options = options;
    this.#keeping = new BlockKeeping(layout, options.parts, options.signal);
    this.have = this.#keeping.have;
    this.leaves = this.#keeping.leaves;
    this.#sender = {
      intake: new BlockIntake(layout),
      window: new RequestWindow(layout.blockBytes, performance.now()),
    };
    this.#choice = new BlockChoice(layout.count);
    this.#order = new BlockOrder(this.have);
    this.#askSoon = coalesce(() => this.ask(), CHOICE_INTERVAL_MS, options.signal);
    this.done = new Promise<void>((resolve, reject) => {
      this.#isDone = resolve;
      this.#failed = reject;
    });
    if (this.have.complete) this.#isDone();
    options.signal.addEventListener('abort', () => clearInterval(this.#stallCheck), { once: true });
  }

  /** Reads and hashes what was here before the page was loaded. To be called once, before anything is asked for. */
  async recover(): Promise<void> {
    await this.#keeping.recover();
    if (this.have.complete) this.#isDone();
  }

  /** Of the file, as far as it is here. */
  get bytes(): number {
    const { layout } = this.#options;
    const held = layout.bytesOfMany(this.have.count, layout.count > 0 && this.have.has(layout.count - 1));
    return Math.min(layout.sizeBytes, held + this.#sender.intake.partialBytes);
  }

  /** As much as the windows have room for, once it is worth a message. */
  ask(): void {
    if (this.#options.isPaused() || this.have.complete) return;
    for (const member of this.#members) this.#askMember(member);
    if (this.#options.isSenderHere()) this.#askSender();
  }

  /** Throws what `BlockIntake.take` throws. */
  take(frame: BlockFrame): void {
    const received = this.#sender.intake.take(frame);
    if (received === undefined) return;
    this.#spareTime.senderGave(performance.now());
    const { block, hash } = received;
    void this.#keep(received, this.#sender, this.leaves.get(block) ?? hash, () =>
      this.#failed(new RtcError('transfer/corrupt', `Block ${block} is not what its hash says.`)),
    );
  }

  /** Whether it was asked for. */
  takeFrom(member: MemberSource, frame: BlockFrame): boolean {
    try {
      member.heard();
      const received = member.intake.take(frame);
      this.#spareTime.othersGave(performance.now());
      // Of what somebody passes on, only what the sender has told counts.
      const told = received && this.leaves.get(received.block);
      if (received !== undefined) void this.#keep(received, member, told, () => this.#forget(member));
      return true;
    } catch (error) {
      if (!(error instanceof RtcError)) throw error;
      // Too late, or never asked for: the channel counts it.
      return false;
    }
  }

  /** What was asked of the sender does not come any more, and is asked for again. */
  interrupt(): void {
    this.#sender.intake.interrupt();
    this.#sender.intake.expect(this.#keeping.underWay);
    this.#order.restart();
    this.ask();
  }

  /** Somebody else has blocks of it. `self`: this visitor's own userId. */
  addMember(member: MemberSource, self: string): void {
    this.#members.add(member);
    this.#choice.came(member.map);
    this.#divide(self);
    if (this.#options.signal.aborted) return;
    this.#stallCheck ??= setInterval(() => this.#dropStalled(), STALL_CHECK_MS);
    this.ask();
  }

  removeMember(member: MemberSource, self: string): void {
    this.#forget(member);
    this.#divide(self);
  }

  memberGot(member: MemberSource, ranges: readonly BlockRange[]): void {
    if (!this.#members.has(member)) return;
    for (const [first, count] of ranges) {
      const end = Math.min(first + count, this.have.total);
      for (let block = first; block < end; block += 1) if (member.map.add(block)) this.#choice.gained([block, 1]);
    }
    this.#askSoon();
  }

  /** The sender says what blocks have to be, wherever they come from. */
  learn(first: number, hashes: Uint8Array): void {
    this.leaves.learn(first, hashes);
    this.#askSoon();
  }

  #askSender(): void {
    const { intake, window } = this.#sender;
    const open = intake.open.size;
    if (!window.isWorthAsking(open)) return;
    const { unsavedBytes = 0 } = this.#options.parts;
    const unsaved = Math.ceil(unsavedBytes / this.#options.layout.blockBytes);
    const room = Math.min(window.blocks, window.mostBlocks - unsaved) - open;
    const blocks = this.#nextOfSender(room, open);
    if (blocks.length === 0) return;
    if (open === 0) this.#spareTime.asked(performance.now());
    intake.expect(blocks);
    this.#options.want({ held: this.have.count, blocks: rangesOf(blocks) });
  }

  #nextOfSender(room: number, open: number): number[] {
    const mayAsk = (block: number): boolean => this.#isMissing(block);
    const any = (most: number): number[] =>
      this.#choice.choose({ room: Math.min(room, most - open), mayAsk, least: 0, most: Infinity });
    if (this.#options.isShared && this.have.count === 0) return any(FIRST_SHARED_BLOCKS);
    if (this.#members.size === 0) return this.#order.choose(room, mayAsk);
    const own = this.#choice.choose({ room, mayAsk, least: 0, most: 0, ownShare: true });
    if (own.length > 0) return inOneMessage(own);
    return any(this.#spareTime.blocks(performance.now()));
  }

  #askMember(member: MemberSource): void {
    const open = member.intake.open.size;
    if (!member.window.isWorthAsking(open)) return;
    const mayAsk = (block: number): boolean =>
      member.map.has(block) && this.leaves.known.has(block) && this.#isMissing(block);
    const room = member.window.blocks - open;
    const blocks = inOneMessage(this.#choice.choose({ room, mayAsk, least: 1, most: Infinity }));
    if (blocks.length === 0) return;
    if (open === 0) member.heard();
    member.intake.expect(blocks);
    member.want(rangesOf(blocks));
  }

  #isMissing(block: number): boolean {
    if (this.have.has(block) || this.#keeping.underWay.has(block) || this.#sender.intake.open.has(block)) return false;
    for (const { intake } of this.#members) if (intake.open.has(block)) return false;
    return true;
  }

  #divide(self: string): void {
    this.#choice.share([self, ...[...this.#members].map(({ userId }) => userId)], self);
  }

  /** What was asked of this one is asked of others. */
  #forget(member: MemberSource): void {
    if (!this.#members.delete(member)) return;
    this.#choice.left(member.map);
    member.intake.interrupt();
    this.#order.restart();
    this.ask();
  }

  /** Who owes blocks and gives none keeps nobody waiting; it may be asked again. */
  #dropStalled(): void {
    for (const member of this.#members) if (member.isStalled) member.intake.interrupt();
    this.#order.restart();
    this.ask();
  }

  async #keep(
    { block, input }: ReceivedBlock,
    { intake, window }: Source,
    expected: Uint8Array | undefined,
    wrong: () => void,
  ): Promise<void> {
    try {
      const isKept = expected === undefined || (await this.#keeping.keep(block, input, expected));
      if (isKept === undefined) {
        intake.settle(block);
        return;
      }
      if (!isKept) {
        wrong();
        return;
      }
    } catch (cause) {
      this.#failed(cause);
      return;
    }
    intake.settle(block);
    // Since an interruption it may count for the sender, whoever it came from.
    this.#sender.intake.settle(block);
    window.settled(performance.now());
    if (this.#options.signal.aborted) return;
    this.#options.kept(block);
    if (this.have.complete) this.#isDone();
    else this.ask();
  }
}
