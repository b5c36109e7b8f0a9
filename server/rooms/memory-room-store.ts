import { RtcError } from '../../src/protocol/index.js';
import type { Member, RoomEvent, RoomPolicy } from '../../src/protocol/index.js';
import { EVENTS_KEPT } from './room-store.js';
import type { Entrant, Entry, RoomStore } from './room-store.js';

interface Room {
  readonly name: string;
  readonly policy: RoomPolicy;
  /** In the order they came: a Map keeps it. */
  readonly members: Map<string, Member>;
  readonly events: RoomEvent[];
  sequence: number;
}

type EventWithoutPlace = RoomEvent extends infer E
  ? E extends RoomEvent
    ? Omit<E, 'room' | 'sequence'>
    : never
  : never;

/** Rooms of one process, gone when it ends. No method awaits anything, which is what makes each of them atomic. */
export class MemoryRoomStore implements RoomStore {
  /** A Map and not an object: `__proto__` is a room name like any other. */
  readonly #rooms = new Map<string, Room>();

  async enter(name: string, entrant: Entrant, policy: RoomPolicy): Promise<Entry> {
    const existing = this.#rooms.get(name);
    const room = existing ?? { name, policy, members: new Map<string, Member>(), events: [], sequence: 0 };
    if (room.members.has(entrant.userId)) {
      throw new RtcError('protocol/already-in-room', 'This participant is in the room already.');
    }
    if (room.members.size >= room.policy.maxParticipants) {
      throw new RtcError('room/full', `The room is full (${String(room.policy.maxParticipants)} participants).`);
    }
    const opened = existing === undefined;
    const members = [...room.members.values()];
    const member: Member = { ...entrant, owner: opened };
    room.members.set(member.userId, member);
    this.#rooms.set(name, room);
    append(room, { type: 'participant-joined', member });
    return { opened, owner: opened, policy: room.policy, members, sequence: room.sequence };
  }

  async leave(name: string, userId: string): Promise<void> {
    const room = this.#rooms.get(name);
    const leaver = room?.members.get(userId);
    if (room === undefined || leaver === undefined) return;
    room.members.delete(userId);
    append(room, { type: 'participant-left', userId });
    const [eldest] = room.members.values();
    if (eldest === undefined) {
      this.#rooms.delete(name);
    } else if (leaver.owner) {
      // Setting an existing key keeps its place in the order.
      room.members.set(eldest.userId, { ...eldest, owner: true });
      append(room, { type: 'owner-changed', userId: eldest.userId });
    }
  }

  async eventsSince(name: string, sequence: number): Promise<readonly RoomEvent[]> {
    const room = this.#rooms.get(name);
    if (room === undefined) return [];
    const oldestKept = room.sequence - room.events.length + 1;
    if (sequence + 1 < oldestKept) {
      throw new RtcError('protocol/busy', 'Too much has happened in the room meanwhile.');
    }
    return room.events.slice(sequence + 1 - oldestKept);
  }
}

function append(room: Room, event: EventWithoutPlace): void {
  room.sequence += 1;
  room.events.push({ ...event, room: room.name, sequence: room.sequence });
  // Half at a time, so that a busy room does not move the whole list for every event.
  if (room.events.length > EVENTS_KEPT * 2) room.events.splice(0, room.events.length - EVENTS_KEPT);
}
