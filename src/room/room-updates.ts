import type { DeviceState, ScreenState } from '../media/device-state.js';
import type { PeerState } from '../peer/publications.js';
import {
  connects,
  may,
  type Admission,
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
  readonly muted: { readonly audio: boolean; readonly video: boolean };
  readonly stream: MediaStream | undefined;
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
  | { readonly type: 'rang'; readonly call: IncomingCall }
  | { readonly type: 'call-ended'; readonly callId: string }
  | { readonly type: 'interrupted' }
  | { readonly type: 'resumed' }
  | { readonly type: 'ended'; readonly status: 'left' | 'closed'; readonly reason: string }
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
  return Object.freeze<Participant>({ userId, ...fields, self, streams: Object.freeze([]), connection });
}

/** `before` when `next` says the same: what came over the wire is always a new object. */
function same<T>(before: T | undefined, next: T): T {
  return before !== undefined && JSON.stringify(before) === JSON.stringify(next) ? before : Object.freeze(next);
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
