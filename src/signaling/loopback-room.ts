import {
  may,
  RtcError,
  type Action,
  type JoinRequest,
  type LeaveReason,
  type Member,
  type PeerSignal,
  type RelayedMessage,
  type RoomEvent,
  type RoomPolicy,
  type RoomSnapshot,
} from '../protocol/index.js';
import type { RoomChannelEvents } from './signaling-client.js';

/** What a member hears, by the names of the channel's events. */
export interface Ear {
  hear<E extends 'event' | 'signal' | 'relayed' | 'mute-requested' | 'ended'>(
    type: E,
    detail: RoomChannelEvents[E],
  ): void;
}

interface Inside {
  readonly member: Member;
  readonly visitor: object;
  readonly ear: Ear;
}

type Unnumbered = RoomEvent extends infer E ? (E extends RoomEvent ? Omit<E, 'room' | 'sequence'> : never) : never;

/** Who inherits a room first. */
const HEIRS = ['moderator', 'participant', 'viewer'] as const;

/** One room in this page: the service's rules, less what needs a service. Throws the refusals the service would answer. */
export class LoopbackRoom {
  readonly name: string;
  readonly policy: RoomPolicy;
  /** In the order they came. */
  readonly #people = new Map<string, Inside>();
  readonly #banned = new WeakSet<object>();
  #isLocked = false;
  #sequence = 0;

  constructor({ room, policy }: JoinRequest) {
    this.name = room;
    this.policy = policy;
  }

  get isEmpty(): boolean {
    return this.#people.size === 0;
  }

  get isLocked(): boolean {
    return this.#isLocked;
  }

  get people(): readonly Member[] {
    return [...this.#people.values()].map(({ member }) => member);
  }

  get isFull(): boolean {
    return this.#people.size >= this.policy.maxParticipants;
  }

  enter(userId: string, { displayName, extra, sameVisitor }: JoinRequest, visitor: object, ear: Ear): RoomSnapshot {
    if (this.#banned.has(visitor)) throw new RtcError('room/banned', 'You are banned from this room.');
    const replaced = [...this.#people.values()].find(
      (inside) => inside.visitor === visitor && sameVisitor === 'replace',
    );
    if (replaced === undefined && this.#isLocked) throw new RtcError('room/locked', 'The room is locked.');
    if (replaced === undefined && this.isFull) throw new RtcError('room/full', 'The room is full.');
    const role = this.isEmpty ? 'owner' : 'participant';
    const member: Member = { userId, displayName, extra, role, hand: false, presence: 'online' };
    this.#people.set(userId, { member, visitor, ear });
    this.#happen({ type: 'participant-joined', member });
    if (replaced !== undefined) {
      const { userId: former, role: inherited } = replaced.member;
      if (inherited === 'owner') this.#own(userId, former);
      else if (inherited !== 'participant') this.#change(userId, { role: inherited });
      this.#remove(former, 'replaced', userId);
    }
    return this.snapshot();
  }

  snapshot(): RoomSnapshot {
    const { name: room, policy, people: members } = this;
    return {
      room,
      policy,
      locked: this.#isLocked,
      protected: false,
      members: [...members],
      waiting: [],
      sequence: this.#sequence,
    };
  }

  leave(userId: string): void {
    if (this.#people.has(userId)) this.#remove(userId, 'left', null);
  }

  pass(from: string, to: string, signal: PeerSignal): void {
    this.#inside(to).ear.hear('signal', { from, signal });
  }

  relay(from: string, to: string, { lane, frame }: Pick<RelayedMessage, 'lane' | 'frame'>): void {
    if (!this.policy.session.data) throw new RtcError('room/not-allowed', 'This room carries no messages.');
    this.#inside(to).ear.hear('relayed', { from, lane, frame });
  }

  close(by: string): void {
    this.#demand(by, 'close');
    this.#close(by);
  }

  lock(by: string, locked: boolean): void {
    this.#demand(by, 'lock');
    if (locked === this.#isLocked) return;
    this.#isLocked = locked;
    this.#happen({ type: 'room-changed', locked, protected: false });
  }

  transfer(by: string, userId: string): void {
    this.#demand(by, 'transfer', userId);
    if (by !== userId) this.#own(userId, by);
  }

  update(userId: string, fields: Partial<Pick<Member, 'displayName' | 'extra'>>): void {
    this.#change(userId, fields);
  }

  raiseHand(by: string, userId: string, hand: boolean): void {
    if (by !== userId) this.#demand(by, 'lower-hand', userId);
    if (by !== userId && hand) throw new RtcError('room/not-allowed', 'Nobody raises the hand of somebody else.');
    this.#change(userId, { hand });
  }

  setRole(by: string, userId: string, role: Member['role']): void {
    this.#demand(by, 'set-role', userId);
    if (by === userId) throw new RtcError('room/not-allowed', 'The owner passes the room on before changing rank.');
    this.#change(userId, { role });
  }

  requestMute(by: string, userId: string, kind: 'audio' | 'video' | 'screen'): void {
    this.#demand(by, 'request-mute', userId);
    this.#inside(userId).ear.hear('mute-requested', { from: by, kind });
  }

  eject(by: string, userId: string, ban: boolean): void {
    this.#demand(by, 'eject', userId);
    if (ban) this.#banned.add(this.#inside(userId).visitor);
    this.#remove(userId, ban ? 'banned' : 'ejected', by);
  }

  #inside(userId: string): Inside {
    const inside = this.#people.get(userId);
    if (inside === undefined) throw new RtcError('protocol/no-such-participant', 'There is no such participant.');
    return inside;
  }

  #demand(by: string, action: Action, userId?: string): void {
    const target = userId === undefined ? undefined : this.#inside(userId).member.role;
    if (may(this.#inside(by).member.role, action, target)) return;
    throw new RtcError('room/not-allowed', 'Your role in this room does not allow that.');
  }

  #own(userId: string, previous: string): void {
    this.#replace(userId, { role: 'owner' });
    if (this.#people.has(previous)) this.#replace(previous, { role: 'participant' });
    this.#happen({ type: 'owner-changed', userId, previous });
  }

  #change(userId: string, fields: Partial<Member>): void {
    this.#happen({ type: 'participant-changed', member: this.#replace(userId, fields) });
  }

  #replace(userId: string, fields: Partial<Member>): Member {
    const inside = this.#inside(userId);
    const member = { ...inside.member, ...fields };
    this.#people.set(userId, { ...inside, member });
    return member;
  }

  #remove(userId: string, reason: LeaveReason, by: string | null): void {
    const { member, ear } = this.#inside(userId);
    this.#people.delete(userId);
    if (member.role === 'owner' && this.policy.closeWithOwner) this.#close(null);
    else this.#happen({ type: 'participant-left', userId, reason });
    if (reason !== 'left') ear.hear('ended', { reason, by });
    const heir = HEIRS.flatMap((role) => this.people.filter((person) => person.role === role))[0];
    if (member.role === 'owner' && heir !== undefined) this.#own(heir.userId, userId);
  }

  #close(by: string | null): void {
    this.#happen({ type: 'room-closed', by });
    for (const [userId, { ear }] of [...this.#people]) {
      this.#people.delete(userId);
      ear.hear('ended', { reason: 'closed', by });
    }
  }

  #happen(unnumbered: Unnumbered): void {
    this.#sequence += 1;
    const event: RoomEvent = { ...unnumbered, room: this.name, sequence: this.#sequence };
    for (const { ear } of this.#people.values()) ear.hear('event', event);
  }
}
