import { hash } from 'node:crypto';
import { open } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';
import type { RoomEvent } from '../../src/protocol/index.js';
import type { RoomRecord } from './room-record.js';
import { EVENTS_KEPT } from './room-store.js';
import type { Applied } from './room-store.js';

/** What the embedded store keeps on disk, and where. Writes of one turn of the event loop are one transaction (lmdb). */
export class EmbeddedDatabase {
  readonly #root: RootDatabase;
  readonly #rooms: Database<RoomRecord, string>;
  readonly #events: Database<RoomEvent, [epoch: string, sequence: number]>;
  readonly #settings: Database<string | number, string>;

  constructor(path: string) {
    this.#root = open({ path, encoding: 'json', noSubdir: true, maxDbs: 3 });
    this.#rooms = this.#root.openDB({ name: 'rooms', encoding: 'json' });
    this.#events = this.#root.openDB({ name: 'events', encoding: 'json' });
    this.#settings = this.#root.openDB({ name: 'settings', encoding: 'json' });
  }

  /** Every room with the events still known of it, oldest first. */
  *rooms(): Iterable<{ readonly record: RoomRecord; readonly events: readonly RoomEvent[] }> {
    for (const { value: record } of this.#rooms.getRange()) {
      const { epoch, sequence } = record;
      const range = this.#events.getRange({ start: [epoch, 0], end: [epoch, sequence + 1] });
      yield { record, events: [...range].map(({ value }) => value) };
    }
  }

  /** Resolves once what `applied` changed is committed, all of it or nothing; it survives this process from then on. */
  async save(room: string, { before, after, events }: Applied): Promise<void> {
    if (before === after) return;
    const key = keyOf(room);
    const writes: Promise<boolean>[] = [];
    if (after === undefined) {
      writes.push(this.#rooms.remove(key));
      const { epoch = '', sequence = 0 } = before ?? {};
      for (let old = sequence; old > Math.max(0, sequence - EVENTS_KEPT); old -= 1) {
        writes.push(this.#events.remove([epoch, old]));
      }
    } else {
      writes.push(this.#rooms.put(key, after));
      for (const event of events) {
        writes.push(this.#events.put([after.epoch, event.sequence], event));
        if (event.sequence > EVENTS_KEPT) writes.push(this.#events.remove([after.epoch, event.sequence - EVENTS_KEPT]));
      }
    }
    await Promise.all(writes);
  }

  setting(key: string): string | number | undefined {
    return this.#settings.get(key);
  }

  async set(key: string, value: string | number): Promise<void> {
    await this.#settings.put(key, value);
  }

  /** How many rooms and events there are. */
  get size(): number {
    return this.#rooms.getCount() + this.#events.getCount();
  }

  async close(): Promise<void> {
    await this.#root.close();
  }
}

/** lmdb's keys are short and ordered; a room's name is neither its business. */
function keyOf(room: string): string {
  return hash('sha256', room, 'base64url');
}
