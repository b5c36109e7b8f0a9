import { coalesce } from '../base/coalesce.js';
import { RtcError } from '../protocol/index.js';
import type { FileTransfer } from './file-transfer.js';
import type { TransferRecord } from './transfers-port.js';

/** How often the list is new for the sake of its numbers alone. */
const LIST_INTERVAL_MS = 100;

/** Transfers without a result that stay listed. A stranger can make them without end, so the oldest go. */
const MAX_FAILED_RECORDS = 100;

/** Transfers with a result that stay listed; somebody accepted each of them. */
const MAX_DONE_RECORDS = 5_000;

/** Every transfer of a session by the page's own id, oldest first, and their records as one frozen list. */
export class TransferList {
  /** Publishes the list soon, because of its numbers. */
  readonly publishSoon: () => void;
  readonly #transfers = new Map<string, FileTransfer>();
  /** In the order they ended. */
  readonly #failed = new Set<FileTransfer>();
  readonly #done = new Set<FileTransfer>();
  readonly #published: (records: readonly TransferRecord[]) => void;
  #records: readonly TransferRecord[] = Object.freeze([]);

  constructor(published: (records: readonly TransferRecord[]) => void, signal: AbortSignal) {
    this.#published = published;
    this.publishSoon = coalesce(() => this.publish(), LIST_INTERVAL_MS, signal);
  }

  get records(): readonly TransferRecord[] {
    return this.#records;
  }

  [Symbol.iterator](): Iterator<FileTransfer> {
    // A copy: transfers may be added and taken away meanwhile.
    return [...this.#transfers.values()][Symbol.iterator]();
  }

  has(transferId: string): boolean {
    return this.#transfers.has(transferId);
  }

  /** Throws `transfer/unknown`. */
  find(transferId: string): FileTransfer {
    const transfer = this.#transfers.get(transferId);
    if (transfer === undefined) throw new RtcError('transfer/unknown', `There is no transfer “${transferId}”.`);
    return transfer;
  }

  /** In the place of the one that had its id, if any. */
  add(transfer: FileTransfer): void {
    const former = this.#transfers.get(transfer.transferId);
    if (former !== undefined) {
      this.#done.delete(former);
      this.#failed.delete(former);
    }
    this.#transfers.set(transfer.transferId, transfer);
  }

  delete(transfer: FileTransfer): void {
    this.#drop(transfer);
    this.publish();
  }

  publish(): void {
    this.#records = Object.freeze([...this.#transfers.values()].map(({ record }) => record));
    this.#published(this.#records);
  }

  /** It is over, and stays in the list for as long as not too many others are. */
  ended(transfer: FileTransfer): void {
    const isDone = transfer.record.status === 'done';
    const over = isDone ? this.#done : this.#failed;
    over.add(transfer);
    if (over.size <= (isDone ? MAX_DONE_RECORDS : MAX_FAILED_RECORDS)) return;
    const [oldest] = over;
    if (oldest !== undefined) this.#drop(oldest);
  }

  #drop(transfer: FileTransfer): void {
    this.#done.delete(transfer);
    this.#failed.delete(transfer);
    // Another may stand in its place by now: what is received once more.
    if (this.#transfers.get(transfer.transferId) === transfer) this.#transfers.delete(transfer.transferId);
  }
}
