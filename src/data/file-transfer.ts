import { coalesce } from '../base/coalesce.js';
import { RtcError } from '../protocol/index.js';
import type { DataLink } from './data-link.js';
import { FileRate } from './file-rate.js';
import type { FileMessage, TransferRecord } from './transfers-port.js';

/** Progress is for eyes: more often than this nobody can read it. */
const PROGRESS_INTERVAL_MS = 100;

/** What became of a transfer: it is new, its status changed, its numbers did, or it is over. */
export type TransferMoment = 'opened' | 'changed' | 'progressed' | 'ended';
export type TransferObserver = (transfer: FileTransfer, moment: TransferMoment) => void;

export type TransferOutcome =
  | { readonly status: 'done'; readonly file: File | undefined }
  | { readonly status: 'declined' | 'cancelled' | 'failed'; readonly error: RtcError };

export type TransferStart = Pick<TransferRecord, 'transferId' | 'direction' | 'name' | 'sizeBytes' | 'mediaType'> & {
  /** What the two sides call it; the sender chose it. */
  readonly wireId: string;
  /** Marks its frames. */
  readonly tag: number;
  readonly link: DataLink;
};

/** One file on its way, in either direction: its record, its end, and what both sides may say at any time. */
export abstract class FileTransfer {
  readonly wireId: string;
  readonly tag: number;
  protected readonly link: DataLink;
  readonly #observe: TransferObserver;
  readonly #lifetime = new AbortController();
  readonly #reportProgress: () => void;
  #rate = new FileRate(performance.now());
  #bytes = 0;
  #record: TransferRecord;

  constructor(start: TransferStart, observe: TransferObserver) {
    const { wireId, tag, link, ...offered } = start;
    this.wireId = wireId;
    this.tag = tag;
    this.link = link;
    this.#observe = observe;
    this.#reportProgress = coalesce(() => this.#progressed(), PROGRESS_INTERVAL_MS, this.signal);
    this.#record = Object.freeze({
      ...offered,
      userId: link.userId,
      bytes: 0,
      bytesPerSecond: 0,
      status: 'offered',
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

  /** The connection is lost: nobody is there to be told. */
  interrupt(cause: unknown): void {
    this.end({ status: 'failed', error: interrupted(cause) });
  }

  /** It cannot go on here; the other side is told to stop. */
  protected async fail(cause: unknown): Promise<void> {
    await this.#stop({ status: 'failed', error: interrupted(cause) });
  }

  protected enter(status: 'accepted'): void {
    if (this.ended) return;
    // The clock of the rate starts here, not while the offer lay unanswered.
    this.#rate = new FileRate(performance.now());
    this.#update({ status });
    this.#observe(this, 'changed');
  }

  /** `bytes` in total. */
  protected advance(bytes: number): void {
    if (this.ended) return;
    this.#bytes = bytes;
    if (this.#record.status !== 'transferring') {
      this.#update({ status: 'transferring', bytes });
      this.#observe(this, 'changed');
    }
    this.#reportProgress();
  }

  /** Only the first end counts. */
  protected end(outcome: TransferOutcome): void {
    if (this.ended) return;
    this.#update({ bytes: this.#bytes, ...outcome });
    this.#lifetime.abort(this.#record.error);
    this.#observe(this, 'ended');
  }

  /** Whether the other side has heard of it. */
  protected get announced(): boolean {
    return true;
  }

  /** Never rejects: somebody who cannot be told is somebody we lost. */
  protected async tell(message: FileMessage): Promise<void> {
    try {
      await this.link.send(message);
    } catch (cause) {
      this.interrupt(cause);
    }
  }

  async #stop(outcome: TransferOutcome): Promise<void> {
    if (this.ended) return;
    this.end(outcome);
    if (this.announced) await this.tell({ type: 'file:cancel', transferId: this.wireId });
  }

  #progressed(): void {
    const bytesPerSecond = this.#rate.update(this.#bytes, performance.now());
    this.#update({ bytes: this.#bytes, bytesPerSecond });
    this.#observe(this, 'progressed');
  }

  #update(changes: Partial<TransferRecord>): void {
    this.#record = Object.freeze({ ...this.#record, ...changes });
  }
}

/** A closed channel is how a transfer hears of a lost connection; pages know it by the transfer's own code. */
function interrupted(cause: unknown): RtcError {
  if (cause instanceof RtcError && cause.code !== 'data/closed') return cause;
  return new RtcError('transfer/interrupted', 'The connection was lost before the file was complete.', { cause });
}
