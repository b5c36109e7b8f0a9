import { RESUME_GRACE_MS, RtcError } from '../../src/protocol/index.js';
import type { Role, RoomPolicy } from '../../src/protocol/index.js';
import { MAX_WAITING } from '../signaling/limits.js';
import { makeOwner } from './decide-departure.js';
import type { CommandOf, Entrant } from './room-command.js';
import { RoomDraft } from './room-draft.js';
import type { Decision } from './room-draft.js';
import type { MemberRecord, RoomRecord } from './room-record.js';
import { isFull, waitingOf } from './room-view.js';

/** Ranks of those who are not the owner, for what a newer membership takes over. */
const BY_RANK: readonly Role[] = ['moderator', 'participant', 'viewer'];

/** A room begins. */
export function open(name: string, command: CommandOf<'enter'>): Decision {
  if (command.entry === 'join') throw new RtcError('room/missing', 'Nobody has opened this room.');
  const record: RoomRecord = {
    name,
    epoch: command.epoch,
    policy: settled(command.policy),
    password: command.password,
    locked: false,
    banned: [],
    members: [],
    waiting: [],
    sequence: 0,
  };
  const draft = new RoomDraft(record);
  draft.join(member(command.entrant, 'owner'));
  return draft.finish();
}

/**
 * Somebody at the door of a room that is there. The lock is looked at before the password, so that a locked room tells
 * nobody whether a guess was right. Who replaces a membership of their own takes its place: neither lock, capacity nor
 * waiting room bars somebody who is inside; the password is asked all the same. Who was invited has shown the password
 * with the ticket and need not wait; lock, ban and capacity hold for them as well.
 */
export function enter(draft: RoomDraft, command: CommandOf<'enter'>): void {
  const { entrant } = command;
  const { record } = draft;
  if (isHere(record, entrant.userId)) {
    throw new RtcError('protocol/already-in-room', 'This participant is in the room already.');
  }
  if (record.banned.includes(entrant.visitorId)) throw new RtcError('room/banned', 'You are banned from this room.');
  if (command.entry === 'open') throw new RtcError('room/exists', 'The room is open already.');

  const own = record.members.filter((other) => other.visitorId === entrant.visitorId);
  const replaces = command.sameVisitor === 'replace' && own.length > 0;
  if (record.locked && !replaces) throw new RtcError('room/locked', 'The room is locked.');
  if (record.password !== null && command.provenPassword !== record.password.hash) {
    throw new RtcError('room/password', 'The room has another password.');
  }
  if (isFull(record) && !replaces) {
    throw new RtcError('room/full', `The room is full (${record.policy.maxParticipants} participants).`);
  }
  if (command.sameVisitor === 'replace') {
    for (const other of record.waiting.filter(({ visitorId }) => visitorId === entrant.visitorId)) {
      draft.endWaiting(other.userId);
    }
  }
  if (record.policy.waitingRoom && own.length === 0 && !isInvited(record, command)) wait(draft, entrant);
  else if (replaces) replace(draft, entrant, own);
  else draft.join(member(entrant, 'participant'));
}

/** By a ticket for this room, made while it had the password it has now. */
function isInvited({ epoch, password }: RoomRecord, { invitedTo, provenPassword }: CommandOf<'enter'>): boolean {
  return invitedTo === epoch && provenPassword === (password?.hash ?? null);
}

function wait(draft: RoomDraft, { userId, visitorId, displayName, extra, node }: Entrant): void {
  const waiting = { userId, visitorId, displayName, extra, node };
  if (draft.record.waiting.length >= MAX_WAITING) {
    throw new RtcError('protocol/busy', 'Too many people are waiting to be let in.');
  }
  draft.set({ waiting: [...draft.record.waiting, waiting] });
  // Knocks again: from now on its absence means what it says.
  const { lost } = draft.record;
  if (lost?.includes(userId) === true) draft.set({ lost: lost.filter((other) => other !== userId) });
  draft.tell({ type: 'waiting-began', waiting: waitingOf(waiting) });
}

/** The newer membership takes the older ones' place, their highest role included. */
function replace(draft: RoomDraft, entrant: Entrant, older: readonly MemberRecord[]): void {
  const owner = older.find(({ role }) => role === 'owner');
  const role = BY_RANK.find((rank) => older.some((other) => other.role === rank)) ?? 'participant';
  for (const { userId } of older) {
    draft.set({ members: draft.record.members.filter((other) => other.userId !== userId) });
    draft.tell({ type: 'participant-left', userId, reason: 'replaced' });
  }
  draft.join(member(entrant, owner === undefined ? role : 'participant'));
  if (owner !== undefined) makeOwner(draft, entrant.userId, owner.userId);
}

/** The waiting comes in, suspended: its socket, wherever it is, has a grace time to claim the membership by `resume`. */
export function admit(draft: RoomDraft, { by, userId, resumeHash }: CommandOf<'admit'>, now: number): void {
  draft.entitled(by, 'admit');
  const waiting = awaited(draft, userId);
  if (isFull(draft.record)) {
    throw new RtcError('room/full', `The room is full (${draft.record.policy.maxParticipants} participants).`);
  }
  draft.endWaiting(userId);
  draft.join({
    ...member({ ...waiting, resumeHash }, 'participant'),
    presence: 'suspended',
    node: null,
    expiresAt: now + RESUME_GRACE_MS,
  });
}

export function deny(draft: RoomDraft, { by, userId }: CommandOf<'deny'>): void {
  draft.entitled(by, 'admit');
  draft.endWaiting(awaited(draft, userId).userId);
}

function awaited(draft: RoomDraft, userId: string) {
  const waiting = draft.record.waiting.find((entry) => entry.userId === userId);
  if (waiting === undefined) throw new RtcError('protocol/no-such-participant', 'Nobody of this id is waiting.');
  return waiting;
}

/**
 * A socket takes a membership over. The token before the present one is good until the present one was shown, because
 * the answer that carried the present one may have been lost; anything older was either used twice or stolen.
 */
export function resume(draft: RoomDraft, command: CommandOf<'resume'>): void {
  const mine = draft.member(command.userId);
  const shown = [mine?.resumeHash, mine?.previousResumeHash].includes(command.shownHash);
  if (mine?.visitorId !== command.visitorId || !shown) throw new RtcError('room/expired', 'The membership is over.');
  draft.change(command.userId, {
    presence: 'online',
    node: command.node,
    expiresAt: null,
    previousResumeHash: command.shownHash,
    resumeHash: command.nextHash,
  });
}

function member({ userId, visitorId, displayName, extra, node, resumeHash }: Entrant, role: Role): MemberRecord {
  return {
    userId,
    displayName,
    extra,
    role,
    hand: false,
    presence: 'online',
    visitorId,
    node,
    resumeHash,
    previousResumeHash: null,
    expiresAt: null,
  };
}

function isHere({ members, waiting }: RoomRecord, userId: string): boolean {
  const isMe = (other: { readonly userId: string }) => other.userId === userId;
  return members.some(isMe) || waiting.some(isMe);
}

/** One-to-one means two, whatever the opener said about numbers. */
function settled(policy: RoomPolicy): RoomPolicy {
  if (policy.direction !== 'one-to-one') return policy;
  return { ...policy, maxParticipants: Math.min(policy.maxParticipants, 2) };
}
