import type { Participant, RoomState } from '../src/index.js';
import { deviceProblem } from './device-problem.js';
import { inertFileName } from './file-name.js';
import { callerName, personName, text } from './strings.js';

const LEFT_REASONS = ['ejected', 'banned', 'replaced'] as const;
const WAITING_REASONS = ['host', 'admission'] as const;

/** What changed between two snapshots, as sentences for the room's one announcer. */
export function announcements(previous: RoomState, next: RoomState): readonly string[] {
  return [
    ...statusAnnouncements(previous, next),
    ...requestAnnouncements(previous, next),
    ...(previous.status === 'joined' && next.status === 'joined' ? peopleAnnouncements(previous, next) : []),
    ...offerAnnouncements(previous, next),
    ...(['microphone', 'camera'] as const).flatMap((device) =>
      previous[device] === next[device] ? [] : (deviceProblem(device, next[device]) ?? []),
    ),
  ];
}

function statusAnnouncements({ status: from }: RoomState, { status: to, reason }: RoomState): readonly string[] {
  if (from === to) return [];
  switch (to) {
    case 'joined':
      return [text(from === 'reconnecting' ? 'announce.reconnected' : 'announce.joined')];
    case 'left':
      return [text(isOneOf(LEFT_REASONS, reason) ? `announce.${reason}` : 'announce.left')];
    case 'waiting':
      return isOneOf(WAITING_REASONS, reason) ? [text(`announce.${reason}`)] : [];
    case 'reconnecting':
    case 'closed':
    case 'failed':
      return [text(`announce.${to}`)];
    case 'idle':
    case 'joining':
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
    if (person.hand && earlier?.hand !== true && !person.self) sentences.push(text('announce.hand', { name }));
    if (isPresenting(person) && !isPresenting(earlier)) sentences.push(text('announce.presenting', { name }));
    if (!isPresenting(person) && isPresenting(earlier)) sentences.push(text('announce.not-presenting', { name }));
  }
  for (const person of before.values()) {
    if (!after.has(person.userId)) sentences.push(text('announce.person-left', { name: personName(person) }));
  }
  return sentences;
}

/** Somebody at the door, somebody on the line. */
function requestAnnouncements(previous: RoomState, next: RoomState): readonly string[] {
  const waiting = new Set(previous.waiting.map(({ userId }) => userId));
  const calls = new Set(previous.calls.map(({ callId }) => callId));
  return [
    ...next.waiting
      .filter(({ userId }) => !waiting.has(userId))
      .map(({ displayName }) => text('announce.waiting', { name: personName({ displayName, self: false }) })),
    ...next.calls
      .filter(({ callId }) => !calls.has(callId))
      .map((call) => text('announce.call', { name: callerName(call) })),
  ];
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

function isOneOf<Word extends string>(words: readonly Word[], word: string): word is Word {
  return (words as readonly string[]).includes(word);
}
