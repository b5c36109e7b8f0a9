import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { RtcError } from '../../src/protocol/index.js';
import type { RoomEvent } from '../../src/protocol/index.js';
import { decide } from './decide.js';
import { isNewer, KnownRooms } from './known-rooms.js';
import type { KnownRoom } from './known-rooms.js';
import { patience, RedisConnection } from './redis-connection.js';
import { DUE, HEARTBEAT, READ, WRITE } from './redis-scripts.js';
import type { RoomCommand } from './room-command.js';
import type { RoomRecord } from './room-record.js';
import { RoomQueue } from './room-queue.js';
import { CLOSED_KEPT_MS, EVENTS_KEPT, NODE_TTL_MS } from './room-store.js';
import type { Applied, RoomStore } from './room-store.js';

export interface RedisRoomStoreOptions {
  readonly url: string;
  /** In front of every key; one Redis can serve several installations. */
  readonly prefix?: string;
  /** Is told of every failure of the connection; calls fail by themselves. */
  readonly onError?: (error: unknown) => void;
}

/** Store time stops when no node spoke for this long: shorter than a node's life, so that an outage kills none of them. */
const LONGEST_SILENCE_MS = NODE_TTL_MS / 2;

/** Nodes find Redis again within 1.5 s of each other: none goes on before all have put back what they know. */
const ALL_BACK_MS = 1_500;

const RETRY_MS = 8;
const DUE_LIMIT = 1_000;

/**
 * Rooms of several nodes. A room is one JSON text with a version; a command is decided here and written there only if
 * the version is still the one it was decided on, otherwise decided again. Commands of one node on one room queue up
 * here, so only nodes compete.
 */
export class RedisRoomStore implements RoomStore {
  readonly #redis: RedisConnection;
  readonly #prefix: string;
  readonly #queue = new RoomQueue();
  readonly #lifetime = new AbortController();
  readonly #known = new KnownRooms();
  readonly #secrets = new Map<string, string>();
  /** Made where nothing was: by it a node sees that everything is gone. */
  #origin = '';

