import { abortable } from '../base/abortable.js';
import type { FileMessageOf } from '../protocol/file-message.js';
import { RtcError } from '../protocol/index.js';
import type { FileDialogue } from './file-dialogue.js';
import type { IncomingFile } from './file-incoming.js';

/** How long the answer may take: one message each way, perhaps behind what is on its way already. */
const ANSWER_MS = 30_000;

type Offer = FileMessageOf<'file:offer'>;

/** What stands for a transfer that is over: the same file once more, accepted as it is offered. */
export interface TakenAgain {
  readonly transfer: IncomingFile;
  readonly accepted: Promise<void>;
}

interface Question {
  readonly dialogue: FileDialogue;
  readonly over: IncomingFile;
  readonly take: (offer: Offer) => IncomingFile;
  readonly refuse: (error: RtcError) => void;
}

/** Transfers that are over here, and files of which this page wants another time, until whoever offered them answers. */
export class AskedAgain {
  readonly #questions = new Map<Question, Promise<void>>();
  readonly #signal: AbortSignal;

  /** `signal`: of the session. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /**
   * Asks who offered `over` to offer it again; what `take` makes of that offer goes in its place. Until then nothing of
   * `over` changes. Resolves once it is accepted. Rejects with `transfer/cancelled` when the file is not offered any more,
   * `transfer/interrupted` without an answer.
   */
  async ask(dialogue: FileDialogue, over: IncomingFile, take: (offer: Offer) => TakenAgain): Promise<void> {
    const { fileId } = over;
    const asked = this.#find(dialogue, fileId);
    if (asked !== undefined) return this.#questions.get(asked);
    let question!: Question;
    const answer = new Promise<void>((resolve, refuse) => {
      const takeOnce = (offer: Offer): IncomingFile => {
        this.#questions.delete(question);
        const { transfer, accepted } = take(offer);
        resolve(accepted);
        return transfer;
      };
      question = { dialogue, over, take: takeOnce, refuse };
    });
    const ends = AbortSignal.any([this.#signal, dialogue.link.signal, AbortSignal.timeout(ANSWER_MS)]);
    const answered = abortable(answer, ends).catch((cause: unknown) => {
      this.#questions.delete(question);
      if (cause instanceof RtcError) throw cause;
      throw new RtcError('transfer/interrupted', 'Who offered the file is gone.', { cause });
    });
    this.#questions.set(question, answered);
    void dialogue.outbox.tell({ type: 'file:seek', fileId });
    return answered;
  }

  /** Undefined when this offer is the answer to nothing that was asked. */
  offered(dialogue: FileDialogue, offer: Offer): IncomingFile | undefined {
    const question = this.#find(dialogue, offer.fileId);
    // A file of another size is another file: its visitor is asked.
    return question?.over.record.sizeBytes === offer.sizeBytes ? question.take(offer) : undefined;
  }

  /** The file is not offered any more. */
  refused(dialogue: FileDialogue, fileId: string): void {
    this.#find(dialogue, fileId)?.refuse(new RtcError('transfer/cancelled', 'The file is not offered any more.'));
  }

  #find(dialogue: FileDialogue, fileId: string): Question | undefined {
    return [...this.#questions.keys()].find((one) => one.dialogue === dialogue && one.over.fileId === fileId);
  }
}
