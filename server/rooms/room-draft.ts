import { may, RtcError } from '../../src/protocol/index.js';
import type { Action, Role, RoomEvent } from '../../src/protocol/index.js';
import type { MemberRecord, RoomRecord, UnnumberedEvent } from './room-record.js';
import { memberOf } from './room-view.js';

/** What a command makes of a room; `record` is undefined when there is none (any more). */
export interface Decision {
  readonly record: RoomRecord | undefined;
  readonly events: readonly RoomEvent[];
}

/** A room while one command is decided: the rules write here, nobody sees it before `finish`. */
export class RoomDraft {
  #record: RoomRecord;
  #closed = false;
  readonly #events: RoomEvent[] = [];

  constructor(record: RoomRecord) {
    this.#record = record;
  }

  get record(): RoomRecord {
    return this.#record;
  }

  set(changes: Partial<Omit<RoomRecord, 'name' | 'epoch' | 'sequence'>>): void {
    this.#record = { ...this.#record, ...changes };
  }

  /** Gives an event its number. */
  tell(event: UnnumberedEvent): void {
    const sequence = this.#record.sequence + 1;
    this.#record = { ...this.#record, sequence };
    this.#events.push({ ...event, room: this.#record.name, sequence });
  }

  /** Changes a member; the others are told when it is something they can see. */
  change(userId: string, changes: Partial<Omit<MemberRecord, 'userId' | 'visitorId'>>): void {
    const before = this.member(userId);
    if (before === undefined) return;
    const after = { ...before, ...changes };
    this.set({ members: this.#record.members.map((member) => (member === before ? after : member)) });
    const member = memberOf(after);
    if (JSON.stringify(member) !== JSON.stringify(memberOf(before))) this.tell({ type: 'participant-changed', member });
  }

  /** Adds a member at the end of the order they came in. */
  join(member: MemberRecord): void {
    this.set({ members: [...this.#record.members, member] });
    this.tell({ type: 'participant-joined', member: memberOf(member) });
  }

  /** Takes somebody off the list of the waiting; nothing when not on it. */
  endWaiting(userId: string): void {
    const waiting = this.#record.waiting.filter((entry) => entry.userId !== userId);
    if (waiting.length === this.#record.waiting.length) return;
    this.set({ waiting });
    this.tell({ type: 'waiting-ended', userId });
  }

  /** The room ends with this; `by` is null when it ends with its owner. */
  close(by: string | null): void {
    this.tell({ type: 'room-closed', by });
    this.#closed = true;
  }

  member(userId: string): MemberRecord | undefined {
    return this.#record.members.find((member) => member.userId === userId);
  }

  /** Whom something is done to. Throws `protocol/no-such-participant`. */
  target(userId: string): MemberRecord {
    const member = this.member(userId);
    if (member === undefined) {
      throw new RtcError('protocol/no-such-participant', 'There is no such participant in the room.');
    }
    return member;
  }

  /** Who acts. Throws `protocol/not-in-room`. */
  actor(userId: string): MemberRecord {
    const member = this.member(userId);
    if (member === undefined) throw notInRoom();
    return member;
  }

  /** Who acts, with the right to. Throws `protocol/not-in-room` or `room/not-allowed`. */
  entitled(by: string, action: Action, target?: Role): MemberRecord {
    const actor = this.actor(by);
    if (!may(actor.role, action, target)) throw notAllowed();
    return actor;
  }

  finish(): Decision {
    const gone = this.#closed || this.#record.members.length === 0;
    return { record: gone ? undefined : this.#record, events: this.#events };
  }
}

export function notInRoom(): RtcError {
  return new RtcError('protocol/not-in-room', 'You are not in this room.');
}

export function notAllowed(): RtcError {
  return new RtcError('room/not-allowed', 'Your role does not allow this.');
}
