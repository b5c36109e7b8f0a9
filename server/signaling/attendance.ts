import type { FastifyBaseLogger } from 'fastify';
import type { Entry } from '../rooms/room-store.js';
import type { RoomFeed } from '../rooms/room-feed.js';
import type { Entrant, RoomStore } from '../rooms/room-store.js';
import { RtcError } from '../../src/protocol/index.js';
import type { RoomPolicy } from '../../src/protocol/index.js';
import type { Membership, Visitor } from './visitor.js';

/**
 * How sockets come into rooms and go. It keeps store, feed and the list of who can be reached in step, in the order that
 * loses nobody: reachable → entered (atomic) → following, with what came in between replayed; and back in reverse.
 */
export class Attendance {
  readonly #store: RoomStore;
  readonly #feed: RoomFeed<Membership>;
  readonly #log: FastifyBaseLogger;
  readonly #reachable = new Map<string, Membership>();
  readonly #departures = new Set<Promise<void>>();

  constructor(store: RoomStore, feed: RoomFeed<Membership>, log: FastifyBaseLogger) {
    this.#store = store;
    this.#feed = feed;
    this.#log = log;
  }

  /**
   * Resolves with the room as it was on entering; all that happened since is on its way to the socket before that.
   * Rejects with the store's reason or `room/interrupted` when the visitor left meanwhile; nothing of the visit remains.
   */
  async enter(
    visitor: Visitor,
    membership: Membership,
    person: Omit<Entrant, 'userId'>,
    policy: RoomPolicy,
  ): Promise<Entry> {
    visitor.open(membership);
    // Reachable before entering: whoever sees this member in a snapshot may offer to it at once. The offer then waits
    // for `admitted`, since its receiver cannot know what it is for until the join is answered.
    this.#reachable.set(membership.userId, membership);
    try {
      const entry = await this.#store.enter(membership.room, { userId: membership.userId, ...person }, policy);
      stillHere(membership);
      await this.#feed.follow(membership.room, membership, entry.sequence);
      stillHere(membership);
      return entry;
    } catch (error) {
      await this.leave(visitor, membership);
      throw error;
    }
  }

  /** Safe at any moment of a visit, and more than once. Rejects when the store does. */
  async leave(visitor: Visitor, membership: Membership): Promise<void> {
    visitor.close(membership);
    this.#reachable.delete(membership.userId);
    this.#feed.unfollow(membership.room, membership);
    await this.#store.leave(membership.room, membership.userId);
    await this.#feed.publish(membership.room);
  }

  /** For a socket that is gone: nobody waits for the answer, so failures are logged. */
  leaveAll(visitor: Visitor): void {
    for (const membership of visitor.memberships) {
      const departure = this.leave(visitor, membership).catch((error: unknown) => {
        this.#log.error({ err: error, userId: membership.userId }, 'a member who disconnected could not be removed');
      });
      this.#departures.add(departure);
      void departure.then(() => this.#departures.delete(departure));
    }
  }

  /** Resolves when everybody who disconnected so far is out of the store. */
  async departed(): Promise<void> {
    await Promise.all(this.#departures);
  }

  /** The member `userId` of `room`, once it has been admitted. Rejects with `protocol/no-such-participant`. */
  async find(room: string, userId: string): Promise<Membership> {
    const membership = this.#reachable.get(userId);
    if (membership?.room === room && (await membership.admitted) && !membership.lifetime.signal.aborted) {
      return membership;
    }
    throw new RtcError('protocol/no-such-participant', 'There is no such participant in the room.');
  }
}

function stillHere(membership: Membership): void {
  if (membership.lifetime.signal.aborted) throw new RtcError('room/interrupted', 'Left before being let in.');
}
