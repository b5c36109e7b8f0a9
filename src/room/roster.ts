import type { Member, RoomEvent, RoomPolicy, RoomSnapshot, Waiting } from '../protocol/index.js';

/** A room as the service tells it: who is in it, in the order they came, and what holds for all of them. */
export interface Roster {
  readonly policy: RoomPolicy;
  /** This visitor included. */
  readonly members: readonly Member[];
  readonly waiting: readonly Waiting[];
  readonly locked: boolean;
  readonly protected: boolean;
}

export function rosterOf({ policy, members, waiting, locked, protected: isProtected }: RoomSnapshot): Roster {
  return { policy, members, waiting, locked, protected: isProtected };
}

/** The room after `event`. Pure. */
export function rosterAfter(roster: Roster, event: RoomEvent): Roster {
  const { members, waiting } = roster;
  switch (event.type) {
    case 'participant-joined':
      return { ...roster, members: [...members.filter(isNot(event.member.userId)), event.member] };
    case 'participant-left':
      return { ...roster, members: members.filter(isNot(event.userId)) };
    case 'participant-changed':
      return {
        ...roster,
        members: members.map((member) => (member.userId === event.member.userId ? event.member : member)),
      };
    case 'owner-changed':
      return { ...roster, members: members.map((member) => withOwner(member, event)) };
    case 'room-changed':
      return { ...roster, locked: event.locked, protected: event.protected };
    case 'waiting-began':
      return { ...roster, waiting: [...waiting.filter(isNot(event.waiting.userId)), event.waiting] };
    case 'waiting-ended':
      return { ...roster, waiting: waiting.filter(isNot(event.userId)) };
    case 'room-closed':
      return roster;
    default:
      return event satisfies never;
  }
}

function withOwner(member: Member, { userId, previous }: { userId: string; previous: string }): Member {
  if (member.userId === userId) return { ...member, role: 'owner' };
  return member.userId === previous ? { ...member, role: 'participant' } : member;
}

function isNot(userId: string): (person: { readonly userId: string }) => boolean {
  return (person) => person.userId !== userId;
}
