import { randomId } from '../base/random-id.js';
import type { FileMessageOf } from '../protocol/file-message.js';
import type { FileDialogue } from './file-dialogue.js';
import { FileOffer } from './file-offer.js';
import { OutgoingFile } from './file-outgoing.js';
import type { KeptTransfer } from './file-store.js';
import { offerProof, seekProof } from './resume-proof.js';
import type { TransferSession } from './transfer-session.js';
import type { FileToOffer } from './transfers-port.js';

/** The files this page offers, to whomever: those of now, of before a reload, and those somebody asks for. */
export class SendingFiles {
  readonly #session: TransferSession;
  /** What newcomers hear of. */
  readonly #shared = new Set<FileOffer>();

  constructor(session: TransferSession) {
    this.#session = session;
  }

  /** A file that was missing since a reload goes on; any other is a new offer. */
  async take(file: FileToOffer, options: { readonly shared: boolean }): Promise<FileOffer> {
    const offer = (await this.#bring(file)) ?? FileOffer.of(file, options);
    if (offer.shared) this.#shared.add(offer);
    return offer;
  }

  /** Undefined for who has been offered it already. */
  openTo(userId: string, offer: FileOffer): OutgoingFile | undefined {
    const isOpen = this.#all.some(
      (transfer) => transfer.offer === offer && !transfer.ended && transfer.record.userId === userId,
    );
    return isOpen ? undefined : this.#open(offer, userId);
  }

  /** Somebody is there, again or for the first time. */
  linked(dialogue: FileDialogue): void {
    const { userId } = dialogue.link;
    const known = new Set<FileOffer>();
    for (const transfer of this.#all) {
      if (transfer.record.userId !== userId) continue;
      known.add(transfer.offer);
      if (transfer.endedAlone) void transfer.tellEnd(dialogue);
      const isHere = !transfer.ended && transfer.dialogue === undefined && !transfer.offer.needsFile;
      if (isHere) void this.#announceAgain(dialogue, transfer);
    }
    for (const offer of this.#shared) {
      if (!known.has(offer)) void dialogue.announce(this.#open(offer, userId));
    }
  }

  async restore(kept: KeptTransfer): Promise<void> {
    const { transferId, userId, fileId, key, handle } = kept;
    const offer = this.#missing.find((missing) => missing.fileId === fileId) ?? FileOffer.without(kept);
    const transfer = this.#open(offer, userId, transferId, key);
    transfer.interrupt();
    transfer.fileChanged();
    // Gone or forbidden by now: the visitor is asked for it, as without a handle.
    const file = await handle?.getFile().catch(() => undefined);
    if (file !== undefined) await this.#bring({ file, handle });
  }

  /** Somebody who had accepted a file of ours is back, perhaps under another id; or wants one another time. */
  async sought(dialogue: FileDialogue, { fileId, proof }: FileMessageOf<'file:seek'>): Promise<void> {
    const { userId } = dialogue.link;
    if (proof === undefined) return this.#offerAgain(dialogue, fileId);
    for (const transfer of this.#all) {
      if (transfer.fileId !== fileId || transfer.key === undefined) continue;
      if (transfer.record.status === 'done' || transfer.dialogue?.link.userId === userId) continue;
      if (proof !== (await seekProof(transfer.key, userId, this.#session.self()))) continue;
      // It ended meanwhile: what was said of it is lost.
      if (transfer.ended) return transfer.tellEnd(dialogue);
      // Asked twice, and answered meanwhile.
      if (dialogue.link.signal.aborted || transfer.dialogue === dialogue) return;
      if (transfer.offer.needsFile) {
        transfer.seeker = dialogue;
        return;
      }
      // What it was offered as a newcomer is this.
      const anew = dialogue.outgoing(fileId);
      if (anew !== undefined && anew !== transfer) this.#drop(dialogue, anew);
      transfer.interrupt();
      await this.#announceAgain(dialogue, transfer);
      return;
    }
  }

  get #all(): OutgoingFile[] {
    return [...this.#session.list].filter((transfer) => transfer instanceof OutgoingFile);
  }

  /** Files that were offered before the page was loaded anew, and are not here. */
  get #missing(): FileOffer[] {
    return this.#all.flatMap(({ ended, offer }) => (!ended && offer.needsFile ? [offer] : []));
  }

  #open(offer: FileOffer, userId: string, transferId = randomId(), key?: string): OutgoingFile {
    const { list, transferOptions } = this.#session;
    const accepted = (taken: OutgoingFile): void => this.#accepted(taken);
    const transfer = new OutgoingFile(offer, userId, { ...transferOptions, accepted, transferId, key });
    list.add(transfer);
    return transfer;
  }

  /** The offer this is the missing file of, if it is one; its transfers go on. */
  async #bring(file: FileToOffer): Promise<FileOffer | undefined> {
    const offer = this.#missing.find((missing) => missing.bring(file));
    if (offer === undefined) return undefined;
    if (offer.shared) this.#shared.add(offer);
    for (const transfer of this.#all) {
      if (transfer.offer !== offer || transfer.ended) continue;
      transfer.fileChanged();
      const { seeker } = transfer;
      if (seeker !== undefined && !seeker.link.signal.aborted) await this.#announceAgain(seeker, transfer);
    }
    return offer;
  }

  /** Somebody wants another time what was offered to it: what goes then takes the place of what is over. */
  async #offerAgain(dialogue: FileDialogue, fileId: string): Promise<void> {
    const { userId } = dialogue.link;
    const theirs = this.#all.filter((transfer) => transfer.fileId === fileId && transfer.record.userId === userId);
    if (theirs.some(({ ended }) => !ended)) return;
    const over = theirs.at(-1);
    const offer = over?.offer ?? [...this.#shared].find((shared) => shared.fileId === fileId);
    if (offer === undefined || offer.needsFile || over?.isWithdrawn) {
      await dialogue.outbox.tell({ type: 'file:cancel', fileId, sender: true });
    } else await dialogue.announce(this.#open(offer, userId, over?.transferId));
  }

  async #announceAgain(dialogue: FileDialogue, transfer: OutgoingFile): Promise<void> {
    const { key } = transfer;
    const proof = key && (await offerProof(key, this.#session.self(), dialogue.link.userId));
    if (!transfer.ended && transfer.dialogue === undefined) await dialogue.announce(transfer, proof);
  }

  #drop(dialogue: FileDialogue, transfer: OutgoingFile): void {
    dialogue.forget(transfer);
    transfer.drop();
    this.#session.list.delete(transfer);
  }

  #accepted(transfer: OutgoingFile): void {
    this.#session.keeper.accepted(transfer);
    if (!transfer.offer.shared) return;
    const receivers = this.#all.filter((each) => each.offer === transfer.offer && each.isTaken);
    if (receivers.length > 1) for (const each of receivers) each.tellHashes();
  }
}
