import type { Socket } from 'socket.io';
import { MAX_ROOMS_PER_SOCKET, RtcError } from '../../src/protocol/index.js';
import type { Acknowledgement, Answer, ClientEvents, ServerEvents } from '../../src/protocol/index.js';
import type { Membership } from './membership.js';
import type { NodeEvents } from './nodes.js';

export type VisitorSocket = Socket<ClientEvents, ServerEvents, NodeEvents>;

/** A connected socket, whose it is, and the rooms it is in or at the door of. */
export class Visitor {
  readonly socket: VisitorSocket;
  /** The same for all sockets of one browser, by our own signature. */
  readonly visitorId: string;
  readonly address: string;
  readonly #memberships = new Map<string, Membership>();

  #unknown: string | null;

  /** `signed`: the visitor id as the page is to keep it, when it showed none. */
  constructor(
    socket: VisitorSocket,
    who: { readonly visitorId: string; readonly signed: string | null; readonly address: string },
  ) {
    this.socket = socket;
    this.visitorId = who.visitorId;
    this.address = who.address;
    this.#unknown = who.signed;
  }

  /** Puts on the first answer what the page does not know yet: a message of its own would cost as much as the answer. */
  told<T>(answer: Answer<T>): Acknowledgement<T> {
    if (this.#unknown === null) return answer;
    const visitor = this.#unknown;
    this.#unknown = null;
    return { ...answer, visitor };
  }

  /** By which name of the service it came. */
  get host(): string | undefined {
    return this.socket.handshake.headers.host;
  }

  get memberships(): readonly Membership[] {
    return [...this.#memberships.values()];
  }

  /** Takes the place at once, so that of two joins to one room sent together the second is refused. */
  open(membership: Membership): void {
    if (this.#memberships.has(membership.room)) {
      throw new RtcError('protocol/already-in-room', 'This socket is in the room already, or at its door.');
    }
    if (this.#memberships.size >= MAX_ROOMS_PER_SOCKET) {
      throw new RtcError('protocol/too-many-rooms', `One socket may be in at most ${MAX_ROOMS_PER_SOCKET} rooms.`);
    }
    this.#memberships.set(membership.room, membership);
  }

  /** Rejects what is not this socket's room: every message names a room, and this is where that is checked. */
  memberOf(room: string): Membership {
    const membership = this.#memberships.get(room);
    if (membership?.stage !== 'member') throw notInRoom();
    return membership;
  }

  /** As `memberOf`, but being at the door is enough. */
  membershipOf(room: string): Membership {
    const membership = this.#memberships.get(room);
    if (membership === undefined) throw notInRoom();
    return membership;
  }

  /** This socket's membership of `room` as `userId`, or its entry or return that is under way. */
  membershipAs(room: string, userId: string): Membership | undefined {
    const membership = this.#memberships.get(room);
    const isAtTheDoor = membership?.stage !== 'member' && membership?.stage !== 'entering';
    return membership?.userId === userId && !isAtTheDoor ? membership : undefined;
  }

  close(membership: Membership, reason: RtcError): void {
    membership.end(reason);
    // A later membership of the same room is not ours to remove.
    if (this.#memberships.get(membership.room) === membership) this.#memberships.delete(membership.room);
  }
}

function notInRoom(): RtcError {
  return new RtcError('protocol/not-in-room', 'This socket is not in the room.');
}
