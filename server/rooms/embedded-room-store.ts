import { randomBytes } from 'node:crypto';
import { RtcError } from '../../src/protocol/index.js';
import type { RoomEvent } from '../../src/protocol/index.js';
import { EmbeddedDatabase } from './embedded-database.js';
import { MemoryRoomStore } from './memory-room-store.js';
import type { RoomCommand } from './room-command.js';
import type { RoomRecord } from './room-record.js';
import type { Applied, RoomStore } from './room-store.js';
import { openStateFolder } from './state-folder.js';
import type { StateFolder } from './state-folder.js';

/** At most this much of every lease is given back when the process is killed. */
const CLOCK_SAVED_EVERY_MS = 1_000;

export interface EmbeddedRoomStoreOptions {
  /** Added to store time; for tests. */
  readonly ahead?: () => number;
}

/**
 * Rooms of one process that survive it: memory decides, and what it decided is on disk before anybody is told. Store
 * time stands still while no process runs, so nobody's lease runs out over a restart; whoever was online then waits for
 * its socket with all of its grace time before it.
 */
export class EmbeddedRoomStore implements RoomStore {
  readonly #memory: MemoryRoomStore;
  readonly #database: EmbeddedDatabase;
  readonly #folder: StateFolder;
  readonly #now: () => number;
  readonly #clock: NodeJS.Timeout;
  /** The newest write; whatever memory knows is on disk when it is. */
  #written: Promise<void> = Promise.resolve();
  /** Two asking at once are given the same. */
  readonly #secrets = new Map<string, Promise<Uint8Array>>();

  private constructor(folder: StateFolder, { ahead = () => 0 }: EmbeddedRoomStoreOptions) {
    this.#folder = folder;
    this.#database = new EmbeddedDatabase(folder.database);
    const began = Number(this.#database.setting('clock') ?? 0) - performance.now();
    this.#now = () => began + performance.now() + ahead();
    this.#memory = new MemoryRoomStore(this.#now);
    this.#clock = setInterval(() => {
      // A clock saved late costs nothing but a little lease time; the next write that matters reports what is wrong.
      this.#saveClock().catch(() => undefined);
    }, CLOCK_SAVED_EVERY_MS).unref();
  }

  /** Rejects with `room/unavailable` and words for the operator when the folder cannot be used. */
  static async open(folder: string, options: EmbeddedRoomStoreOptions = {}): Promise<EmbeddedRoomStore> {
    const store = new EmbeddedRoomStore(await openStateFolder(folder), options);
    const rooms = [...store.#database.rooms()];
    for (const { record, events } of rooms) store.#memory.restore(record, events);
    // No node lives: everybody who was online is suspended from now on, and nobody waits at the door any more.
    await Promise.all(rooms.map(({ record }) => store.apply(record.name, { type: 'expire', livingNodes: [] })));
    return store;
  }

  /** As the port says; rejects with `room/unavailable` when the disk refused, and then memory is ahead of the disk. */
  async apply(room: string, command: RoomCommand): Promise<Applied> {
    const applied = await this.#memory.apply(room, command);
    const writing = written(this.#database.save(room, applied));
    this.#written = writing;
    await writing;
    return applied;
  }

  read(room: string): Promise<RoomRecord | undefined> {
    return this.#memory.read(room);
  }

  /** As the port says; rejects with `room/unavailable` when the disk has just refused some of it. */
  async eventsSince(room: string, sequence: number, epoch?: string): Promise<readonly RoomEvent[] | undefined> {
    const events = await this.#memory.eventsSince(room, sequence, epoch);
    await this.#written;
    return events;
  }

  listed(identifier: string, limit: number): Promise<readonly RoomRecord[]> {
    return this.#memory.listed(identifier, limit);
  }

  due(): Promise<readonly string[]> {
    return this.#memory.due();
  }

  heartbeat(): Promise<null> {
    return this.#memory.heartbeat();
  }

  returns(): number {
    return 0;
  }

  secret(purpose: string): Promise<Uint8Array> {
    const asked = this.#secrets.get(purpose) ?? this.#secretOnDisk(`secret:${purpose}`);
    this.#secrets.set(purpose, asked);
    return asked;
  }

  async close(): Promise<void> {
    clearInterval(this.#clock);
    await this.#saveClock();
    await this.#database.close();
    await this.#folder.release();
  }

  /** How many rooms and events there are, in memory and on disk; for tests of what stays behind. */
  get size(): number {
    return this.#memory.size + this.#database.size;
  }

  async #secretOnDisk(key: string): Promise<Uint8Array> {
    const known = this.#database.setting(key);
    if (typeof known === 'string') return Buffer.from(known, 'base64');
    const secret = randomBytes(32);
    await written(this.#database.set(key, secret.toString('base64')));
    return secret;
  }

  #saveClock(): Promise<void> {
    return this.#database.set('clock', this.#now());
  }
}

async function written(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    throw new RtcError('room/unavailable', 'The rooms cannot be written to disk.', { cause: error });
  }
}
