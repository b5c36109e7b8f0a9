import type { DeviceState, ScreenState } from '../media/device-state.js';
import type { PeerState } from '../peer/publications.js';
import type { Admission, MediaKind, Member, RtcError, Source } from '../protocol/index.js';
import {
  INITIAL_ROOM_STATE,
  type ChatLine,
  type Participant,
  type RoomState,
  type StreamView,
  type Transfer,
} from './room-state.js';

/** A publication, whoever makes it. */
interface Offered {
  readonly streamId: string;
  readonly source: Source;
  readonly kinds: readonly MediaKind[];
  readonly muted: { readonly audio: boolean; readonly video: boolean };
  readonly stream: MediaStream | undefined;
}

/** Something that became so, as the browser, the service or a peer said. */
export type RoomFact =
  | { readonly type: 'joining'; readonly name: string }
  | { readonly type: 'admitted'; readonly admission: Admission; readonly displayName: string; readonly extra: unknown }
  | { readonly type: 'member-joined'; readonly member: Member }
  | { readonly type: 'member-left'; readonly userId: string }
  | { readonly type: 'owner-changed'; readonly userId: string }
  | { readonly type: 'peer-state'; readonly userId: string; readonly state: PeerState }
  | { readonly type: 'published'; readonly userId: string; readonly publications: readonly Offered[] }
  | {
      readonly type: 'devices';
      readonly microphone: DeviceState;
      readonly camera: DeviceState;
      readonly screen: ScreenState;
    }
  | { readonly type: 'line'; readonly line: ChatLine }
  | { readonly type: 'line-status'; readonly id: string; readonly status: ChatLine['status'] }
  | { readonly type: 'transfers'; readonly transfers: readonly Transfer[] }
  | { readonly type: 'error'; readonly error: RtcError }
  | { readonly type: 'interrupted' }
  | { readonly type: 'left' }
  | { readonly type: 'failed'; readonly error: RtcError };

/** Older lines make room: a page that stays open for days must not grow for ever. */
const MAX_LINES = 10_000;

/**
 * The room after `fact`. Pure. Replaces only what is on the fact's path, and returns the same object when nothing
 * changed.
 */
export function update(state: RoomState, fact: RoomFact): RoomState {
  switch (fact.type) {
    case 'joining':
      return patch(INITIAL_ROOM_STATE, { status: 'joining', name: fact.name, messages: keptLines(state, fact.name) });
    case 'admitted':
      return admitted(state, fact);
    case 'member-joined':
      return memberJoined(state, fact.member);
    case 'member-left':
      return patch(state, { participants: filtered(state.participants, ({ userId }) => userId !== fact.userId) });
    case 'owner-changed':
      return ownerChanged(state, fact.userId);
    case 'peer-state':
      return patchParticipant(state, fact.userId, { connection: fact.state });
    case 'published':
      return published(state, fact.userId, fact.publications);
    case 'devices':
      return patch(state, { microphone: fact.microphone, camera: fact.camera, screen: fact.screen });
    case 'line':
      return patch(state, { messages: Object.freeze([...state.messages.slice(1 - MAX_LINES), fact.line]) });
    case 'line-status':
      return patch(state, {
        messages: mapped(state.messages, (line) => (line.id === fact.id ? patch(line, { status: fact.status }) : line)),
      });
    case 'transfers':
      return patch(state, { transfers: fact.transfers });
    case 'error':
      return patch(state, { error: fact.error });
    case 'interrupted':
      return patch(state, { status: 'reconnecting', reason: 'signaling' });
    case 'left':
      return ended(state, { status: 'left', reason: 'left', error: undefined });
    case 'failed':
      return ended(state, { status: 'failed', reason: fact.error.code, error: fact.error });
    default:
      return fact satisfies never;
  }
}

