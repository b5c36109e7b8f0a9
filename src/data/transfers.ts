import { TypedEventTarget } from '../base/typed-event-target.js';
import { RtcError } from '../protocol/index.js';
import { CutOff, flooded } from './cut-off.js';
import type { DataLink } from './data-link.js';
import { FileDialogue } from './file-dialogue.js';
import type { FileStore } from './file-store.js';
import type { FileTarget } from './file-target.js';
import type { FileTransfer, TransferMoment } from './file-transfer.js';
import { ReceivingFiles } from './receiving-files.js';
import { SendingFiles } from './sending-files.js';
import { TransferKeeper } from './transfer-keeper.js';
import { TransferList } from './transfer-list.js';
import type { Dropped, FileToOffer, TransferEvents, TransferRecord, TransfersPort } from './transfers-port.js';

export type { TransferEvents, TransferRecord, TransfersPort } from './transfers-port.js';

/** How long somebody who is away is waited for: a page that is loaded anew, and the same file picked there again. */
const PATIENCE_MS = 300_000;

export interface TransfersOptions {
  /** Aborting it interrupts whatever is going on. */
  readonly signal: AbortSignal;
  /** This visitor's own userId now. */
  readonly self: () => string;
  /** The ways to everybody there is a way to: some of them may receive the same files. */
  readonly links?: () => readonly DataLink[];
  /** What outlives the page; without it, everything ends with the page. */
  readonly store?: FileStore;
  readonly patienceMs?: number;
}

/** All files of one room session, in both directions and with everybody in it. */
export class Transfers extends TypedEventTarget<TransferEvents> implements TransfersPort {
  readonly #signal: AbortSignal;
  readonly #list: TransferList;
  readonly #keeper: TransferKeeper;
  readonly #sending: SendingFiles;
  readonly #receiving: ReceivingFiles;
  readonly #dialogues = new Map<string, FileDialogue>();
  readonly #cutOff = new CutOff();
  #droppedBefore: Dropped = { frames: 0, messages: 0 };

  constructor({ signal, self, links, store, patienceMs = PATIENCE_MS }: TransfersOptions) {
    super();
    this.#signal = signal;
    this.#keeper = new TransferKeeper(store);
    this.#list = new TransferList((records) => this.emit('change', records), signal);
    const session = {
      list: this.#list,
      keeper: this.#keeper,
      self,
      signal,
      transferOptions: {
        patienceMs,
        observe: (transfer: FileTransfer, moment: TransferMoment) => this.#observe(transfer, moment),
      },
    };
    this.#sending = new SendingFiles(session);
    this.#receiving = new ReceivingFiles(session, {
      withPerson: (userId) => this.#dialogues.get(userId),
      all: () => (links?.() ?? []).flatMap((link) => this.#dialogue(link) ?? []),
    });
    signal.addEventListener(
      'abort',
      () => {
        for (const transfer of this.#list) transfer.giveUp(signal.reason);
        this.#receiving.end();
      },
      { once: true },
    );
  }

  get records(): readonly TransferRecord[] {
    return this.#list.records;
  }

