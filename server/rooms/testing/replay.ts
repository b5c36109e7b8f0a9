import type { Member, RoomEvent, RoomSnapshot } from '../../../src/protocol/index.js';

/**
 * The room as somebody sees it who knew `snapshot` and heard `events`; undefined when they closed it. Written from the
 * protocol alone, knowing nothing of how the service decides.
 */
export function replay(snapshot: RoomSnapshot, events: readonly RoomEvent[]): RoomSnapshot | undefined {
  return events.reduce<RoomSnapshot | undefined>((seen, event) => {
    if (seen === undefined) return undefined;
    if (event.sequence !== seen.sequence + 1) throw new Error(`event ${event.sequence} after ${seen.sequence}`);
    return next({ ...seen, sequence: event.sequence }, event);
  }, snapshot);
}

function next(seen: RoomSnapshot, event: RoomEvent): RoomSnapshot | undefined {
  const members = (change: (member: Member) => Member) => ({ ...seen, members: seen.members.map(change) });
  switch (event.type) {
    case 'participant-joined':
      return { ...seen, members: [...seen.members, event.member] };
    case 'participant-left':
      return { ...seen, members: seen.members.filter(({ userId }) => userId !== event.userId) };
    case 'participant-changed':
      return members((member) => (member.userId === event.member.userId ? event.member : member));
    case 'owner-changed':
      return members((member) => {
        if (member.userId === event.userId) return { ...member, role: 'owner' };
        return member.userId === event.previous ? { ...member, role: 'participant' } : member;
      });
    case 'room-changed':
      return { ...seen, locked: event.locked, protected: event.protected };
    case 'waiting-began':
      return { ...seen, waiting: [...seen.waiting, event.waiting] };
    case 'waiting-ended':
      return { ...seen, waiting: seen.waiting.filter(({ userId }) => userId !== event.userId) };
    case 'room-closed':
      return undefined;
    default:
      return event satisfies never;
  }
}
