import type { DataLink } from '../data/data-link.js';
import type { FileMessage, TransferRecord, TransfersPort } from '../data/transfers-port.js';
import {
  fileDetail,
  RtcFileFailedEvent,
  RtcFileOfferEvent,
  RtcFileProgressEvent,
  RtcFileReceivedEvent,
  RtcFileSentEvent,
} from './room-events.js';
import type { RoomState, Transfer } from './room-state.js';
import type { RoomFact } from './room-updates.js';

export interface FileExchangeOptions {
  readonly state: () => RoomState;
  readonly tell: (fact: RoomFact) => void;
  readonly dispatch: (event: Event) => boolean;
  readonly signal: AbortSignal;
}

/**
 * The files of one visit to a room, as state and events. The engine behind it is loaded with the first file that is
 * offered, by whomever; a call without files never fetches it.
 */
export class FileExchange {
  readonly #options: FileExchangeOptions;
  /** Names of the people files were exchanged with: a transfer outlives its person. */
  readonly #names = new Map<string, string>();
  #engine: Promise<TransfersPort> | undefined;

  constructor(options: FileExchangeOptions) {
    this.#options = options;
  }

  async offer(files: readonly File[], links: readonly DataLink[]): Promise<void> {
    const engine = await this.#load();
    await engine.offer(files, links);
  }

  async accept(transferId: string): Promise<void> {
    await (await this.#load()).accept(transferId);
  }

  async decline(transferId: string): Promise<void> {
    await (await this.#load()).decline(transferId);
  }

  async cancel(transferId: string): Promise<void> {
    await (await this.#load()).cancel(transferId);
  }

  receive(link: DataLink, message: FileMessage): void {
    this.#then((engine) => engine.receiveMessage(link, message));
  }

  receiveFrame(userId: string, frame: ArrayBuffer): void {
    // Frames follow an accepted offer, which has loaded the engine; others are not worth loading it.
    if (this.#engine !== undefined) this.#then((engine) => engine.receiveFrame(userId, frame));
  }

  /** In the order of the calls, whether the engine is there yet or not. */
  #then(task: (engine: TransfersPort) => void): void {
    // A failed load is told to whoever offers or accepts; what was received meanwhile has nowhere to go.
    this.#load().then(task, () => undefined);
  }

  #load(): Promise<TransfersPort> {
    this.#engine ??= this.#start().catch((error: unknown) => {
      // The next file tries again.
      this.#engine = undefined;
      throw error;
    });
    return this.#engine;
  }

  async #start(): Promise<TransfersPort> {
    const { Transfers } = await import('../data/transfers.js');
    const { tell, dispatch, signal } = this.#options;
    signal.throwIfAborted();
    const engine: TransfersPort = new Transfers({ signal });
    const options = { signal };
    engine.on(
      'change',
      (records) =>
        tell({ type: 'transfers', transfers: Object.freeze(records.map((record) => this.#transferOf(record))) }),
      options,
    );
    engine.on(
      'offered',
      (record) => {
        const wanted = dispatch(new RtcFileOfferEvent(this.#detail(record)));
        // It may be gone by then, and then nothing is to be declined.
        if (!wanted) engine.decline(record.transferId).catch(() => undefined);
      },
      options,
    );
    engine.on('progress', (record) => dispatch(progressOf(record)), options);
    engine.on('sent', (record) => dispatch(new RtcFileSentEvent(this.#detail(record))), options);
    engine.on(
      'received',
      (record) => {
        if (record.file !== undefined) dispatch(new RtcFileReceivedEvent(this.#detail(record), record.file));
      },
      options,
    );
    engine.on(
      'failed',
      (record) => {
        const code = record.error?.code ?? 'transfer/interrupted';
        dispatch(new RtcFileFailedEvent({ ...this.#detail(record), code }));
      },
      options,
    );
    return engine;
  }

  #transferOf(record: TransferRecord): Transfer {
    const { userId } = record;
    const person = this.#options.state().participants.find((participant) => participant.userId === userId);
    if (person !== undefined) this.#names.set(userId, person.displayName);
    const known = this.#views.get(record);
    if (known !== undefined) return known;
    const view = Object.freeze<Transfer>({ ...record, displayName: this.#names.get(userId) ?? '' });
    this.#views.set(record, view);
    return view;
  }

  /** An unchanged record stays the same transfer. */
  readonly #views = new WeakMap<TransferRecord, Transfer>();

  #detail(record: TransferRecord): ReturnType<typeof fileDetail> {
    return fileDetail(this.#transferOf(record), this.#options.state().userId ?? '');
  }
}

function progressOf({ transferId, userId, bytes, sizeBytes, bytesPerSecond }: TransferRecord): RtcFileProgressEvent {
  const secondsLeft = bytesPerSecond > 0 ? (sizeBytes - bytes) / bytesPerSecond : null;
  return new RtcFileProgressEvent({ transferId, userId, bytes, size: sizeBytes, bytesPerSecond, secondsLeft });
}
