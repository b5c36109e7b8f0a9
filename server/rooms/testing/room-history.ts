import assert from 'node:assert/strict';
import { RESUME_GRACE_MS, RtcError } from '../../../src/protocol/index.js';
import type { CommandOf, RoomCommand } from '../room-command.js';
import type { RoomRecord } from '../room-record.js';
import type { Applied } from '../room-store.js';
import { checkEntry, checkRecord, checkStep, mustBeRefused } from './room-invariants.js';
import type { Known } from './room-invariants.js';
import { enter, leave, suspend } from './commands.js';
import type { Move } from './room-model.js';
import type { StoreUnderTest } from './store-under-test.js';

export interface Totals {
  commands: number;
  refusals: number;
  events: number;
}

const pick = <T>(list: readonly T[], index: number): T | undefined => list[index % list.length];
const LIMITS = [1, 2, 3, 3, 4];
const ROLES = ['moderator', 'participant', 'viewer'] as const;

/** One random history of three rooms, five visitors and three nodes, checked after every step. */
export class RoomHistory {
  readonly #kept: StoreUnderTest & { readonly restart?: () => Promise<void> };
  readonly #id: string;
  readonly #totals: Totals;
  readonly #rooms: readonly string[];
  readonly #known = new Map<string, Known>();
  /** Epochs of rooms that are gone, the newest of each name. */
  readonly #gone = new Map<string, string>();
  /** Tokens that were good once. */
  readonly #spent = new Map<string, string[]>();
  #nodes = ['n1', 'n2', 'n3'];
  #count = 0;

  constructor(kept: StoreUnderTest & { readonly restart?: () => Promise<void> }, id: string, totals: Totals) {
    this.#kept = kept;
    this.#id = id;
    this.#totals = totals;
    this.#rooms = [0, 1, 2].map((number) => `${id}/${number}`);
  }

