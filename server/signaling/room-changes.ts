import type { FastifyBaseLogger } from 'fastify';
import type { RoomCommand } from '../rooms/room-command.js';
import type { Applied, RoomStore } from '../rooms/room-store.js';
import type { Nodes } from './nodes.js';

export interface RoomChangesOptions {
  readonly store: RoomStore;
  readonly nodes: Nodes;
  readonly log: FastifyBaseLogger;
  /** Tells the members here what the store has and they do not. */
  readonly publish: (room: string) => Promise<void>;
}

type Listener = (room: string, lists: readonly string[]) => void;

/**
 * The one way to change a room: applies the command, then tells whoever has to look, here and on the other nodes. What
 * they see is in the store; the note only says that they should look.
 */
export class RoomChanges {
  readonly #options: RoomChangesOptions;
  readonly #listeners: Listener[] = [];
  readonly #outageListeners: (() => void)[] = [];
  /** Rooms whose news could not be read yet. */
  readonly #unread = new Set<string>();

  constructor(options: RoomChangesOptions) {
    this.#options = options;
    options.nodes.on('room:changed', ({ room, lists }) => void this.#look(room, lists));
  }

  /** Called whenever a room changed, on whichever node. */
  onChange(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Called when notes may have been lost, of whatever room. */
  onOutage(listener: () => void): void {
    this.#outageListeners.push(listener);
  }

  /** Resolves when it is done and the members here have been told. Rejects as `RoomStore.apply` does. */
  async apply(room: string, command: RoomCommand): Promise<Applied> {
    const applied = await this.applyQuietly(room, command);
    if (applied.events.length > 0) await this.publish(room);
    return applied;
  }

  /** As `apply`, for somebody who is about to follow the room: that reading tells the members here as well. */
  async applyQuietly(room: string, command: RoomCommand): Promise<Applied> {
    const applied = await this.#options.store.apply(room, command);
    if (applied.events.length > 0) {
      const lists = listsOf(applied);
      this.#options.nodes.tell('room:changed', { room, lists });
      for (const listener of this.#listeners) listener(room, lists);
    }
    return applied;
  }

  /** Never rejects: what cannot be read now is read by `catchUp`. */
  async publish(room: string): Promise<void> {
    try {
      await this.#options.publish(room);
    } catch (error) {
      this.#unread.add(room);
      this.#options.log.warn({ err: error }, 'the news of a room could not be read yet');
    }
  }

  /** Reads again what could not be read and, after an outage, in which notes may have been lost, `rooms`. */
  async catchUp(rooms?: Iterable<string>): Promise<void> {
    if (rooms !== undefined) for (const listener of this.#outageListeners) listener();
    const unread = new Set([...this.#unread, ...(rooms ?? [])]);
    this.#unread.clear();
    for (const room of unread) await this.#look(room, []);
  }

  async #look(room: string, lists: readonly string[]): Promise<void> {
    for (const listener of this.#listeners) listener(room, lists);
    await this.publish(room);
  }
}

function listsOf({ before, after }: Applied): readonly string[] {
  const lists = new Set<string>();
  for (const record of [before, after]) {
    const listed = record?.policy.listed ?? null;
    if (listed !== null) lists.add(listed);
  }
  return [...lists];
}
