import type { FastifyBaseLogger } from 'fastify';
import { RtcError } from '../../src/protocol/index.js';
import type { Admission, JoinRequest } from '../../src/protocol/index.js';
import type { RoomRecord } from '../rooms/room-record.js';
import type { RoomStore } from '../rooms/room-store.js';
import type { Attendance } from './attendance.js';
import type { Entrance } from './entrance.js';
import type { Membership } from './membership.js';
import { hashOf, newToken } from './resume-tokens.js';
import type { AdmissionTokens } from './resume-tokens.js';
import type { RoomChanges } from './room-changes.js';

export interface WaitingListParts {
  readonly store: Pick<RoomStore, 'read'>;
  readonly attendance: Attendance;
  readonly entrance: Entrance;
  readonly changes: RoomChanges;
  readonly admissionTokens: AdmissionTokens;
  readonly log: FastifyBaseLogger;
}

interface Wish {
  readonly request: JoinRequest;
  /** Settles when the visitor has been told that it waits. */
  readonly answered: Promise<unknown>;
}

/** Those who wait for one room, in the order they came. */
interface Door {
  readonly waiting: Map<Membership, Wish>;
  looking: boolean;
  lookAgain: boolean;
}

/**
 * Sockets of this node that wait: for a room to be opened, or to be admitted. Nobody polls; whenever the room changes, on
 * whichever node, its door is looked at once more. What the room says counts, not what the note said.
 */
export class WaitingList {
  readonly #parts: WaitingListParts;
  readonly #doors = new Map<string, Door>();

  constructor(parts: WaitingListParts) {
    this.#parts = parts;
    parts.changes.onChange((room) => this.#look(room));
  }

  /** Rooms somebody here waits for. */
  get rooms(): readonly string[] {
    return [...this.#doors.keys()];
  }

  /** From now until the outcome has been told, or the visitor is gone. */
  add(membership: Membership, wish: Wish): void {
    const { room } = membership;
    const door = this.#doors.get(room) ?? { waiting: new Map(), looking: false, lookAgain: false };
    this.#doors.set(room, door);
    door.waiting.set(membership, wish);
    membership.signal.addEventListener('abort', () => this.#remove(membership), { once: true });
    // What it waits for may have come between the question and now.
    this.#look(room);
  }

  #remove(membership: Membership): void {
    const door = this.#doors.get(membership.room);
    door?.waiting.delete(membership);
    if (door?.waiting.size === 0) this.#doors.delete(membership.room);
  }

  /** One look at a time: what changes meanwhile makes one more, however often it changes. */
  #look(room: string): void {
    const door = this.#doors.get(room);
    if (door === undefined) return;
    if (door.looking) door.lookAgain = true;
    else void this.#lookOften(room, door);
  }

  async #lookOften(room: string, door: Door): Promise<void> {
    door.looking = true;
    do {
      door.lookAgain = false;
      try {
        await this.#lookOnce(room, door);
      } catch (error) {
        // The store is away. Its return is followed by a look at every room.
        this.#parts.log.warn({ err: error }, 'a door could not be looked at yet');
      }
    } while (door.lookAgain);
    door.looking = false;
  }

  /** In the order they came, one after the other: so places and password checks are shared out fairly. */
  async #lookOnce(room: string, door: Door): Promise<void> {
    const record = await this.#parts.store.read(room);
    for (const [membership, { request, answered }] of door.waiting) {
      await answered;
      if (membership.isOver) continue;
      try {
        const admission = await this.#outcome(membership, request, record);
        if (admission !== null) this.#admit(membership, admission);
      } catch (error) {
        if (!(error instanceof RtcError)) throw error;
        if (error.code === 'room/unavailable') throw error;
        this.#refuse(membership, error);
      }
    }
  }

  /** The admission, or null to go on waiting. Rejects with the refusal. */
  async #outcome(
    membership: Membership,
    request: JoinRequest,
    record: RoomRecord | undefined,
  ): Promise<Admission | null> {
    switch (membership.stage) {
      case 'awaiting-host':
        return record === undefined ? null : this.#tryDoor(membership, request);
      case 'awaiting-admission':
        return this.#verdict(membership, request, record);
      case 'entering':
      case 'member':
        return null;
      default:
        return membership.stage satisfies never;
    }
  }

  async #tryDoor(membership: Membership, request: JoinRequest): Promise<Admission | null> {
    try {
      return await this.#parts.entrance.enter(membership, request);
    } catch (error) {
      // Closed again before this one came in.
      if (error instanceof RtcError && error.code === 'room/missing') return null;
      throw error;
    }
  }

  async #verdict(
    membership: Membership,
    request: JoinRequest,
    record: RoomRecord | undefined,
  ): Promise<Admission | null> {
    const { attendance, entrance, admissionTokens } = this.#parts;
    const { userId, visitor, epoch } = membership;
    if (record?.epoch !== epoch) throw new RtcError('room/closed', 'The room closed.');
    if (record.waiting.some((waiting) => waiting.userId === userId)) return null;
    if (!record.members.some((member) => member.userId === userId)) {
      if (record.banned.includes(visitor.visitorId))
        throw new RtcError('room/banned', 'You are banned from this room.');
      // Another node took this one for dead.
      if (record.lost?.includes(userId) === true) return entrance.enter(membership, request);
      throw new RtcError('room/denied', 'You were not let in.');
    }
    const resumeToken = newToken();
    const hashes = { shown: admissionTokens.hashFor(userId), next: hashOf(resumeToken) };
    const entered = await attendance.claim(membership, hashes);
    return entrance.admission(membership, entered, resumeToken, false);
  }

  #admit(membership: Membership, admission: Admission): void {
    this.#remove(membership);
    membership.visitor.socket.emit('room:admitted', { room: membership.room, admission });
    membership.hasBeenTold();
  }

  #refuse(membership: Membership, error: RtcError): void {
    const { room, visitor } = membership;
    const { code, message } = error;
    const wasHere = !membership.isOver;
    visitor.close(membership, error);
    if (wasHere) visitor.socket.emit('room:refused', { room, error: { code, message } });
  }
}
