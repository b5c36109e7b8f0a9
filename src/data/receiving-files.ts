import { randomId } from '../base/random-id.js';
import type { FileMessageOf } from '../protocol/file-message.js';
import { RtcError } from '../protocol/index.js';
import { AskedAgain } from './asked-again.js';
import { EndedIncoming, type EndedFile } from './ended-incoming.js';
import type { FileDialogue } from './file-dialogue.js';
import { IncomingFile, type JoinSwarm } from './file-incoming.js';
import type { KeptTransfer } from './file-store.js';
import { FileSwarm } from './file-swarm.js';
import type { FileTarget } from './file-target.js';
import type { FileTransfer } from './file-transfer.js';
import { offerProof, seekProof } from './resume-proof.js';
import type { TransferSession } from './transfer-session.js';

/** Those there is a way to. */
export interface Dialogues {
  readonly withPerson: (userId: string) => FileDialogue | undefined;
  /** With everybody, also with those nothing was said to yet. */
  readonly all: () => readonly FileDialogue[];
}

/** The files that are offered to this page: answered, looked for after an interruption, and passed on to others who receive them. */
export class ReceivingFiles {
  readonly #session: TransferSession;
  readonly #dialogues: Dialogues;
  readonly #askedAgain: AskedAgain;
  readonly #ended = new EndedIncoming();
  /** Of files that are received, or were; by fileId. */
  readonly #swarms = new Map<string, { readonly swarm: FileSwarm; readonly lifetime: AbortController }>();

  constructor(session: TransferSession, dialogues: Dialogues) {
    this.#session = session;
    this.#dialogues = dialogues;
    this.#askedAgain = new AskedAgain(session.signal);
  }

  swarm(fileId: string): FileSwarm | undefined {
    return this.#swarms.get(fileId)?.swarm;
  }

  /** Throws `transfer/unknown`. */
  find(transferId: string): IncomingFile {
    const transfer = this.#session.list.find(transferId);
    if (transfer instanceof IncomingFile) return transfer;
    throw new RtcError('transfer/unknown', `Nobody offered the transfer “${transferId}” to this page.`);
  }

  async accept(transferId: string, target: FileTarget | undefined): Promise<void> {
    const transfer = this.find(transferId);
    await (transfer.ended ? this.#receiveAgain(transfer, target) : transfer.accept(target));
  }

  /** Undefined when it is not taken, or not yet. */
  offered(dialogue: FileDialogue, offer: FileMessageOf<'file:offer'>): IncomingFile | undefined {
    const again = this.#askedAgain.offered(dialogue, offer);
    if (again !== undefined) return again;
    const known = this.#waiting(offer.fileId);
    if (known === undefined) return this.#openUnlessEnded(dialogue, offer);
    // The question is still open: whoever asks it now is answered.
    if (!known.accepted) return known;
    void this.#offeredAgain(dialogue, offer, known);
    return undefined;
  }

  /** Somebody does not offer what is not on its way here. */
  withdrawn(dialogue: FileDialogue, fileId: string): void {
    this.#askedAgain.refused(dialogue, fileId);
    const waiting = this.#waiting(fileId);
    if (waiting?.record.userId === dialogue.link.userId) waiting.cancelledByPeer();
  }

  linked(dialogue: FileDialogue): void {
    this.seek([dialogue]);
    for (const { swarm } of this.#swarms.values()) swarm.meet(dialogue);
  }

  left(dialogue: FileDialogue): void {
    for (const { swarm } of this.#swarms.values()) swarm.left(dialogue);
  }

  /** Asks them for what was interrupted. */
  seek(dialogues: Iterable<FileDialogue>): void {
    for (const dialogue of dialogues) {
      for (const transfer of this.#all) void this.#seek(dialogue, transfer);
    }
  }

  restore(kept: KeptTransfer): void {
    const { transferId, userId, key, target } = kept;
    this.#open(kept, { transferId, userId, key }).goOn(target);
  }

  ended(transfer: FileTransfer): void {
    if (!(transfer instanceof IncomingFile)) return;
    this.#ended.add(transfer);
    if (transfer.record.status !== 'done') this.#leaveSwarm(transfer);
  }

  end(): void {
    for (const { lifetime } of this.#swarms.values()) lifetime.abort();
  }

  get #all(): IncomingFile[] {
    return [...this.#session.list].filter((transfer) => transfer instanceof IncomingFile);
  }

  /** An interrupted transfer of this file to this page. */
  #waiting(fileId: string): IncomingFile | undefined {
    return this.#all.find((transfer) => transfer.fileId === fileId && !transfer.ended && !transfer.dialogue);
  }

  /** Somebody may only go on with what it began itself: it proves that it knows the key. */
  async #offeredAgain(dialogue: FileDialogue, offer: FileMessageOf<'file:offer'>, known: IncomingFile): Promise<void> {
    const proof = await offerProof(known.key, dialogue.link.userId, this.#session.self());
    if (known.ended || known.dialogue !== undefined || dialogue.link.signal.aborted) return;
    const { sizeBytes, bytes, userId } = known.record;
    // Who never heard that it was accepted has no proof, and nothing of what has come is at stake.
    const isNothing = bytes === 0 && !known.restored;
    const isUnheard = offer.proof === undefined && isNothing && userId === dialogue.link.userId;
    if ((offer.proof === proof || isUnheard) && offer.sizeBytes === sizeBytes) dialogue.adopt(known, offer.tag);
    else if (offer.proof === undefined) await this.#seek(dialogue, known);
  }

  /** It is over and wanted once more: what comes then takes its place in the list. */
  async #receiveAgain(over: IncomingFile, target: FileTarget | undefined): Promise<void> {
    const { transferId, userId, error: cause } = over.record;
    const dialogue = this.#dialogues.withPerson(userId);
    if (dialogue === undefined) throw new RtcError('transfer/interrupted', 'Who offered the file is gone.', { cause });
    await this.#askedAgain.ask(dialogue, over, (offer) => {
      this.#leaveSwarm(over);
      const transfer = this.#open(offer, { transferId, userId });
      // Before it is offered: its visitor has answered already.
      return { transfer, accepted: transfer.accept(target) };
    });
  }

  /** Who has been away, and has not heard how it ended, is told; not who offers something else under the same id. */
  #openUnlessEnded(dialogue: FileDialogue, offer: FileMessageOf<'file:offer'>): IncomingFile | undefined {
    const ended = this.#ended.get(offer.fileId);
    if (ended?.userId === dialogue.link.userId) void dialogue.outbox.tell(ended.answer);
    else if (ended === undefined || offer.proof === undefined) return this.#openNew(dialogue, offer);
    else void this.#answerProof(dialogue, offer, ended);
    return undefined;
  }

