import { coalesce } from '../base/coalesce.js';
import { randomId } from '../base/random-id.js';
import { TypedEventTarget } from '../base/typed-event-target.js';
import { RtcError } from '../protocol/index.js';
import type { DataLink } from './data-link.js';
import { FileDialogue } from './file-dialogue.js';
import { IncomingFile } from './file-incoming.js';
import type { FileTransfer, TransferMoment } from './file-transfer.js';
import type { Dropped, FileMessage, TransferEvents, TransferRecord, TransfersPort } from './transfers-port.js';

export type { TransferEvents, TransferRecord, TransfersPort } from './transfers-port.js';

/** How often the list is new for the sake of its numbers alone. */
const LIST_INTERVAL_MS = 100;

/** Transfers without a result that stay listed. A stranger can make them without end, so the oldest go. */
const MAX_FAILED_RECORDS = 100;

/** Transfers with a result that stay listed; somebody accepted each of them. */
const MAX_DONE_RECORDS = 5_000;

/** All files of one room session, in both directions and with everybody in it. */
export class Transfers extends TypedEventTarget<TransferEvents> implements TransfersPort {
  readonly #signal: AbortSignal;
  /** By the page's own transferId, oldest first. */
  readonly #transfers = new Map<string, FileTransfer>();
  readonly #dialogues = new Map<string, FileDialogue>();
  readonly #publishSoon: () => void;
  #records: readonly TransferRecord[] = Object.freeze([]);
  #droppedBefore: Dropped = { frames: 0, offers: 0 };

  /** Aborting `signal` interrupts whatever is going on. */
  constructor(options: { readonly signal: AbortSignal }) {
    super();
    this.#signal = options.signal;
    this.#publishSoon = coalesce(() => this.#publish(), LIST_INTERVAL_MS, this.#signal);
    this.#signal.addEventListener(
      'abort',
      () => {
        for (const dialogue of this.#dialogues.values()) this.#end(dialogue, this.#signal.reason);
      },
      { once: true },
    );
  }

  get records(): readonly TransferRecord[] {
    return this.#records;
  }

  get dropped(): Dropped {
    return [...this.#dialogues.values()].reduce((sum, dialogue) => add(sum, dialogue.dropped), this.#droppedBefore);
  }

  async offer(files: readonly File[], links: readonly DataLink[]): Promise<readonly TransferRecord[]> {
    if (this.#signal.aborted) {
      throw new RtcError('transfer/interrupted', 'This session of the room is over.', { cause: this.#signal.reason });
    }
    const dialogues = links.map((link) => this.#dialogue(link));
    const transfers = dialogues.flatMap((dialogue) => dialogue.open(files));
    this.#publish();
    await Promise.all(dialogues.map((dialogue) => dialogue.announce()));
    return transfers.map(({ record }) => record);
  }

  async accept(transferId: string): Promise<void> {
    await this.#offeredToUs(transferId).accept();
  }

  async decline(transferId: string): Promise<void> {
    await this.#offeredToUs(transferId).decline();
  }

  async cancel(transferId: string): Promise<void> {
    await this.#find(transferId).cancel();
  }

  receiveMessage(link: DataLink, message: FileMessage): void {
    if (!this.#signal.aborted && !link.signal.aborted) this.#dialogue(link).receiveMessage(message);
  }

  receiveFrame(userId: string, frame: ArrayBuffer): void {
    const dialogue = this.#dialogues.get(userId);
    if (dialogue === undefined) this.#droppedBefore = add(this.#droppedBefore, { frames: 1, offers: 0 });
    else dialogue.receiveFrame(frame);
  }

  linkLost(userId: string): void {
    const dialogue = this.#dialogues.get(userId);
    if (dialogue !== undefined) this.#end(dialogue, dialogue.link.signal.reason);
  }

  /** A person who comes back has a new connection, and nothing of the old one concerns it. */
  #dialogue(link: DataLink): FileDialogue {
    const known = this.#dialogues.get(link.userId);
    if (known?.link === link) return known;
    if (known !== undefined) this.#end(known, undefined);
    const dialogue = new FileDialogue({
      link,
      observe: (transfer, moment) => this.#observe(transfer, moment),
      idFor: (wireId) => (this.#transfers.has(wireId) ? randomId() : wireId),
    });
    this.#dialogues.set(link.userId, dialogue);
    const lost = (): void => this.#end(dialogue, link.signal.reason);
    link.signal.addEventListener('abort', lost, { once: true, signal: this.#signal });
    return dialogue;
  }

  #end(dialogue: FileDialogue, cause: unknown): void {
    const { userId } = dialogue.link;
    if (this.#dialogues.get(userId) === dialogue) {
      this.#dialogues.delete(userId);
      this.#droppedBefore = add(this.#droppedBefore, dialogue.dropped);
    }
    dialogue.interrupt(cause);
  }

  #observe(transfer: FileTransfer, moment: TransferMoment): void {
    const { record } = transfer;
    switch (moment) {
      case 'opened':
        this.#transfers.set(record.transferId, transfer);
        // Own offers come by the hundred, and `offer` publishes them at once.
        if (record.direction === 'sending') return;
        this.#publish();
        return this.emit('offered', record);
      case 'changed':
        return this.#publish();
      case 'progressed':
        this.#publishSoon();
        return this.emit('progress', record);
      case 'ended':
        this.#forgetOldest();
        this.#publish();
        if (record.status !== 'done') return this.emit('failed', record);
        return this.emit(record.direction === 'sending' ? 'sent' : 'received', record);
      default:
        moment satisfies never;
    }
  }

  #publish(): void {
    this.#records = Object.freeze([...this.#transfers.values()].map(({ record }) => record));
    this.emit('change', this.#records);
  }

  #forgetOldest(): void {
    let failed = 0;
    let done = 0;
    for (const { record } of [...this.#transfers.values()].reverse()) {
      if (record.status === 'done') done += 1;
      else if (record.error !== undefined) failed += 1;
      else continue;
      if (record.status === 'done' ? done > MAX_DONE_RECORDS : failed > MAX_FAILED_RECORDS) {
        this.#transfers.delete(record.transferId);
      }
    }
  }

  #find(transferId: string): FileTransfer {
    const transfer = this.#transfers.get(transferId);
    if (transfer === undefined) throw new RtcError('transfer/unknown', `There is no transfer “${transferId}”.`);
    return transfer;
  }

  #offeredToUs(transferId: string): IncomingFile {
    const transfer = this.#find(transferId);
    if (transfer instanceof IncomingFile) return transfer;
    throw new RtcError('transfer/unknown', `Nobody offered the transfer “${transferId}” to this page.`);
  }
}

function add(one: Dropped, other: Dropped): Dropped {
  return { frames: one.frames + other.frames, offers: one.offers + other.offers };
}
