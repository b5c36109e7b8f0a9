import type { FastifyBaseLogger } from 'fastify';
import { MAX_LISTED_ROOMS, RtcError } from '../../src/protocol/index.js';
import type { RoomListing } from '../../src/protocol/index.js';
import type { RoomStore } from '../rooms/room-store.js';
import { listingOf } from '../rooms/room-view.js';
import { listChannel } from './channels.js';
import type { SignalingServer } from './nodes.js';
import type { RoomChanges } from './room-changes.js';
import type { Visitor } from './visitor.js';

/** A room that fills changes its list with each newcomer; people read no faster than this. */
const DEBOUNCE_MS = 250;

/** While the store is away. */
const RETRY_MS = 1_000;

/** The rooms of a public list, the fullest first. Rejects when the store does. */
export async function listRooms(store: Pick<RoomStore, 'listed'>, identifier: string): Promise<readonly RoomListing[]> {
  return (await store.listed(identifier, MAX_LISTED_ROOMS)).map(listingOf);
}

export interface RoomListsParts {
  readonly io: SignalingServer;
  readonly store: Pick<RoomStore, 'listed'>;
  readonly changes: RoomChanges;
  readonly watchedListsPerSocket: number;
  readonly log: FastifyBaseLogger;
}

interface WatchedList {
  readonly watchers: Set<Visitor>;
  /** As it was last told, so that nothing is told twice. */
  told: string;
  timer: NodeJS.Timeout | undefined;
}

/** Public lists that somebody here looks at. */
export class RoomLists {
  readonly #parts: RoomListsParts;
  readonly #lists = new Map<string, WatchedList>();

  constructor(parts: RoomListsParts) {
    this.#parts = parts;
    parts.changes.onChange((_room, lists) => lists.forEach((identifier) => this.#changed(identifier)));
    parts.changes.onOutage(() => [...this.#lists.keys()].forEach((identifier) => this.#changed(identifier)));
  }

  /** Resolves with the list as it is; from then on `rooms:changed` follows. Rejects with `protocol/busy` at too many. */
  async watch(visitor: Visitor, identifier: string): Promise<readonly RoomListing[]> {
    const watched = [...this.#lists.values()].filter(({ watchers }) => watchers.has(visitor)).length;
    const list = this.#lists.get(identifier) ?? { watchers: new Set(), told: '', timer: undefined };
    if (!list.watchers.has(visitor) && watched >= this.#parts.watchedListsPerSocket) {
      throw new RtcError('protocol/busy', `One socket may watch ${this.#parts.watchedListsPerSocket} lists.`);
    }
    this.#lists.set(identifier, list);
    list.watchers.add(visitor);
    await visitor.socket.join(listChannel(identifier));
    const rooms = await listRooms(this.#parts.store, identifier);
    // Somebody else may have been told something else: then all are told again, which says the same to most.
    if (list.told !== '' && list.told !== JSON.stringify(rooms)) this.#changed(identifier);
    else list.told = JSON.stringify(rooms);
    return rooms;
  }

  unwatch(visitor: Visitor, identifier: string): void {
    const list = this.#lists.get(identifier);
    if (list?.watchers.delete(visitor) !== true) return;
    void visitor.socket.leave(listChannel(identifier));
    if (list.watchers.size > 0) return;
    clearTimeout(list.timer);
    this.#lists.delete(identifier);
  }

  /** For a socket that is gone. */
  disconnected(visitor: Visitor): void {
    for (const identifier of [...this.#lists.keys()]) this.unwatch(visitor, identifier);
  }

  #changed(identifier: string, delayMs = DEBOUNCE_MS): void {
    const list = this.#lists.get(identifier);
    if (list === undefined || list.timer !== undefined) return;
    list.timer = setTimeout(() => {
      list.timer = undefined;
      void this.#tell(identifier, list);
    }, delayMs).unref();
  }

  async #tell(identifier: string, list: WatchedList): Promise<void> {
    try {
      const rooms = await listRooms(this.#parts.store, identifier);
      const now = JSON.stringify(rooms);
      if (this.#lists.get(identifier) !== list || now === list.told) return;
      list.told = now;
      this.#parts.io.local.to(listChannel(identifier)).emit('rooms:changed', { identifier, rooms: [...rooms] });
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'a public list could not be read yet');
      this.#changed(identifier, RETRY_MS);
    }
  }
}
