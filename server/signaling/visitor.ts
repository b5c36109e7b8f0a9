import type { Socket } from 'socket.io';
import { MAX_ROOMS_PER_SOCKET, RtcError } from '../../src/protocol/index.js';
import type { ClientEvents, ServerEvents } from '../../src/protocol/index.js';

export type VisitorSocket = Socket<ClientEvents, ServerEvents>;

/** One socket in one room. The socket is who somebody is; nothing a message says can change that. */
export interface Membership {
  readonly room: string;
  /** Issued for this membership alone. */
  readonly userId: string;
  readonly socket: VisitorSocket;
  /** Aborted when the visitor leaves, is disconnected, or was refused. */
  readonly lifetime: AbortController;
  /** Settles when the join has been answered: whether it was let in. */
  readonly admitted: Promise<boolean>;
}

/** A connected socket and the rooms it is in, or entering. */
export class Visitor {
  readonly socket: VisitorSocket;
  readonly #memberships = new Map<string, Membership>();

  constructor(socket: VisitorSocket) {
    this.socket = socket;
  }

  get memberships(): readonly Membership[] {
    return [...this.#memberships.values()];
  }

  /** Takes the place at once, so that of two joins to one room sent together the second is refused. */
  open(membership: Membership): void {
    if (this.#memberships.has(membership.room)) {
      throw new RtcError('protocol/already-in-room', 'This socket is in the room already.');
    }
    if (this.#memberships.size >= MAX_ROOMS_PER_SOCKET) {
      throw new RtcError(
        'protocol/too-many-rooms',
        `One socket may be in at most ${String(MAX_ROOMS_PER_SOCKET)} rooms.`,
      );
    }
    this.#memberships.set(membership.room, membership);
  }

  /** Rejects what is not this socket's room: every message names a room, and this is where that is checked. */
  membershipOf(room: string): Membership {
    const membership = this.#memberships.get(room);
    if (membership === undefined) throw new RtcError('protocol/not-in-room', 'This socket is not in the room.');
    return membership;
  }

  close(membership: Membership): void {
    membership.lifetime.abort();
    // A later membership of the same room is not ours to remove.
    if (this.#memberships.get(membership.room) === membership) this.#memberships.delete(membership.room);
  }
}
