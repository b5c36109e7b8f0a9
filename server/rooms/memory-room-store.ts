import { randomBytes } from 'node:crypto';
import type { RoomEvent } from '../../src/protocol/index.js';
import { decide } from './decide.js';
import { EventLog } from './event-log.js';
import type { RoomCommand } from './room-command.js';
import type { RoomRecord } from './room-record.js';
import { CLOSED_KEPT_MS } from './room-store.js';
import type { Applied, RoomStore } from './room-store.js';

/** Rooms of one process, gone when it ends. Each change happens in one go, which is what makes it atomic. */
export class MemoryRoomStore implements RoomStore {
  readonly #now: () => number;
  /** Maps and not objects: `__proto__` is a room name like any other. */
  readonly #rooms = new Map<string, RoomRecord>();
  readonly #logs = new Map<string, EventLog>();
  /** Rooms that are gone, in the order they went; their logs stay a while. */
  readonly #gone = new Map<string, { readonly name: string; readonly until: number }>();
  readonly #secrets = new Map<string, Uint8Array>();

  /** `now` is store time in ms: it must never go back, and need not be the time of day. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  async apply(room: string, command: RoomCommand): Promise<Applied> {
    this.#forget();
    const before = this.#rooms.get(room);
    const { record: after, events } = decide(room, before, command, this.#now());
    if (after !== undefined) this.restore(after, events);
    else if (before !== undefined) {
      this.#logs.get(before.epoch)?.append(events);
      this.#rooms.delete(room);
      this.#gone.set(before.epoch, { name: room, until: this.#now() + CLOSED_KEPT_MS });
    }
    return { before, after, events };
  }

  /** Puts a room in as it was kept elsewhere, or as a command left it, and `events` behind those already known. */
  restore(record: RoomRecord, events: readonly RoomEvent[]): void {
    this.#rooms.set(record.name, record);
    const log = this.#logs.get(record.epoch) ?? new EventLog();
    this.#logs.set(record.epoch, log);
    log.append(events);
  }

  async read(room: string): Promise<RoomRecord | undefined> {
    return this.#rooms.get(room);
  }

  async eventsSince(room: string, sequence: number, epoch?: string): Promise<readonly RoomEvent[] | undefined> {
    this.#forget();
    const log = this.#logs.get(epoch ?? this.#rooms.get(room)?.epoch ?? this.#newestGone(room) ?? '');
    return log?.since(sequence);
  }

  async listed(identifier: string, limit: number): Promise<readonly RoomRecord[]> {
    return [...this.#rooms.values()]
      .filter(({ policy }) => policy.listed === identifier)
      .sort((one, other) => other.members.length - one.members.length)
      .slice(0, limit);
  }

  async due(): Promise<readonly string[]> {
    this.#forget();
    const now = this.#now();
    const late = [...this.#rooms.values()].filter(({ members }) => {
      return members.some(({ expiresAt }) => expiresAt !== null && expiresAt <= now);
    });
    return late.map(({ name }) => name);
  }

  async heartbeat(): Promise<null> {
    return null;
  }

  returns(): number {
    return 0;
  }

  async secret(purpose: string): Promise<Uint8Array> {
    const secret = this.#secrets.get(purpose) ?? randomBytes(32);
    this.#secrets.set(purpose, secret);
    return secret;
  }

  async close(): Promise<void> {
    // Nothing outside this process.
  }

  /** How many rooms and logs there are; for tests of what stays behind. */
  get size(): number {
    this.#forget();
    return this.#rooms.size + this.#logs.size;
  }

  #newestGone(room: string): string | undefined {
    return [...this.#gone].findLast(([, { name }]) => name === room)?.[0];
  }

  #forget(): void {
    for (const [epoch, { until }] of this.#gone) {
      if (until > this.#now()) return;
      this.#gone.delete(epoch);
      this.#logs.delete(epoch);
    }
  }
}
