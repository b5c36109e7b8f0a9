import type { DeviceState, ScreenState } from '../media/device-state.js';
import { NONE_HELD, type ByKind, type PeerState, type Tracks } from '../peer/publications.js';
import {
  connects,
  may,
  type Admission,
  type Crop,
  type Json,
  type LeaveReason,
  type MediaKind,
  type Member,
  type RtcError,
  type Source,
} from '../protocol/index.js';
import type { IncomingCall, WaitingFor } from '../signaling/signaling-client.js';
import {
  INITIAL_ROOM_STATE,
  type ChatLine,
  type Participant,
  type RoomState,
  type StreamView,
  type Transfer,
} from './room-state.js';
import { rosterOf, type Roster } from './roster.js';

/** A publication, whoever makes it. */
interface Offered {
  readonly streamId: string;
  readonly source: Source;
  readonly kinds: readonly MediaKind[];
  readonly muted: ByKind;
  readonly stream: MediaStream | undefined;
  readonly tracks: Tracks;
  readonly crop?: Crop | undefined;
}

/** Something that became so, as the browser, the service or a peer said. */
export type RoomFact =
  | { readonly type: 'joining'; readonly name: string }
  | { readonly type: 'waiting'; readonly waitingFor: WaitingFor }
  | { readonly type: 'admitted'; readonly admission: Admission }
  /** The room as the service tells it now. `left`: who is gone from it by this, and why. */
  | {
      readonly type: 'roster';
      readonly roster: Roster;
      readonly left?: { readonly userId: string; readonly reason: LeaveReason } | undefined;
    }
  | {
      readonly type: 'peer-state';
      readonly userId: string;
      readonly state: PeerState;
      readonly relayed: boolean;
    }
  | { readonly type: 'published'; readonly userId: string; readonly publications: readonly Offered[] }
  | { readonly type: 'held'; readonly userId: string; readonly held: ByKind }
  | {
      readonly type: 'devices';
      readonly microphone: DeviceState;
      readonly camera: DeviceState;
      readonly screen: ScreenState;
    }
  /** What was measured about a connection or a person, or about the call as a whole. */
  | {
      readonly type: 'measured';
      readonly userId: string;
      readonly about: Partial<Pick<Participant, 'quality' | 'picture' | 'speaking'>>;
    }
  | { readonly type: 'summed-up'; readonly about: Partial<Pick<RoomState, 'sending' | 'activeSpeaker'>> }
  | { readonly type: 'chat'; readonly parts: Partial<Pick<RoomState, 'messages' | 'typing'>> }
  | { readonly type: 'speaker'; readonly speaker: string }
  | { readonly type: 'volume'; readonly userId: string; readonly volume: number }
  | { readonly type: 'transfers'; readonly transfers: readonly Transfer[] }
  /** The newest that is still so, if any. */
  | { readonly type: 'error'; readonly error: RtcError | undefined }
  | { readonly type: 'rang'; readonly call: IncomingCall }
  | { readonly type: 'call-ended'; readonly callId: string }
  | { readonly type: 'interrupted' }
  | { readonly type: 'resumed' }
  | { readonly type: 'ended'; readonly status: 'left' | 'closed'; readonly reason: string }
  | { readonly type: 'failed'; readonly error: RtcError };

/**
 * The room after `fact`. Pure. Replaces only what is on the fact's path, and returns the same object when nothing
 * changed.
 */
export function update(state: RoomState, fact: RoomFact): RoomState {
  switch (fact.type) {
    case 'joining':
      return patch(INITIAL_ROOM_STATE, {
        status: 'joining',
        name: fact.name,
        messages: keptLines(state, fact.name),
        calls: state.calls,
      });
    case 'waiting':
      return patch(state, { status: 'waiting', reason: fact.waitingFor });
    case 'admitted':
      return admitted(state, fact.admission);
    case 'roster':
      return rostered(state, fact.roster);
    case 'peer-state':
      return patchParticipant(state, fact.userId, {
        connection: fact.state,
        relayed: fact.relayed,
        // What was measured before says nothing of a line that is broken.
        ...(fact.state !== 'connected' && { quality: 0 }),
      });
    case 'published':
      return published(state, fact.userId, fact.publications);
    case 'held':
      return held(state, fact.userId, fact.held);
    case 'devices':
      return patch(state, { microphone: fact.microphone, camera: fact.camera, screen: fact.screen });
    case 'measured':
      return patchParticipant(state, fact.userId, fact.about);
    case 'summed-up':
      return patch<RoomState>(state, fact.about);
    case 'chat':
      return patch<RoomState>(state, fact.parts);
    case 'speaker':
      return patch(state, { speaker: fact.speaker });
    case 'volume':
      return patchParticipant(state, fact.userId, { volume: fact.volume });
    case 'transfers':
      return patch(state, { transfers: fact.transfers });
    case 'error':
      return patch(state, { error: fact.error });
    case 'rang':
      return patch(state, { calls: Object.freeze([...state.calls, Object.freeze(fact.call)]) });
    case 'call-ended':
      return patch(state, { calls: filtered(state.calls, ({ callId }) => callId !== fact.callId) });
    case 'interrupted':
      return patch(state, { status: 'reconnecting', reason: 'signaling' });
    case 'resumed':
      return patch(state, { status: 'joined', reason: '' });
    case 'ended':
      return ended(state, { status: fact.status, reason: fact.reason, error: undefined });
    case 'failed':
      return ended(state, { status: 'failed', reason: fact.error.code, error: fact.error });
    default:
      return fact satisfies never;
  }
}

