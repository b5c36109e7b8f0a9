import { may, RESUME_GRACE_MS } from '../../src/protocol/index.js';
import type { LeaveReason, Role } from '../../src/protocol/index.js';
import { MAX_WAITING } from '../signaling/limits.js';
import type { CommandOf } from './room-command.js';
import { notAllowed } from './room-draft.js';
import type { RoomDraft } from './room-draft.js';
import type { MemberRecord } from './room-record.js';

export function leave(draft: RoomDraft, { userId, reason }: CommandOf<'leave'>): void {
  removeMembers(draft, [userId], reason);
}

export function suspend(draft: RoomDraft, { userId, node, graceMs }: CommandOf<'suspend'>, now: number): void {
  if (draft.member(userId)?.node === node) loseSocket(draft, userId, now + graceMs);
}

/**
 * Dead nodes first, so that ownership is never handed to somebody whose socket went with its node; then everybody whose
 * time is up in one go, so that it is not handed from one of them to the next.
 */
export function expire(draft: RoomDraft, { livingNodes }: CommandOf<'expire'>, now: number): void {
  if (livingNodes !== null) {
    for (const { userId, node } of draft.record.members) {
      if (node !== null && !livingNodes.includes(node)) loseSocket(draft, userId, now + RESUME_GRACE_MS);
    }
    for (const { userId, node } of draft.record.waiting) if (!livingNodes.includes(node)) loseWaiting(draft, userId);
  }
  const late = draft.record.members.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= now);
  removeMembers(
    draft,
    late.map(({ userId }) => userId),
    'expired',
  );
}

function loseSocket(draft: RoomDraft, userId: string, expiresAt: number): void {
  draft.change(userId, { presence: 'suspended', node: null, expiresAt });
}

/** Noted, since a node may only have seemed dead: then it knocks again for them, which it must not do for who was denied. */
function loseWaiting(draft: RoomDraft, userId: string): void {
  draft.endWaiting(userId);
  draft.set({ lost: [...(draft.record.lost ?? []), userId].slice(-MAX_WAITING) });
}

/** A ban reaches whatever else the same visitor has in this room, so it needs the right to eject all of that. */
export function eject(draft: RoomDraft, { by, userId, ban }: CommandOf<'eject'>): void {
  const actor = draft.actor(by);
  const target = draft.target(userId);
  const { visitorId } = target;
  const targets = ban ? draft.record.members.filter((member) => member.visitorId === visitorId) : [target];
  if (targets.some((member) => member.userId === by || !may(actor.role, 'eject', member.role))) throw notAllowed();
  if (ban) {
    draft.set({ banned: [...draft.record.banned, visitorId] });
    for (const waiting of draft.record.waiting) if (waiting.visitorId === visitorId) draft.endWaiting(waiting.userId);
  }
  removeMembers(
    draft,
    targets.map((member) => member.userId),
    ban ? 'banned' : 'ejected',
  );
}

export function close(draft: RoomDraft, { by }: CommandOf<'close'>): void {
  draft.entitled(by, 'close');
  draft.close(by);
}

/** Removes those of `userIds` who are members, and settles who owns the room afterwards, or that it ends. */
export function removeMembers(draft: RoomDraft, userIds: readonly string[], reason: LeaveReason): void {
  const leaving = draft.record.members.filter(({ userId }) => userIds.includes(userId));
  for (const { userId } of leaving) {
    draft.set({ members: draft.record.members.filter((member) => member.userId !== userId) });
    draft.tell({ type: 'participant-left', userId, reason });
  }
  const owner = leaving.find(({ role }) => role === 'owner');
  const heir = draft.record.members.reduce<MemberRecord | undefined>(better, undefined);
  if (owner === undefined || heir === undefined) return;
  if (draft.record.policy.closeWithOwner) draft.close(null);
  else makeOwner(draft, heir.userId, owner.userId);
}

/** `previous` is a participant from here on, if it is still in the room. */
export function makeOwner(draft: RoomDraft, userId: string, previous: string): void {
  const roles = new Map<string, Role>([
    [previous, 'participant'],
    [userId, 'owner'],
  ]);
  draft.set({
    members: draft.record.members.map((member) => ({ ...member, role: roles.get(member.userId) ?? member.role })),
  });
  draft.tell({ type: 'owner-changed', userId, previous });
}

/**
 * Who inherits a room: never a viewer while there is anybody else, never somebody whose socket is gone while another's is
 * there; of those left the highest role, and of equals whoever came first.
 */
function better(best: MemberRecord | undefined, member: MemberRecord): MemberRecord {
  return best === undefined || claim(member) > claim(best) ? member : best;
}

function claim({ role, presence }: MemberRecord): number {
  return (role === 'viewer' ? 0 : 4) + (presence === 'online' ? 2 : 0) + (role === 'moderator' ? 1 : 0);
}
