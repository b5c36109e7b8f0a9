import {
  PARTICIPANT_FIELDS,
  RtcConnectionChangeEvent,
  RtcHandChangeEvent,
  RtcHoldChangeEvent,
  RtcJoinRequestEvent,
  RtcMuteChangeEvent,
  RtcOwnerChangeEvent,
  RtcParticipantChangeEvent,
  RtcParticipantJoinedEvent,
  RtcParticipantLeftEvent,
  RtcStateChangeEvent,
  RtcStreamAddedEvent,
  RtcStreamAnnouncedEvent,
  RtcStreamRemovedEvent,
} from './room-events.js';
import type { Participant, RoomState, StreamView } from './room-state.js';
import type { RoomFact } from './room-updates.js';
import { MEDIA_KINDS } from '../protocol/index.js';

/**
 * The events that tell a page how `next` differs from `previous`. Computed from the snapshots, so an event can never
 * say what is not so, and everything is already true when it is heard. Why somebody left is `because` of the fact alone.
 */
export function* roomChanges(previous: RoomState, next: RoomState, because?: RoomFact): Generator<Event> {
  if (previous === next) return;
  if (previous.status !== next.status) yield new RtcStateChangeEvent(previous.status, next.status, next.reason);
  if (previous.participants !== next.participants) yield* participantChanges(previous, next, because);
  const owner = ownerOf(next);
  const previousOwner = ownerOf(previous);
  // Who owned the room may be gone already; whoever enters an owned room is told by `rtc-joined`.
  if (owner !== undefined && owner !== previousOwner && previous.participants.length > 0) {
    yield new RtcOwnerChangeEvent(owner, previousOwner ?? null);
  }
  if (previous.waiting !== next.waiting) yield* requests(previous, next);
}

function* requests(previous: RoomState, next: RoomState): Generator<Event> {
  const known = new Set(previous.waiting.map(({ userId }) => userId));
  for (const waiting of next.waiting) if (!known.has(waiting.userId)) yield new RtcJoinRequestEvent(waiting);
}

function* participantChanges(previous: RoomState, next: RoomState, because?: RoomFact): Generator<Event> {
  const before = new Map(previous.participants.map((participant) => [participant.userId, participant]));
  const after = new Map(next.participants.map((participant) => [participant.userId, participant]));
  for (const participant of before.values()) {
    if (after.has(participant.userId)) continue;
    yield* streamChanges(participant.streams, []);
    if (!participant.self) yield new RtcParticipantLeftEvent(participant, leftReason(participant, next, because));
  }
  for (const participant of after.values()) {
    const known = before.get(participant.userId);
    if (known === undefined && !participant.self) yield new RtcParticipantJoinedEvent(participant);
    if (known !== undefined) yield* personChanges(known, participant);
    yield* connectionChanges(known, participant);
    yield* holdChanges(known, participant);
    yield* streamChanges(known?.streams ?? [], participant.streams);
  }
}

function leftReason({ userId }: Participant, next: RoomState, because: RoomFact | undefined): string {
  if (because?.type === 'roster' && because.left?.userId === userId) return because.left.reason;
  return next.status === 'joined' ? 'left' : next.status;
}

function* personChanges(before: Participant, after: Participant): Generator<Event> {
  const changed = PARTICIPANT_FIELDS.filter((field) => before[field] !== after[field]);
  if (changed.length > 0) yield new RtcParticipantChangeEvent(after, changed);
  if (before.hand !== after.hand) yield new RtcHandChangeEvent(after.userId, after.hand);
}

function* connectionChanges(before: Participant | undefined, after: Participant): Generator<Event> {
  if (after.self || before === undefined) return;
  const { connection, quality, relayed } = before;
  if (connection === after.connection && quality === after.quality && relayed === after.relayed) return;
  yield new RtcConnectionChangeEvent(after);
}

function* holdChanges(before: Participant | undefined, { userId, held: now }: Participant): Generator<Event> {
  for (const kind of MEDIA_KINDS) {
    const held = now[kind];
    if (held !== (before?.held[kind] ?? false)) yield new RtcHoldChangeEvent({ userId, kind, held });
  }
}

function* streamChanges(previous: readonly StreamView[], next: readonly StreamView[]): Generator<Event> {
  if (previous === next) return;
  const before = new Map(previous.map((view) => [view.streamId, view]));
  const alive = new Set(next.map((view) => view.streamId));
  for (const view of previous) if (!alive.has(view.streamId)) yield new RtcStreamRemovedEvent(view);
  for (const view of next) {
    const known = before.get(view.streamId);
    if (known === undefined) yield new RtcStreamAnnouncedEvent(view);
    if (known?.stream === undefined && view.stream !== undefined) yield new RtcStreamAddedEvent(view);
    for (const kind of MEDIA_KINDS) {
      const muted = view.muted[kind];
      // Whoever is heard of for the first time is taken to be unmuted, so a muted newcomer is told of too.
      if (muted === (known?.muted[kind] ?? false)) continue;
      yield new RtcMuteChangeEvent({ streamId: view.streamId, userId: view.userId, kind, muted });
    }
  }
}

function ownerOf(state: RoomState): string | undefined {
  return state.participants.find(({ role }) => role === 'owner')?.userId;
}
