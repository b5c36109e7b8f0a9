import type { RoomEvent } from '../../src/protocol/index.js';
import type { RoomStore } from './room-store.js';

/** Where room events go: socket.io's channels in the service, arrays in a test. */
export interface FeedOutlet<Follower> {
  /** To everybody who was added and not removed, in the order of the calls. */
  broadcast(room: string, event: RoomEvent): void;
  send(follower: Follower, event: RoomEvent): void;
  add(room: string, follower: Follower): void;
  remove(room: string, follower: Follower): void;
}

interface Feed<Follower> {
  /** Number of the newest event that was broadcast. */
  position: number;
  readonly followers: Set<Follower>;
  /** Ends when all reading begun so far has; never rejects. */
  idle: Promise<void>;
}

/**
 * Carries each room's events from the store to the members connected here: every follower gets every event after the
 * number it entered with, once, in order, however late and shuffled the store answers. One reading at a time per room
 * is what gives the order; the store's numbers are what closes the hole between entering and following.
 *
 * Follow only after `enter`, unfollow before `leave`: then a feed here implies a living room there, and a room that was
 * closed and opened anew (numbers from 1 again) always finds a new feed.
 */
export class RoomFeed<Follower> {
  readonly #store: RoomStore;
  readonly #outlet: FeedOutlet<Follower>;
  readonly #feeds = new Map<string, Feed<Follower>>();

  constructor(store: RoomStore, outlet: FeedOutlet<Follower>) {
    this.#store = store;
    this.#outlet = outlet;
  }

  /**
   * Adds `follower` and gives it what happened after `sequence`; on the way the others hear the same.
   * Resolves when that is sent. Rejects when the store does; the follower is to be removed then.
   */
  follow(room: string, follower: Follower, sequence: number): Promise<void> {
    let feed = this.#feeds.get(room);
    if (feed === undefined) {
      feed = { position: sequence, followers: new Set(), idle: Promise.resolve() };
      this.#feeds.set(room, feed);
    }
    feed.followers.add(follower);
    return this.#inTurn(feed, () => this.#advance(room, feed, { follower, sequence }));
  }

  /** From here on `follower` hears nothing of `room`. */
  unfollow(room: string, follower: Follower): void {
    const feed = this.#feeds.get(room);
    if (feed?.followers.delete(follower) !== true) return;
    this.#outlet.remove(room, follower);
    if (feed.followers.size === 0) this.#feeds.delete(room);
  }

  /** Tells the followers here what the store has and they do not. Resolves when that is sent. */
  async publish(room: string): Promise<void> {
    const feed = this.#feeds.get(room);
    if (feed !== undefined) await this.#inTurn(feed, () => this.#advance(room, feed));
  }

  async #advance(
    room: string,
    feed: Feed<Follower>,
    newcomer?: { readonly follower: Follower; readonly sequence: number },
  ): Promise<void> {
    const from = newcomer === undefined ? feed.position : Math.min(feed.position, newcomer.sequence);
    const events = await this.#store.eventsSince(room, from);
    // Everything below happens in one go: nobody can enter, leave or be told something in between.
    if (this.#feeds.get(room) !== feed) return;
    for (const event of events) {
      // The newcomer is not among the audience yet, so nothing reaches it twice.
      if (event.sequence > feed.position) this.#outlet.broadcast(room, event);
      if (newcomer !== undefined && event.sequence > newcomer.sequence) this.#outlet.send(newcomer.follower, event);
    }
    feed.position = Math.max(feed.position, events.at(-1)?.sequence ?? 0);
    if (newcomer !== undefined && feed.followers.has(newcomer.follower)) this.#outlet.add(room, newcomer.follower);
  }

  #inTurn(feed: Feed<Follower>, task: () => Promise<void>): Promise<void> {
    const done = feed.idle.then(task);
    // Whoever asked hears of the failure through `done`; the next in turn only needs to know that it is over.
    feed.idle = done.catch(() => undefined);
    return done;
  }
}
