import { coalesce } from '../base/coalesce.js';
import type { FileMessage } from '../protocol/file-message.js';
import { RtcError } from '../protocol/index.js';
import type { FileDialogue } from './file-dialogue.js';
import { FileRate } from './file-rate.js';
import type { TransferRecord } from './transfers-port.js';

/** Progress is for eyes: more often than this nobody can read it. */
const PROGRESS_INTERVAL_MS = 100;

/** What became of a transfer: somebody offers it to this page, its status changed, its numbers did, or it is over. */
export type TransferMoment = 'opened' | 'changed' | 'progressed' | 'ended';
export type TransferObserver = (transfer: FileTransfer, moment: TransferMoment) => void;

export interface TransferOptions {
  readonly observe: TransferObserver;
  /** How long somebody who is away is waited for. */
  readonly patienceMs: number;
}

export type TransferOutcome =
  | { readonly status: 'done'; readonly file: File | undefined }
  | { readonly status: 'declined' | 'cancelled' | 'failed'; readonly error: RtcError };

export type TransferStart = Pick<
  TransferRecord,
  'transferId' | 'fileId' | 'direction' | 'userId' | 'name' | 'path' | 'sizeBytes' | 'mediaType'
>;

/** How far it is, whoever is there and whoever pauses. */
type Stage = 'offered' | 'accepted' | 'transferring';

/** One file on its way, in either direction: its record, its end, and what both sides may say at any time. */
export abstract class FileTransfer {
  readonly fileId: string;
  readonly transferId: string;
  readonly #options: TransferOptions;
  readonly #lifetime = new AbortController();
  readonly #reportProgress: () => void;
  #dialogue: FileDialogue | undefined;
  #rate = new FileRate(performance.now());
  #stage: Stage = 'offered';
  #pausedThere = false;
  /** The other person was there, and is away. */
  #isAlone = false;
  /** The connection is down, and may come up again as it is. */
  #isDown = false;
  #endedAlone = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #bytes = 0;
  #record: TransferRecord;