  /** Only who began it has the proof, and an offer with another one is none. */
  async #answerProof(dialogue: FileDialogue, offer: FileMessageOf<'file:offer'>, { key, answer }: EndedFile) {
    const proof = await offerProof(key, dialogue.link.userId, this.#session.self());
    const { fileId } = offer;
    await dialogue.outbox.tell(offer.proof === proof ? answer : { type: 'file:cancel', fileId, sender: false });
  }

  #openNew(dialogue: FileDialogue, offer: FileMessageOf<'file:offer'>): IncomingFile {
    // Two strangers may choose the same id.
    const transferId = this.#session.list.has(offer.fileId) ? randomId() : offer.fileId;
    return this.#open(offer, { transferId, userId: dialogue.link.userId });
  }

  #open(
    offer: ConstructorParameters<typeof IncomingFile>[0],
    start: { readonly transferId: string; readonly userId: string; readonly key?: string },
  ): IncomingFile {
    const { list, keeper, transferOptions } = this.#session;
    const transfer = new IncomingFile(offer, {
      ...start,
      ...transferOptions,
      openParts: (...file) => keeper.openParts(...file),
      joinSwarm: (...file) => this.#joinSwarm(...file),
    });
    list.add(transfer);
    return transfer;
  }

  async #seek(dialogue: FileDialogue, transfer: IncomingFile): Promise<void> {
    if (!transfer.accepted || transfer.ended || transfer.dialogue !== undefined) return;
    const proof = await seekProof(transfer.key, this.#session.self(), dialogue.link.userId);
    if (transfer.ended || transfer.dialogue !== undefined) return;
    await dialogue.outbox.tell({ type: 'file:seek', fileId: transfer.fileId, proof });
  }

  readonly #joinSwarm: JoinSwarm = (transfer, file) => {
    const { fileId } = transfer;
    const { self, signal: over } = this.#session;
    // Two senders chose the same id: each file is passed on by the sender alone.
    if (this.#swarms.has(fileId) || over.aborted) return undefined;
    const lifetime = new AbortController();
    const { signal } = lifetime;
    const swarm = new FileSwarm({ ...file, fileId, self, signal });
    this.#swarms.set(fileId, { swarm, lifetime });
    for (const dialogue of this.#dialogues.all()) if (dialogue !== transfer.dialogue) swarm.meet(dialogue);
    return swarm;
  };

  #leaveSwarm({ fileId }: IncomingFile): void {
    this.#swarms.get(fileId)?.lifetime.abort();
    this.#swarms.delete(fileId);
  }
}