function admitted(state: RoomState, { admission, displayName, extra }: RoomFact & { type: 'admitted' }): RoomState {
  const { userId, owner, policy, members, room } = admission;
  const self = Object.freeze<Participant>({
    userId,
    displayName,
    role: owner ? 'owner' : 'participant',
    extra,
    self: true,
    streams: state.participants.find((participant) => participant.self)?.streams ?? Object.freeze([]),
    connection: 'connected',
  });
  return patch(state, {
    status: 'joined',
    reason: '',
    name: room,
    userId,
    owner,
    policy,
    participants: Object.freeze([rename(self), ...members.map(participantOf)]),
    error: undefined,
  });
}

/** After a new membership the own streams carry the new id. */
function rename(self: Participant): Participant {
  const { userId } = self;
  return patch(self, { streams: mapped(self.streams, (view) => patch(view, { userId })) });
}

function participantOf({ userId, displayName, extra, owner }: Member): Participant {
  return Object.freeze<Participant>({
    userId,
    displayName,
    role: owner ? 'owner' : 'participant',
    extra,
    self: false,
    streams: Object.freeze([]),
    connection: 'connecting',
  });
}

function memberJoined(state: RoomState, member: Member): RoomState {
  if (state.participants.some(({ userId }) => userId === member.userId)) return state;
  return patch(state, { participants: Object.freeze([...state.participants, participantOf(member)]) });
}

function ownerChanged(state: RoomState, userId: string): RoomState {
  return patch(state, {
    owner: userId === state.userId,
    participants: mapped(state.participants, (participant) =>
      patch(participant, { role: participant.userId === userId ? 'owner' : 'participant' }),
    ),
  });
}

function published(state: RoomState, userId: string, publications: readonly Offered[]): RoomState {
  const participant = state.participants.find((candidate) => candidate.userId === userId);
  if (participant === undefined) return state;
  const known = new Map(participant.streams.map((view) => [view.streamId, view]));
  const streams = publications.map(({ streamId, source, kinds, muted, stream }) => {
    const before = known.get(streamId);
    const next = { source, kinds: keep(before?.kinds, kinds), muted: keep(before?.muted, muted), stream };
    if (before !== undefined) return patch(before, next);
    return Object.freeze<StreamView>({ streamId, userId, local: participant.self, ...next });
  });
  return patchParticipant(state, userId, { streams: keep(participant.streams, streams) });
}

function ended(state: RoomState, last: Pick<RoomState, 'status' | 'reason' | 'error'>): RoomState {
  return patch(INITIAL_ROOM_STATE, { ...last, name: state.name, messages: state.messages, transfers: state.transfers });
}

/** The lines of the same room stay over a rejoin. */
function keptLines(state: RoomState, name: string): readonly ChatLine[] {
  return state.name === name ? state.messages : INITIAL_ROOM_STATE.messages;
}

function patchParticipant(state: RoomState, userId: string, fields: Partial<Participant>): RoomState {
  return patch(state, {
    participants: mapped(state.participants, (participant) =>
      participant.userId === userId ? patch(participant, fields) : participant,
    ),
  });
}

/** `value` with `fields` replaced, frozen; the same object when none of them differs. */
function patch<T extends object>(value: T, fields: Partial<T>): T {
  const keys = Object.keys(fields) as (keyof T)[];
  return keys.every((key) => Object.is(value[key], fields[key])) ? value : Object.freeze({ ...value, ...fields });
}

function mapped<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  return keep(items, items.map(change));
}

function filtered<T>(items: readonly T[], keeps: (item: T) => boolean): readonly T[] {
  return keep(items, items.filter(keeps));
}

/** `before` when `next` is the same, item by item or field by field; otherwise `next`, frozen. */
function keep<T extends object>(before: T | undefined, next: T): T {
  if (before === undefined) return Object.freeze(next);
  const keys = Object.keys(next) as (keyof T)[];
  const same = keys.length === Object.keys(before).length && keys.every((key) => Object.is(before[key], next[key]));
  return same ? before : Object.freeze(next);
}
