import { may } from '../../src/protocol/index.js';
import { makeOwner } from './decide-departure.js';
import type { CommandOf } from './room-command.js';
import { notAllowed } from './room-draft.js';
import type { RoomDraft } from './room-draft.js';
import type { RoomRecord } from './room-record.js';

/** The owner's own role changes by `transfer` only: there is always exactly one. */
export function setRole(draft: RoomDraft, { by, userId, role }: CommandOf<'set-role'>): void {
  draft.entitled(by, 'set-role');
  if (draft.target(userId).role === 'owner') throw notAllowed();
  draft.change(userId, { role });
}

export function transfer(draft: RoomDraft, { by, userId }: CommandOf<'transfer'>): void {
  const owner = draft.entitled(by, 'transfer');
  const heir = draft.target(userId);
  if (heir !== owner) makeOwner(draft, heir.userId, owner.userId);
}

export function lock(draft: RoomDraft, { by, locked }: CommandOf<'lock'>): void {
  draft.entitled(by, 'lock');
  changeRoom(draft, { locked });
}

/** Whoever is in stays in. Another password instead of the old one is nothing members can see. */
export function setPassword(draft: RoomDraft, { by, password }: CommandOf<'set-password'>): void {
  draft.entitled(by, 'set-password');
  changeRoom(draft, { password });
}

function changeRoom(draft: RoomDraft, changes: Partial<Pick<RoomRecord, 'locked' | 'password'>>): void {
  const before = draft.record;
  draft.set(changes);
  const { locked, password } = draft.record;
  if (locked === before.locked && (password === null) === (before.password === null)) return;
  draft.tell({ type: 'room-changed', locked, protected: password !== null });
}

/** About oneself; what is absent stays. */
export function update(draft: RoomDraft, { userId, displayName, extra }: CommandOf<'update'>): void {
  draft.actor(userId);
  draft.change(userId, {
    ...(displayName === undefined ? {} : { displayName }),
    ...(extra === undefined ? {} : { extra }),
  });
}

export function setHand(draft: RoomDraft, { by, userId, raised }: CommandOf<'hand'>): void {
  const actor = draft.actor(by);
  const target = draft.target(userId);
  if (target !== actor && (raised || !may(actor.role, 'lower-hand', target.role))) throw notAllowed();
  draft.change(userId, { hand: raised });
}