  private constructor(redis: RedisConnection, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  /** Rejects with `room/unavailable` when there is no Redis. */
  static async open({
    url,
    prefix = 'rtc:',
    onError = () => undefined,
  }: RedisRoomStoreOptions): Promise<RedisRoomStore> {
    const store = new RedisRoomStore(await RedisConnection.open(url, onError), prefix);
    await store.#isEmptied(store.#redis);
    store.#redis.onReturn((direct) => store.#restore(direct), onError);
    return store;
  }

  returns(): number {
    return this.#redis.returns;
  }

  apply(room: string, command: RoomCommand): Promise<Applied> {
    const deadline = patience();
    return this.#queue.inTurn(room, () => this.#apply(room, command, deadline));
  }

  async read(room: string): Promise<RoomRecord | undefined> {
    const json = await this.#redis.run((client) => client.hGet(this.#roomKey(room), 'record'));
    return json === null ? undefined : parseRecord(json);
  }

  async eventsSince(room: string, sequence: number, epoch?: string): Promise<readonly RoomEvent[] | undefined> {
    const meant = epoch ?? (await this.#newestEpoch(room));
    if (meant === null) return undefined;
    // With the one at `sequence`, which says that the room came as far as that.
    const key = this.#eventsKey(meant);
    const entries = (await this.#redis.run((client) => client.xRange(key, `${sequence}-0`, '+'))) ?? [];
    const newer = entries.filter(({ id }) => Number.parseInt(id, 10) > sequence);
    const newest = Number.parseInt(entries.at(-1)?.id ?? '', 10);
    const events = newer.map(({ message }) => JSON.parse(message['event'] ?? 'null') as RoomEvent | null);
    const told = events.filter((event) => event !== null);
    if (told.at(-1)?.type === 'room-closed') this.#known.forget(room, meant);
    return newest === sequence + told.length ? told : undefined;
  }

  async listed(identifier: string, limit: number): Promise<readonly RoomRecord[]> {
    if (limit <= 0) return [];
    const key = this.#listKey(identifier);
    const names = await this.#redis.run((client) => client.zRange(key, 0, limit - 1, { REV: true }));
    const texts = await this.#redis.run((client) => {
      return Promise.all(names.map((name) => client.hGet(this.#roomKey(name), 'record')));
    });
    return texts.flatMap((json) => (json === null ? [] : [parseRecord(json)]));
  }

  async due(): Promise<readonly string[]> {
    const keys = [this.#key('nodes'), this.#key('clock'), this.#key('deadlines')];
    const values = [LONGEST_SILENCE_MS, NODE_TTL_MS, this.#nodeKey(''), DUE_LIMIT].map(String);
    return [...new Set((await this.#redis.script(DUE, keys, values)) as string[])];
  }

  async heartbeat(node: string, rooms: readonly string[] = []): Promise<readonly string[]> {
    this.#known.keepOnly(node, rooms);
    const values = [LONGEST_SILENCE_MS, NODE_TTL_MS, node].map(String);
    return (await this.#redis.script(HEARTBEAT, [this.#key('nodes'), this.#key('clock')], values)) as string[];
  }

  async secret(purpose: string): Promise<Uint8Array> {
    const key = this.#key(`secret:${purpose}`);
    const made = randomBytes(32).toString('base64');
    const kept = await this.#redis.run(async (client) => {
      await client.set(key, made, { condition: 'NX' });
      return client.get(key);
    });
    this.#secrets.set(key, kept ?? made);
    return Buffer.from(kept ?? made, 'base64');
  }

  async close(): Promise<void> {
    this.#lifetime.abort();
    this.#redis.close();
  }

  async #apply(room: string, command: RoomCommand, deadline: number): Promise<Applied> {
    /** Sent, and not known whether it arrived. */
    let unsure: { readonly version: string; readonly applied: Applied } | undefined;
    for (;;) {
      try {
        const { version, record, now } = await this.#readForChange(this.#redis, room, deadline);
        if (unsure?.version === version) {
          this.#known.learn(room, unsure.applied.after, now);
          return unsure.applied;
        }
        const { record: next, events } = decide(room, record, command, now);
        const applied = { before: record, after: next, events };
        if (next === record) return applied;
        const nextVersion = next === undefined ? '' : randomUUID();
        unsure = { version: nextVersion, applied };
        if (await this.#write(this.#redis, room, version, nextVersion, applied, deadline)) {
          this.#known.learn(room, next, now);
          return applied;
        }
        unsure = undefined;
      } catch (error) {
        if (!(error instanceof RtcError && error.code === 'room/unavailable')) {
          // An entry that arrived after all, and on which somebody else built already.
          if (unsure !== undefined && error instanceof RtcError && error.code === 'protocol/already-in-room') {
            return unsure.applied;
          }
          throw error;
        }
        if (Date.now() >= deadline - RETRY_MS * 2) {
          if (unsure !== undefined && command.type === 'enter') void this.#takeBack(room, command.entrant.userId);
          throw error;
        }
      }
      // Not in step with whoever was faster.
      await after(RETRY_MS * Math.random());
    }
  }

  async #readForChange(redis: RedisConnection, room: string, deadline: number) {
    const keys = [this.#roomKey(room), this.#key('clock')];
    const answer = await redis.script(READ, keys, [String(LONGEST_SILENCE_MS)], deadline);
    const [version, json, now] = answer as [string, string, string];
    return { version, record: json === '' ? undefined : parseRecord(json), now: Number(now) };
  }

  /** `events` of null only say that the room came as far as its number. */
  async #write(
    redis: RedisConnection,
    room: string,
    expected: string,
    version: string,
    { before, after: next, events }: Omit<Applied, 'events'> & { readonly events: readonly (RoomEvent | null)[] },
    deadline: number,
  ): Promise<boolean> {
    const record = next ?? before;
    const { epoch = '', policy } = record ?? {};
    const [were, are] = [nodesOf(before), nodesOf(next)];
    const left = [...were].filter((node) => !are.has(node));
    const joined = [...are].filter((node) => !were.has(node));
    const keys = [
      this.#roomKey(room),
      this.#eventsKey(epoch),
      this.#closedKey(room),
      this.#key('deadlines'),
      this.#listKey(policy?.listed ?? ''),
      ...[...left, ...joined].map((node) => this.#nodeKey(node)),
    ];
    const people = policy?.listed === null ? '' : String(next?.members.length ?? 0);
    const values = [
      ...[expected, version, next === undefined ? '' : JSON.stringify(next), room, epoch, deadlineOf(next), people],
      ...[EVENTS_KEPT, CLOSED_KEPT_MS, left.length, events[0]?.sequence ?? record?.sequence ?? 0].map(String),
      ...events.map((event) => JSON.stringify(event)),
    ];
    return (await redis.script(WRITE, keys, values, deadline)) === 1;
  }

  /** Redis came back: what it lost is put back by the nodes that have members there, each what it knows; the newest holds. */
  async #restore(redis: RedisConnection): Promise<void> {
    const emptied = await this.#isEmptied(redis);
    const { now } = this.#known;
    if (emptied && now > 0) {
      // Leases are in store time, which goes on where it was.
      const clock = { store: String(now), at: String(Date.now()) };
      for (const [field, value] of Object.entries(clock)) {
        await redis.run((client) => client.hSetNX(this.#key('clock'), field, value));
      }
    }
    for (const [key, secret] of this.#secrets) {
      await redis.run((client) => client.set(key, secret, { condition: 'NX' }));
    }
    let lost = emptied ? 1 : 0;
    for (const [room, known] of this.#known.entries()) {
      while ((await this.#restoreRoom(redis, room, known, emptied)) === 'again') lost += 1;
    }
    if (lost > 0) await after(ALL_BACK_MS);
  }

  async #restoreRoom(redis: RedisConnection, room: string, known: KnownRoom, emptied: boolean) {
    const { record } = known;
    const { version, record: found } = await this.#readForChange(redis, room, patience());
    const closed = await redis.run((client) => client.get(this.#closedKey(room)));
    if (!isNewer(known, { version, record: found, closed, emptied })) return 'level';
    const events = found?.sequence === record.sequence ? [] : [null];
    const restored = `restored:${known.at}:${randomUUID()}`;
    await this.#write(redis, room, version, restored, { before: found, after: record, events }, patience());
    // Nodes that died meanwhile are found to be dead in their time.
    const nodes = [...nodesOf(record)].map((value) => ({ score: known.at, value }));
    await redis.run((client) => client.zAdd(this.#key('nodes'), nodes, { condition: 'NX' }));
    return 'again';
  }

  /** Whether everything has gone since this was asked last. */
  async #isEmptied(redis: RedisConnection): Promise<boolean> {
    const mine = randomUUID();
    const key = this.#key('origin');
    const found = await redis.run((client) => client.set(key, mine, { condition: 'NX', GET: true }));
    const before = this.#origin;
    this.#origin = found ?? mine;
    return before !== this.#origin;
  }

  async #newestEpoch(room: string): Promise<string | null> {
    const [present, closed] = await this.#redis.run((client) => {
      return Promise.all([client.hGet(this.#roomKey(room), 'epoch'), client.get(this.#closedKey(room))]);
    });
    return present ?? closed;
  }

  /**
   * An entry was refused while nobody could know whether it had happened. Its id was told nobody, so nobody else would
   * ever make that member leave.
   */
  async #takeBack(room: string, userId: string): Promise<void> {
    while (!this.#lifetime.signal.aborted) {
      try {
        await this.apply(room, { type: 'leave', userId, reason: 'expired' });
        return;
      } catch {
        // Still away, which everybody who asks is told; a call waits for Redis itself, so this does not spin.
        await after(RETRY_MS, undefined, { ref: false });
      }
    }
  }

  #key(rest: string): string {
    return `${this.#prefix}${rest}`;
  }

  /** Names come from strangers; keys do not. */
  #roomKey(room: string): string {
    return this.#key(`room:${hashOf(room)}`);
  }

  #closedKey(room: string): string {
    return this.#key(`closed:${hashOf(room)}`);
  }

  #eventsKey(epoch: string): string {
    return this.#key(`events:${epoch}`);
  }

  #listKey(identifier: string): string {
    return this.#key(`list:${hashOf(identifier)}`);
  }

  #nodeKey(node: string): string {
    return this.#key(`node:${node}`);
  }
}

/** Only this store writes there, and a JSON text in Redis is whole or not there. */
function parseRecord(json: string): RoomRecord {
  return JSON.parse(json) as RoomRecord;
}

function nodesOf(record: RoomRecord | undefined): ReadonlySet<string> {
  const nodes = [...(record?.members ?? []), ...(record?.waiting ?? [])].map(({ node }) => node);
  return new Set(nodes.filter((node) => node !== null));
}

/** When the first lease of a room ends, in store time; '' when none does. */
function deadlineOf(record: RoomRecord | undefined): string {
  const deadlines = (record?.members ?? []).flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt]));
  return deadlines.length === 0 ? '' : String(Math.min(...deadlines));
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
