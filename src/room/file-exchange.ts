import type { Sendable } from '../data/chosen-files.js';
import type { DataLink } from '../data/data-link.js';
import type { FileTarget } from '../data/file-target.js';
import { hasKeptFiles } from '../data/kept-files-mark.js';
import type { TransferRecord, TransfersPort } from '../data/transfers-port.js';
import type { RtcError } from '../protocol/index.js';
import {
  fileDetail,
  RtcFileFailedEvent,
  RtcFileOfferEvent,
  RtcFileProgressEvent,
  RtcFileReceivedEvent,
  RtcFileSentEvent,
  type VerifiedFileDetail,
} from './room-events.js';
import type { RoomState, Transfer } from './room-state.js';
import type { RoomFact } from './room-updates.js';

export interface FileExchangeOptions {
  readonly state: () => RoomState;
  readonly tell: (fact: RoomFact) => void;
  readonly dispatch: (event: Event) => boolean;
  readonly report: (error: RtcError) => void;
  /** The ways to everybody this visitor is connected with. */
  readonly links: () => readonly DataLink[];
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

  async offer(
    files: readonly Sendable[],
    links: readonly DataLink[],
    options: { readonly shared: boolean },
  ): Promise<readonly string[]> {
    const [engine, { chosenFiles }] = await Promise.all([this.#load(), import('../data/chosen-files.js')]);
    return engine.offer(await chosenFiles(files), links, options);
  }

  async accept(transferId: string, target?: FileTarget): Promise<void> {
    await (await this.#load()).accept(transferId, target);
  }

  async decline(transferId: string): Promise<void> {
    await (await this.#load()).decline(transferId);
  }

  async pause(transferId: string): Promise<void> {
    await (await this.#load()).pause(transferId);
  }

  async resume(transferId: string): Promise<void> {
    await (await this.#load()).resume(transferId);
  }

  async cancel(transferId: string): Promise<void> {
    await (await this.#load()).cancel(transferId);
  }

  receive(link: DataLink, frame: ArrayBuffer | string): void {
    // Bytes follow an accepted offer, which has loaded the engine; others are not worth loading it.
    if (this.#engine !== undefined || typeof frame === 'string') this.#then((engine) => engine.receive(link, frame));
  }

  /** There is a new way to somebody. */
  linked(link: DataLink): void {
    if (this.#engine !== undefined || hasKeptFiles()) this.#then((engine) => engine.linked(link));
  }

  /** The connection with somebody is down, and may heal by itself, or has. */
  wavers(userId: string, isDown: boolean): void {
    if (this.#engine !== undefined) this.#then((engine) => engine.wavers(userId, isDown));
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
    const [{ Transfers }, { KeptFiles }] = await Promise.all([
      import('../data/transfers.js'),
      import('../data/kept-files.js'),
    ]);
    const { state, tell, dispatch, report, signal } = this.#options;
    signal.throwIfAborted();
    const store = new KeptFiles(state().name ?? '');
    const engine: TransfersPort = new Transfers({
      signal,
      self: () => state().userId ?? '',
      store,
      links: this.#options.links,
    });
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
    engine.on('sent', (record) => dispatch(new RtcFileSentEvent(this.#verified(record))), options);
    engine.on(
      'received',
      (record) => {
        if (record.file !== undefined) dispatch(new RtcFileReceivedEvent(this.#verified(record), record.file));
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
    engine.on('error', report, options);
    await engine.restore();
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

  #verified(record: TransferRecord): VerifiedFileDetail {
    return { ...this.#detail(record), treeHash: record.treeHash ?? null };
  }

  #detail(record: TransferRecord): ReturnType<typeof fileDetail> {
    return fileDetail(this.#transferOf(record), this.#options.state().userId ?? '');
  }
}

function progressOf(record: TransferRecord): RtcFileProgressEvent {
  const { transferId, userId, bytes, sizeBytes, bytesPerSecond } = record;
  const secondsLeft = record.secondsLeft ?? null;
  return new RtcFileProgressEvent({ transferId, userId, bytes, size: sizeBytes, bytesPerSecond, secondsLeft });
}
