import { randomUUID } from 'node:crypto';
import { RtcError } from '../../src/protocol/index.js';
import type { Admission, JoinRequest } from '../../src/protocol/index.js';
import { iceServersFor } from '../ice/ice-servers.js';
import type { IceServerSettings } from '../ice/ice-servers.js';
import type { PasswordHash, RoomRecord } from '../rooms/room-record.js';
import type { RoomStore } from '../rooms/room-store.js';
import { snapshotOf } from '../rooms/room-view.js';
import type { Attendance } from './attendance.js';
import type { Attempts } from './attempts.js';
import type { Membership } from './membership.js';
import type { Passwords } from './passwords.js';
import { hashOf, newToken } from './resume-tokens.js';
import type { Tickets } from './tickets.js';

export interface EntranceParts {
  readonly store: Pick<RoomStore, 'read'>;
  readonly attendance: Attendance;
  readonly passwords: Passwords;
  readonly tickets: Tickets;
  readonly attempts: Attempts;
  /** The operator's word on every room's size; the opener can only say less. */
  readonly maxParticipants: number;
  readonly ice: IceServerSettings;
}

/** What somebody shows at the door. */
interface Proof {
  /** For the room this opens, if it opens one. */
  readonly password: PasswordHash | null;
  /** The stored password that was shown, or that the ticket was made with. */
  readonly provenPassword: string | null;
  /** Epoch of the room the ticket is for. */
  readonly invitedTo: string | null;
}

const NOTHING: Proof = { password: null, provenPassword: null, invitedTo: null };

/** The door of all rooms. */
export class Entrance {
  readonly #parts: EntranceParts;

  constructor(parts: EntranceParts) {
    this.#parts = parts;
  }

  /**
   * Resolves with the admission, or null when the visitor waits to be admitted. Rejects with why the room does not let
   * it in, or `protocol/busy` after wrong passwords.
   */
  async enter(membership: Membership, request: JoinRequest): Promise<Admission | null> {
    const { store } = this.#parts;
    const { password, ticket } = request;
    const known = password === null && ticket === undefined ? undefined : await store.read(membership.room);
    try {
      return await this.#enterAs(membership, request, await this.#prove(membership, request, known));
    } catch (error) {
      // A ticket that was made for another password is void, however often it is looked at.
      if (password === null || !isRefusedGuess(error)) throw error;
      // Opened, or given another password, while this one was being looked at: then it has not been looked at yet.
      // Where there is no room it is asked all the same, which takes as long as where the password was wrong.
      const now = await store.read(membership.room);
      if (now === undefined || now.password?.hash === known?.password?.hash) throw error;
      return this.#enterAs(membership, request, await this.#prove(membership, request, now));
    }
  }

  /** What somebody is told who has just come in, from the room as it was then. */
  admission(membership: Membership, record: RoomRecord, resumeToken: string, opened: boolean): Admission {
    const { userId, visitor } = membership;
    const ice = iceServersFor(this.#parts.ice, { userId, host: visitor.host });
    return { userId, opened, snapshot: snapshotOf(record), resumeToken, ...ice };
  }

  async #enterAs(membership: Membership, request: JoinRequest, proof: Proof): Promise<Admission | null> {
    const { attendance, maxParticipants } = this.#parts;
    const { entry, sameVisitor, displayName, extra, policy } = request;
    const { userId, visitor } = membership;
    const resumeToken = newToken();
    const { before, after } = await attendance.enter(membership, {
      type: 'enter',
      entry,
      sameVisitor,
      epoch: randomUUID(),
      ...proof,
      policy: policy.maxParticipants <= maxParticipants ? policy : { ...policy, maxParticipants },
      entrant: {
        userId,
        displayName,
        extra,
        visitorId: visitor.visitorId,
        node: attendance.node,
        resumeHash: hashOf(resumeToken),
      },
    });
    if (membership.stage === 'awaiting-admission') return null;
    return this.admission(membership, after, resumeToken, before === undefined);
  }

  /** Every shown password costs one hash, whether there is a room, a password, or neither; but not with a good ticket. */
  async #prove(membership: Membership, request: JoinRequest, record: RoomRecord | undefined): Promise<Proof> {
    const { passwords, tickets, attempts } = this.#parts;
    const { visitor, room } = membership;
    const { password, ticket, entry, wait } = request;
    if (record !== undefined && ticket !== undefined && tickets.admits(ticket, record)) {
      return { ...NOTHING, provenPassword: record.password?.hash ?? null, invitedTo: record.epoch };
    }
    if (password === null) return NOTHING;
    if (record === undefined && entry !== 'join') {
      return { ...NOTHING, password: await passwords.hash(password, visitor.address) };
    }
    const attempt = attempts.begin({ socket: visitor.socket.id, address: visitor.address, room });
    const stored = record?.password ?? null;
    let isRight = false;
    try {
      isRight = await passwords.verify(stored, password, visitor.address);
    } finally {
      // Who waits for a room to open has not guessed; nor has who shows a password where none is asked for.
      const isNoGuess = record === undefined ? wait : record.password === null;
      attempt.end(isRight || isNoGuess ? 'right' : 'wrong');
    }
    return { ...NOTHING, provenPassword: isRight ? (stored?.hash ?? null) : null };
  }
}

function isRefusedGuess(error: unknown): boolean {
  return error instanceof RtcError && (error.code === 'room/password' || error.code === 'room/missing');
}
