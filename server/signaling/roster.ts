import type { Membership } from './membership.js';

/** The memberships whose sockets are here, by who they are and by where. */
export class Roster {
  readonly #byUserId = new Map<string, Membership>();
  readonly #byRoom = new Map<string, Set<Membership>>();

  /** In place of an older one of the same user id, if there is one. */
  add(membership: Membership): void {
    const older = this.#byUserId.get(membership.userId);
    if (older !== undefined) this.remove(older);
    this.#byUserId.set(membership.userId, membership);
    const room = this.#byRoom.get(membership.room) ?? new Set();
    this.#byRoom.set(membership.room, room.add(membership));
  }

  remove(membership: Membership): void {
    if (this.#byUserId.get(membership.userId) === membership) this.#byUserId.delete(membership.userId);
    const room = this.#byRoom.get(membership.room);
    room?.delete(membership);
    if (room?.size === 0) this.#byRoom.delete(membership.room);
  }

  find(userId: string): Membership | undefined {
    return this.#byUserId.get(userId);
  }

  /** A copy: what is done to them may make them leave. */
  inRoom(room: string): readonly Membership[] {
    return [...(this.#byRoom.get(room) ?? [])];
  }

  get rooms(): readonly string[] {
    return [...this.#byRoom.keys()];
  }
}