function admitted(state: RoomState, { userId, snapshot }: Admission): RoomState {
  const self = state.participants.find((participant) => participant.self);
  // A new membership: the others are met anew, the own streams go on under the new id.
  const own = self && patch(self, { userId, streams: mapped(self.streams, (view) => patch(view, { userId })) });
  const entered = patch(state, {
    status: 'joined',
    reason: '',
    name: snapshot.room,
    userId,
    participants: Object.freeze(own === undefined ? [] : [own]),
    error: undefined,
  });
  return rostered(entered, rosterOf(snapshot));
}

function rostered(state: RoomState, roster: Roster): RoomState {
  const own = roster.members.find(({ userId }) => userId === state.userId);
  if (own === undefined) return state;
  const known = new Map(state.participants.map((participant) => [participant.userId, participant]));
  const others = roster.members.filter((member) => member !== own);
  const present = [own, ...others].map((member) => {
    const connected = member === own ? 'connected' : connects(roster.policy, own.role, member.role);
    return participantAfter(known.get(member.userId), member, connected);
  });
  return patch(state, {
    owner: own.role === 'owner',
    policy: same(state.policy, roster.policy),
    locked: roster.locked,
    protected: roster.protected,
    waiting: may(own.role, 'admit') ? same(state.waiting, roster.waiting) : INITIAL_ROOM_STATE.waiting,
    participants: keep(state.participants, present),
  });
}

function participantAfter(
  known: Participant | undefined,
  { userId, displayName, extra, role, hand, presence }: Member,
  connected: boolean | 'connected',
): Participant {
  const fields = { displayName, extra: same(known?.extra as Json | undefined, extra), role, hand, presence };
  if (known !== undefined) return patch(known, fields);
  const self = connected === 'connected';
  const connection = self ? 'connected' : connected ? 'connecting' : 'closed';
  return Object.freeze<Participant>({
    userId,
    ...fields,
    self,
    streams: Object.freeze([]),
    connection,
    held: NONE_HELD,
    quality: 0,
    relayed: false,
    picture: 'full',
    speaking: false,
    volume: 1,
  });
}

/** `before` when `next` says the same: what came over the wire is always a new object. */
function same<T>(before: T | undefined, next: T): T {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(next) ? before : Object.freeze(next);
}

function published(state: RoomState, userId: string, publications: readonly Offered[]): RoomState {
  const participant = state.participants.find((candidate) => candidate.userId === userId);
  if (participant === undefined) return state;
  const known = new Map(participant.streams.map((view) => [view.streamId, view]));
  const streams = publications.map(({ streamId, source, kinds, muted, stream, tracks, crop }) => {
    const before = known.get(streamId);
    const next = {
      source,
      kinds: keep(before?.kinds, kinds),
      muted: keep(before?.muted, muted),
      held: isHeld(kinds, participant.held),
      stream,
      tracks: keep(before?.tracks, tracks),
      crop: crop && keep(before?.crop, crop),
    };
    if (before !== undefined) return patch(before, next);
    return Object.freeze<StreamView>({ streamId, userId, local: participant.self, ...next });
  });
  return patchParticipant(state, userId, { streams: keep(participant.streams, streams) });
}

function held(state: RoomState, userId: string, kinds: ByKind): RoomState {
  const participant = state.participants.find((candidate) => candidate.userId === userId);
  if (participant === undefined) return state;
  const streams = mapped(participant.streams, (view) => patch(view, { held: isHeld(view.kinds, kinds) }));
  return patchParticipant(state, userId, { held: keep(participant.held, kinds), streams });
}

function isHeld(kinds: readonly MediaKind[], held: ByKind): boolean {
  return kinds.every((kind) => held[kind]);
}

function ended(state: RoomState, last: Pick<RoomState, 'status' | 'reason' | 'error'>): RoomState {
  const { name, messages, transfers, calls } = state;
  return patch(INITIAL_ROOM_STATE, { ...last, name, messages, transfers, calls });
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
