import type { RoomEvent } from '../../src/protocol/index.js';
import type { RoomRecord } from './room-record.js';
import type { RoomStore } from './room-store.js';

/**
 * Where room events go: socket.io's channels in the service, arrays in a test. There is a `channel` for each room there
 * ever was (its epoch), not for each name, since one room can end while another of its name has begun.
 */
export interface FeedOutlet<Follower> {
  /** To everybody who was added to the channel and not removed, in the order of the calls. */
  broadcast(channel: string, event: RoomEvent): void;
  send(follower: Follower, event: RoomEvent): void;
  /**
   * Instead of events the store has forgotten: the room as it is, in which the follower need not be a member any more;
   * undefined when the room it followed is gone (another of the same name is another room).
   */
  snapshot(follower: Follower, record: RoomRecord | undefined): void;
  add(channel: string, follower: Follower): void;
  remove(channel: string, follower: Follower): void;
}

/** Up to where a follower knows a room. A `RoomRecord` is one. */
export interface Position {
  readonly epoch: string;
  readonly sequence: number;
}

interface Feed<Follower> {
  readonly epoch: string;
  /** Number of the newest event that was broadcast. */
  position: number;
  /** False while one waits for its turn to be given what happened since it entered. */
  readonly followers: Map<Follower, boolean>;
  /** Ends when all reading begun so far has; never rejects. */
  idle: Promise<void>;
}

/**
 * Carries each room's events from the store to the members connected here: every follower gets every event after the
 * number it entered with, once, in order, however late and shuffled the store answers. One reading at a time per room
 * is what gives the order; the store's numbers are what closes the hole between entering and following.
 *
 * A feed is of one room, not of a name: when the room ends and another is opened under its name, followers of the one
 * hear how it ended and nothing of the other.
 */
export class RoomFeed<Follower> {
  readonly #store: Pick<RoomStore, 'eventsSince' | 'read'>;
  readonly #outlet: FeedOutlet<Follower>;
  /** By room name, then by epoch: for a moment there can be two. */
  readonly #feeds = new Map<string, Map<string, Feed<Follower>>>();

  constructor(store: Pick<RoomStore, 'eventsSince' | 'read'>, outlet: FeedOutlet<Follower>) {
    this.#store = store;
    this.#outlet = outlet;
  }

  /**
   * Adds `follower` and gives it what happened after `since`; on the way the others hear the same.
   * Resolves when that is sent. Rejects when the store does; the follower is to be removed then.
   */
  follow(room: string, follower: Follower, since: Position): Promise<void> {
    const feeds = this.#feeds.get(room) ?? new Map<string, Feed<Follower>>();
    this.#feeds.set(room, feeds);
    let feed = feeds.get(since.epoch);
    if (feed === undefined) {
      feed = { epoch: since.epoch, position: since.sequence, followers: new Map(), idle: Promise.resolve() };
      feeds.set(since.epoch, feed);
    }
    feed.followers.set(follower, false);
    return this.#inTurn(feed, () => this.#advance(room, feed, { follower, sequence: since.sequence }));
  }

  /** From here on `follower` hears nothing of `room`. */
  unfollow(room: string, follower: Follower): void {
    for (const feed of this.#feeds.get(room)?.values() ?? []) {
      if (!feed.followers.delete(follower)) continue;
      this.#outlet.remove(feed.epoch, follower);
      if (feed.followers.size === 0) this.#drop(room, feed);
    }
  }

  /** Tells the followers here what the store has and they do not. Resolves when that is sent. */
  async publish(room: string): Promise<void> {
    const feeds = [...(this.#feeds.get(room)?.values() ?? [])];
    await Promise.all(feeds.map((feed) => this.#inTurn(feed, () => this.#advance(room, feed))));
  }

  async #advance(room: string, feed: Feed<Follower>, newcomer?: Newcomer<Follower>): Promise<void> {
    if (!this.#has(room, feed)) return;
    const from = newcomer === undefined ? feed.position : Math.min(feed.position, newcomer.sequence);
    const events = await this.#store.eventsSince(room, from, feed.epoch);
    // The newcomer knows the room as it is now, and it is not where it was: the store was restored from an older copy.
    const wentBack = events !== undefined && (events.at(-1)?.sequence ?? from) < feed.position;
    const record = events === undefined || wentBack ? await this.#store.read(room) : undefined;
    // Everything below happens in one go: nobody can enter, leave or be told something in between.
    if (!this.#has(room, feed)) return;
    if (wentBack) this.#restart(feed, record);
    if (newcomer !== undefined && feed.followers.has(newcomer.follower)) feed.followers.set(newcomer.follower, true);
    const alive = events === undefined ? record?.epoch === feed.epoch : events.at(-1)?.type !== 'room-closed';
    if (events === undefined) this.#restart(feed, alive ? record : undefined);
    else for (const event of events) this.#tell(feed, event, newcomer);
    if (newcomer !== undefined && feed.followers.has(newcomer.follower))
      this.#outlet.add(feed.epoch, newcomer.follower);
    if (!alive) for (const follower of present(feed)) this.unfollow(room, follower);
  }

  #tell(feed: Feed<Follower>, event: RoomEvent, newcomer?: Newcomer<Follower>): void {
    if (event.sequence > feed.position) {
      feed.position = event.sequence;
      // The newcomer is not among the audience yet, so nothing reaches it twice.
      this.#outlet.broadcast(feed.epoch, event);
    }
    if (newcomer === undefined || event.sequence <= newcomer.sequence) return;
    if (feed.followers.has(newcomer.follower)) this.#outlet.send(newcomer.follower, event);
  }

  /** What was missed is forgotten, or never was: everybody begins again from the room as it is, if it is. */
  #restart(feed: Feed<Follower>, record: RoomRecord | undefined): void {
    feed.position = record?.sequence ?? feed.position;
    for (const follower of present(feed)) this.#outlet.snapshot(follower, record);
  }

  #has(room: string, feed: Feed<Follower>): boolean {
    return this.#feeds.get(room)?.get(feed.epoch) === feed;
  }

  #drop(room: string, feed: Feed<Follower>): void {
    const feeds = this.#feeds.get(room);
    feeds?.delete(feed.epoch);
    if (feeds?.size === 0) this.#feeds.delete(room);
  }

  #inTurn(feed: Feed<Follower>, task: () => Promise<void>): Promise<void> {
    const done = feed.idle.then(task);
    // Whoever asked hears of the failure through `done`; the next in turn only needs to know that it is over.
    feed.idle = done.catch(() => undefined);
    return done;
  }
}

interface Newcomer<Follower> {
  readonly follower: Follower;
  readonly sequence: number;
}

/** A copy: telling a follower may make it stop following. */
function present<Follower>({ followers }: Feed<Follower>): readonly Follower[] {
  return [...followers].filter(([, here]) => here).map(([follower]) => follower);
}