  async play(move: Move): Promise<void> {
    const room = pick(this.#rooms, move.room)!;
    if (move.step === 'wait') return this.#kept.advance(pick([500, 5_000, RESUME_GRACE_MS + 1], move.how)!);
    if (move.step === 'restart') return this.#restart(move);
    if (move.step === 'kill-node') return this.#killNode(move);
    if (move.step === 'crowd') return this.#crowd(room, move);
    const command = this.#command(move, await this.#kept.store.read(room));
    if (command !== undefined) await this.#apply(room, command, move.how);
  }

  /** Empties the rooms in one of three ways, and finds them gone. */
  async end(): Promise<void> {
    const way = Number(this.#id) % 3;
    if (way === 0) {
      for (const room of this.#rooms) await this.#apply(room, { type: 'expire', livingNodes: [] });
      await this.#kept.advance(RESUME_GRACE_MS + 1);
      for (const room of await this.#kept.store.due()) await this.#apply(room, { type: 'expire', livingNodes: [] });
    }
    for (const room of this.#rooms) {
      const record = await this.#kept.store.read(room);
      const owner = record?.members.find(({ role }) => role === 'owner');
      if (way === 1 && owner !== undefined) await this.#apply(room, { type: 'close', by: owner.userId });
      if (way === 2) for (const { userId } of record?.members ?? []) await this.#apply(room, leave(userId));
      assert.equal(await this.#kept.store.read(room), undefined, `${room} is still there`);
    }
  }

  async #apply(room: string, command: RoomCommand, how = 0): Promise<void> {
    const store = how % 2 === 0 ? this.#kept.store : this.#kept.other;
    this.#totals.commands += 1;
    const before = await store.read(room);
    const refusal = mustBeRefused(before, command);
    let applied: Applied;
    try {
      applied = await store.apply(room, command);
    } catch (error) {
      if (!(error instanceof RtcError)) throw error;
      this.#totals.refusals += 1;
      assert.ok(!['room/unavailable', 'protocol/internal'].includes(error.code), `${command.type}: ${error.code}`);
      if (refusal !== undefined) assert.equal(error.code, refusal, command.type);
      return this.#check(room);
    }
    assert.equal(refusal, undefined, `${command.type} should have been refused`);
    assert.deepEqual(applied.before, before);
    if (command.type === 'enter') checkEntry(before, command, applied.after);
    this.#remember(command, before);
    await this.#check(room, [applied]);
  }

  async #check(room: string, applied: readonly Applied[] = []): Promise<void> {
    this.#totals.events += applied.flatMap(({ events }) => events).length;
    for (const one of this.#rooms) {
      const record = await this.#kept.other.read(one);
      if (record !== undefined) checkRecord(record);
      const known = this.#known.get(one);
      // Whatever happens in one room happens nowhere else.
      if (one !== room) assert.deepEqual(record, known?.record, `${one} changed with ${room}`);
      else await checkStep(this.#kept.store, one, known, record, applied);
      if (known !== undefined && record?.epoch !== known.record.epoch) this.#gone.set(one, known.record.epoch);
      if (record === undefined) this.#known.delete(one);
      else this.#known.set(one, { record });
    }
  }

  #remember(command: RoomCommand, before: RoomRecord | undefined): void {
    if (command.type !== 'resume') return;
    const member = before?.members.find(({ userId }) => userId === command.userId);
    const tokens = [member?.resumeHash, member?.previousResumeHash].filter((token) => token !== command.shownHash);
    const spent = tokens.filter((token) => typeof token === 'string');
    this.#spent.set(command.userId, [...(this.#spent.get(command.userId) ?? []), ...spent]);
  }

  async #restart({ how }: Move): Promise<void> {
    // Each costs a process that reads the database: seldom enough.
    if (this.#kept.restart === undefined || how % 50 !== 0) return;
    await this.#kept.restart();
    for (const room of this.#rooms) {
      const record = await this.#kept.store.read(room);
      assert.ok(record?.members.every(({ presence }) => presence === 'suspended') ?? true);
      if (record !== undefined) checkRecord(record);
      await checkStep(this.#kept.store, room, this.#known.get(room), record, []);
      if (record === undefined) this.#known.delete(room);
      else this.#known.set(room, { record });
    }
  }

  async #killNode({ who }: Move): Promise<void> {
    const dead = pick(this.#nodes, who);
    this.#nodes = this.#nodes.map((node) => (node === dead ? `${node}+` : node));
    for (const room of this.#rooms) await this.#apply(room, { type: 'expire', livingNodes: this.#nodes });
  }

  /** Several at once from two nodes; the numbers must come out as if one had come after the other. */
  async #crowd(room: string, move: Move): Promise<void> {
    const record = await this.#kept.store.read(room);
    const first = record?.members[0];
    const commands: RoomCommand[] = Array.from({ length: 4 }, (_, index) =>
      this.#enter({ ...move, who: move.who + index, how: move.how + index }, record),
    );
    if (first !== undefined) commands.splice(move.how % 4, 0, leave(first.userId));
    this.#totals.commands += commands.length;
    const outcomes = await Promise.allSettled(
      commands.map((command, index) => (index % 2 === 0 ? this.#kept.store : this.#kept.other).apply(room, command)),
    );
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected' && !(outcome.reason instanceof RtcError)) throw outcome.reason;
    }
    await this.#check(
      room,
      outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
    );
  }

  #enter({ room, who, whom, how }: Move, record: RoomRecord | undefined): CommandOf<'enter'> {
    this.#count += 1;
    // A good ticket, one made before the password it now has, one of an earlier room of this name, and none.
    const ticket = pick(['good', 'outdated', 'of-earlier', 'none', 'none'] as const, how + who);
    const gone = this.#gone.get(pick(this.#rooms, room)!) ?? 'never-opened';
    const epoch = { good: record?.epoch, outdated: record?.epoch, 'of-earlier': gone, none: undefined }[ticket!];
    const closeWithOwner = how % 7 === 0;
    const waitingRoom = room === 1;
    return enter(`${this.#id}-${this.#count}`, {
      visitorId: `visitor-${who % 5}`,
      node: pick(this.#nodes, whom)!,
      entry: pick(['open-or-join', 'open-or-join', 'join', 'open'] as const, how)!,
      sameVisitor: whom % 3 === 0 ? 'replace' : 'allow',
      policy: {
        maxParticipants: waitingRoom ? 2 : pick(LIMITS, how)!,
        closeWithOwner,
        waitingRoom,
        listed: how % 2 === 0 ? 'l' : null,
      },
      password: how % 11 === 0 ? { salt: 's', hash: 'h0' } : null,
      provenPassword: ticket === 'good' ? (record?.password?.hash ?? null) : (pick([null, 'h0', 'h1'], whom) ?? null),
      invitedTo: epoch ?? null,
    });
  }

  #command(move: Move, record: RoomRecord | undefined): RoomCommand | undefined {
    const { step, who, whom, how } = move;
    if (step === 'enter') return this.#enter(move, record);
    if (step === 'expire') return { type: 'expire', livingNodes: how % 2 === 0 ? null : this.#nodes };
    // Half of the time the one who may.
    const owner = record?.members.find(({ role }) => role === 'owner');
    const by = who % 2 === 0 ? owner : pick(record?.members ?? [], who >> 1);
    const target = pick(record?.members ?? [], whom);
    const waiting = pick(record?.waiting ?? [], whom);
    if (by === undefined || target === undefined) return undefined;
    const acting = { by: by.userId, userId: target.userId };
    switch (step) {
      case 'leave':
        return leave(by.userId);
      case 'suspend':
        return suspend(by.userId, by.node ?? 'nowhere');
      case 'resume':
      case 'resume-stale':
        this.#count += 1;
        return {
          type: 'resume',
          userId: by.userId,
          visitorId: how % 13 === 0 ? 'somebody-else' : by.visitorId,
          node: pick(this.#nodes, how)!,
          shownHash:
            step === 'resume-stale'
              ? (this.#spent.get(by.userId)?.at(-1) ?? 'never-issued')
              : ((how % 2 === 0 ? by.previousResumeHash : null) ?? by.resumeHash),
          nextHash: `hash-${this.#id}-${this.#count}`,
        };
      case 'admit':
        return (
          waiting && { type: 'admit', by: by.userId, userId: waiting.userId, resumeHash: `hash-${waiting.userId}` }
        );
      case 'deny':
        return waiting && { type: 'deny', by: by.userId, userId: waiting.userId };
      case 'withdraw':
        return waiting && { type: 'withdraw', userId: waiting.userId };
      case 'eject':
      case 'ban':
        return { type: 'eject', ...acting, ban: step === 'ban' };
      case 'set-role':
        return { type: 'set-role', ...acting, role: pick(ROLES, how)! };
      case 'transfer':
        return { type: 'transfer', ...acting };
      case 'lock':
        return { type: 'lock', by: by.userId, locked: how % 3 === 0 };
      case 'set-password':
        return {
          type: 'set-password',
          by: by.userId,
          password: how % 2 === 0 ? null : { salt: 's', hash: `h${how % 2}` },
        };
      case 'update':
        return {
          type: 'update',
          userId: by.userId,
          displayName: `name ${how % 4}`,
          extra: how % 3 === 0 ? { how } : null,
        };
      case 'hand':
        return { type: 'hand', ...acting, raised: how % 2 === 0 };
      case 'close':
        return { type: 'close', by: by.userId };
      default:
        return undefined;
    }
  }
}