  get dropped(): Dropped {
    return [...this.#dialogues.values()].reduce((sum, dialogue) => add(sum, dialogue.dropped), this.#droppedBefore);
  }

  async offer(
    files: readonly FileToOffer[],
    links: readonly DataLink[],
    options: { readonly shared: boolean },
  ): Promise<readonly string[]> {
    if (this.#signal.aborted) {
      throw new RtcError('transfer/interrupted', 'This session of the room is over.', { cause: this.#signal.reason });
    }
    const offers = await Promise.all(files.map((file) => this.#sending.take(file, options)));
    const opened = links.flatMap((link) =>
      offers.flatMap((offer) => {
        const transfer = this.#sending.openTo(link.userId, offer);
        return transfer === undefined ? [] : [{ link, transfer }];
      }),
    );
    this.#list.publish();
    await Promise.all(
      opened.map(async ({ link, transfer }) => {
        const dialogue = this.#dialogue(link);
        if (dialogue !== undefined) await dialogue.announce(transfer);
        else if (this.#cutOff.has(link.userId)) await transfer.fail(flooded());
        else transfer.interrupt();
      }),
    );
    return offers.map(({ fileId }) => fileId);
  }

  /**
   * What was unfinished when the page was loaded anew goes on as soon as the others are found: what is received at once,
   * what is sent when its file is offered again. To be called before anything else.
   */
  async restore(): Promise<void> {
    for (const kept of await this.#keeper.restore()) {
      if (this.#signal.aborted) return;
      if (kept.direction === 'receiving') this.#receiving.restore(kept);
      else await this.#sending.restore(kept);
    }
    this.#list.publish();
  }

  async accept(transferId: string, target?: FileTarget): Promise<void> {
    await this.#receiving.accept(transferId, target);
  }

  async decline(transferId: string): Promise<void> {
    await this.#receiving.find(transferId).decline();
  }

  async pause(transferId: string): Promise<void> {
    await this.#list.find(transferId).pause();
  }

  async resume(transferId: string): Promise<void> {
    await this.#list.find(transferId).resume();
  }

  async cancel(transferId: string): Promise<void> {
    await this.#list.find(transferId).cancel();
  }

  linked(link: DataLink): void {
    const dialogue = this.#dialogue(link);
    if (dialogue === undefined) return;
    this.#sending.linked(dialogue);
    this.#receiving.linked(dialogue);
  }

  wavers(userId: string, isDown: boolean): void {
    this.#dialogues.get(userId)?.wavers(isDown);
  }

  receive(link: DataLink, frame: ArrayBuffer | string): void {
    if (this.#cutOff.has(link.userId)) this.#cutOff.ignore(link);
    else this.#dialogue(link)?.receive(frame);
  }

  /** A person who comes back has a new connection, and nothing of the old one concerns it. */
  #dialogue(link: DataLink): FileDialogue | undefined {
    if (this.#signal.aborted || link.signal.aborted || this.#cutOff.has(link.userId)) return undefined;
    const known = this.#dialogues.get(link.userId);
    if (known?.link === link) return known;
    if (known !== undefined) this.#end(known);
    const dialogue = new FileDialogue({
      link,
      incoming: this.#receiving,
      outgoing: this.#sending,
      flooded: (from) => this.#flooded(from),
    });
    this.#dialogues.set(link.userId, dialogue);
    link.signal.addEventListener('abort', () => this.#end(dialogue), { once: true });
    return dialogue;
  }

  /** Whoever waits for this person to go on would wait in vain. */
  #flooded(dialogue: FileDialogue): void {
    const { userId } = dialogue.link;
    if (this.#cutOff.has(userId)) return;
    this.#cutOff.add(userId);
    this.#end(dialogue);
    for (const transfer of this.#list) if (transfer.record.userId === userId) void transfer.fail(flooded());
    this.emit('error', flooded());
  }

  #end(dialogue: FileDialogue): void {
    const { userId } = dialogue.link;
    if (this.#dialogues.get(userId) === dialogue) {
      this.#dialogues.delete(userId);
      this.#droppedBefore = add(this.#droppedBefore, dialogue.dropped);
    }
    dialogue.interrupt();
    this.#receiving.left(dialogue);
    // Who sent a file may be back as somebody else before it is known to be gone: Firefox reloads without a goodbye.
    if (!this.#signal.aborted) this.#receiving.seek(this.#dialogues.values());
  }

  #observe(transfer: FileTransfer, moment: TransferMoment): void {
    const { record } = transfer;
    switch (moment) {
      case 'opened':
        return this.emit('offered', record);
      case 'changed':
        return this.#list.publish();
      case 'progressed':
        this.#list.publishSoon();
        return this.emit('progress', record);
      case 'ended':
        this.#keeper.ended(transfer);
        this.#receiving.ended(transfer);
        this.#list.ended(transfer);
        this.#list.publish();
        if (record.status !== 'done') return this.emit('failed', record);
        return this.emit(record.direction === 'sending' ? 'sent' : 'received', record);
      default:
        moment satisfies never;
    }
  }
}

function add(one: Dropped, other: Dropped): Dropped {
  return { frames: one.frames + other.frames, messages: one.messages + other.messages };
}