  constructor(offered: TransferStart, options: TransferOptions) {
    this.fileId = offered.fileId;
    this.transferId = offered.transferId;
    this.#options = options;
    this.#reportProgress = coalesce(() => this.#progressed(), PROGRESS_INTERVAL_MS, this.signal);
    this.#record = Object.freeze<TransferRecord>({
      ...offered,
      bytes: 0,
      bytesPerSecond: 0,
      secondsLeft: undefined,
      status: 'offered',
      pausedHere: false,
      needsFile: false,
      treeHash: undefined,
      file: undefined,
      error: undefined,
    });
  }

  get record(): TransferRecord {
    return this.#record;
  }

  /** Aborted when the transfer is over, whatever way. */
  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  get ended(): boolean {
    return this.signal.aborted;
  }

  /** Over which it goes now; undefined while the other person is away. */
  get dialogue(): FileDialogue | undefined {
    return this.#dialogue;
  }

  /** This side ended it while the other person was away, who has not heard of it. */
  get endedAlone(): boolean {
    return this.#endedAlone;
  }

  get stage(): Stage {
    return this.#stage;
  }

  get paused(): boolean {
    return this.#record.pausedHere || this.#pausedThere;
  }

  /** The other person is there, for the first time or again. */
  protected bind(dialogue: FileDialogue): void {
    clearTimeout(this.#patience);
    this.#dialogue = dialogue;
    this.#isAlone = false;
    this.#isDown = false;
    this.#pausedThere = false;
    this.#rate = new FileRate(performance.now(), this.#bytes);
    this.changed({ userId: dialogue.link.userId });
  }

  /** The connection is lost, or there is none: waits for another, but not without end. */
  interrupt(): void {
    if (this.ended || this.#isAlone) return;
    this.#dialogue = undefined;
    this.#isAlone = true;
    this.#patience = setTimeout(() => this.giveUp(), this.#options.patienceMs);
    this.changed({ bytesPerSecond: 0, secondsLeft: undefined });
  }

  /** The connection is down, or up again. What was on its way may still come, so that nothing is asked for anew. */
  wavers(isDown: boolean): void {
    if (this.ended || this.#isDown === isDown) return;
    this.#isDown = isDown;
    this.#rate = new FileRate(performance.now(), this.#bytes);
    this.changed({ bytesPerSecond: 0, secondsLeft: undefined });
  }

  /** The other one has not come back, or the session is over. */
  giveUp(cause?: unknown): void {
    const message = 'The connection was lost before the file was complete.';
    this.end({ status: 'failed', error: new RtcError('transfer/interrupted', message, { cause }) });
  }

  /** Nobody shall hear of it any more: another transfer stands for it. */
  drop(): void {
    clearTimeout(this.#patience);
    this.#lifetime.abort(new DOMException('Another transfer stands for it.', 'AbortError'));
  }

  async pause(): Promise<void> {
    if (this.ended || this.#record.pausedHere) return;
    this.changed({ pausedHere: true });
    this.#pauseChanged();
    await this.tellPaused();
  }

  async resume(): Promise<void> {
    if (this.ended || !this.#record.pausedHere) return;
    this.changed({ pausedHere: false });
    this.#pauseChanged();
    await this.tellPaused();
  }

  pausedByPeer(paused: boolean): void {
    if (this.ended) return;
    this.#pausedThere = paused;
    this.changed({});
    this.#pauseChanged();
  }

  /** This side gives up. */
  cancel(): Promise<void> {
    return this.#stop({
      status: 'cancelled',
      error: new RtcError('transfer/cancelled', 'You cancelled the transfer.', { severity: 'info' }),
    });
  }

  cancelledByPeer(): void {
    this.end({
      status: 'cancelled',
      error: new RtcError('transfer/cancelled', 'The other side cancelled the transfer.', { severity: 'info' }),
    });
  }

  /** It cannot go on here; the other side is told to stop. */
  async fail(cause: unknown): Promise<void> {
    const error =
      cause instanceof RtcError ? cause : new RtcError('transfer/interrupted', 'The transfer failed.', { cause });
    await this.#stop({ status: 'failed', error });
  }

  protected abstract pausing(): void;
  protected abstract continuing(): void;

  /** Somebody asks whether this page wants it. */
  protected opened(): void {
    this.#options.observe(this, 'opened');
  }

  protected enter(stage: Stage): void {
    if (this.ended || this.#stage === stage) return;
    this.#stage = stage;
    // The clock of the rate starts here, not while the offer lay unanswered.
    if (stage === 'accepted') this.#rate = new FileRate(performance.now(), this.#bytes);
    this.changed({});
  }

  /** `bytes` in total. */
  protected advance(bytes: number): void {
    if (this.ended) return;
    this.#bytes = bytes;
    if (this.#stage !== 'transferring') {
      this.#stage = 'transferring';
      this.changed({ bytes });
    }
    this.#reportProgress();
  }

  /** Only the first end counts. */
  protected end(outcome: TransferOutcome): void {
    if (this.ended) return;
    clearTimeout(this.#patience);
    this.#update({ bytes: this.#bytes, secondsLeft: undefined, ...outcome });
    this.#lifetime.abort(this.#record.error);
    this.#options.observe(this, 'ended');
    this.#dialogue?.forget(this);
    this.#dialogue = undefined;
  }

  protected changed(changes: Partial<TransferRecord>): void {
    if (this.ended) return;
    this.#update({ ...changes, status: this.#status(changes.pausedHere ?? this.#record.pausedHere) });
    this.#options.observe(this, 'changed');
  }

  /** Never rejects; nobody hears it while the other person is away. */
  protected async tell(message: FileMessage): Promise<void> {
    await this.#dialogue?.outbox.tell(message);
  }

  protected async tellPaused(): Promise<void> {
    if (this.#stage === 'offered') return;
    const { direction, pausedHere } = this.#record;
    await this.tell({ type: 'file:pause', fileId: this.fileId, sender: direction === 'sending', paused: pausedHere });
  }

  #pauseChanged(): void {
    if (this.paused) this.pausing();
    else {
      this.#rate = new FileRate(performance.now(), this.#bytes);
      this.continuing();
    }
  }

  async #stop(outcome: TransferOutcome): Promise<void> {
    if (this.ended) return;
    const dialogue = this.#dialogue;
    this.#endedAlone = dialogue === undefined;
    this.end(outcome);
    const sender = this.#record.direction === 'sending';
    await dialogue?.outbox.tell({ type: 'file:cancel', fileId: this.fileId, sender });
  }

  #status(pausedHere: boolean): TransferRecord['status'] {
    if (this.#isAlone || (this.#isDown && this.#stage !== 'offered')) return 'interrupted';
    if (this.#stage !== 'offered' && (pausedHere || this.#pausedThere)) return 'paused';
    return this.#stage;
  }

  #progressed(): void {
    // What came last is written a little after the connection was lost: that is no rate.
    const bytesPerSecond = this.#isAlone || this.#isDown ? 0 : this.#rate.update(this.#bytes, performance.now());
    const leftBytes = this.#record.sizeBytes - this.#bytes;
    this.#update({
      bytes: this.#bytes,
      bytesPerSecond,
      secondsLeft: bytesPerSecond > 0 ? leftBytes / bytesPerSecond : undefined,
    });
    this.#options.observe(this, 'progressed');
  }

  #update(changes: Partial<TransferRecord>): void {
    this.#record = Object.freeze({ ...this.#record, ...changes });
  }
}
