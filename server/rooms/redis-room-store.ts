import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { RtcError } from '../../src/protocol/index.js';
import type { RoomEvent } from '../../src/protocol/index.js';
import { decide } from './decide.js';
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
    return new RedisRoomStore(await RedisConnection.open(url, onError), prefix);
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
    const key = this.#eventsKey(meant);
    const [entries, exists] = await this.#redis.run((client) => {
      return Promise.all([client.xRange(key, `(${sequence}-0`, '+'), client.exists(key)]);
    });
    const events = (entries ?? []).map(({ message }) => JSON.parse(message['event'] ?? 'null') as RoomEvent);
    const [oldest] = events;
    const forgotten = exists === 0 || (oldest !== undefined && oldest.sequence !== sequence + 1);
    return forgotten ? undefined : events;
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

  async heartbeat(node: string): Promise<readonly string[]> {
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
        const { version, record, now } = await this.#readForChange(room, deadline);
        if (unsure?.version === version) return unsure.applied;
        const { record: next, events } = decide(room, record, command, now);
        const applied = { before: record, after: next, events };
        if (next === record) return applied;
        const nextVersion = next === undefined ? '' : randomUUID();
        unsure = { version: nextVersion, applied };
        if (await this.#write(room, version, nextVersion, applied, deadline)) return applied;
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

  async #readForChange(room: string, deadline: number) {
    const keys = [this.#roomKey(room), this.#key('clock')];
    const answer = await this.#redis.script(READ, keys, [String(LONGEST_SILENCE_MS)], deadline);
    const [version, json, now] = answer as [string, string, string];
    return { version, record: json === '' ? undefined : parseRecord(json), now: Number(now) };
  }

  async #write(room: string, expected: string, version: string, applied: Applied, deadline: number): Promise<boolean> {
    const { before, after: next, events } = applied;
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
      ...[EVENTS_KEPT, CLOSED_KEPT_MS, left.length, events[0]?.sequence ?? 0].map(String),
      ...events.map((event) => JSON.stringify(event)),
    ];
    return (await this.#redis.script(WRITE, keys, values, deadline)) === 1;
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
