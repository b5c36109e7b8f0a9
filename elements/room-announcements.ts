import type { Participant, RoomState, RoomStatus } from '../src/index.js';
import { inertFileName } from './file-name.js';
import { personName, text } from './strings.js';

/** What changed between two snapshots, as sentences for the room's one announcer. */
export function announcements(previous: RoomState, next: RoomState): readonly string[] {
  return [
    ...statusAnnouncements(previous.status, next.status),
    ...(previous.status === 'joined' && next.status === 'joined' ? peopleAnnouncements(previous, next) : []),
    ...offerAnnouncements(previous, next),
  ];
}

function statusAnnouncements(from: RoomStatus, to: RoomStatus): readonly string[] {
  if (from === to) return [];
  switch (to) {
    case 'joined':
      return [text(from === 'reconnecting' ? 'announce.reconnected' : 'announce.joined')];
    case 'reconnecting':
    case 'left':
    case 'closed':
    case 'failed':
      return [text(`announce.${to}`)];
    case 'idle':
    case 'joining':
    case 'waiting':
      return [];
    default:
      return to satisfies never;
  }
}

function peopleAnnouncements(previous: RoomState, next: RoomState): readonly string[] {
  if (previous.participants === next.participants) return [];
  const before = new Map(previous.participants.map((person) => [person.userId, person]));
  const after = new Map(next.participants.map((person) => [person.userId, person]));
  const sentences: string[] = [];
  for (const person of after.values()) {
    const name = personName(person);
    const earlier = before.get(person.userId);
    if (earlier === undefined) sentences.push(text('announce.person-joined', { name }));
    if (isPresenting(person) && !isPresenting(earlier)) sentences.push(text('announce.presenting', { name }));
    if (!isPresenting(person) && isPresenting(earlier)) sentences.push(text('announce.not-presenting', { name }));
  }
  for (const person of before.values()) {
    if (!after.has(person.userId)) sentences.push(text('announce.person-left', { name: personName(person) }));
  }
  return sentences;
}

function offerAnnouncements(previous: RoomState, next: RoomState): readonly string[] {
  if (previous.transfers === next.transfers) return [];
  const known = new Set(previous.transfers.map(({ transferId }) => transferId));
  return next.transfers
    .filter(({ transferId, direction }) => direction === 'receiving' && !known.has(transferId))
    .map(({ displayName, name }) => {
      const sender = personName({ displayName, self: false });
      return text('announce.file-offer', { name: sender, file: inertFileName(name) });
    });
}

function isPresenting(person: Participant | undefined): boolean {
  return person?.streams.some((view) => view.source === 'screen') ?? false;
}
