import { shownAs } from '../peer/publications.js';
import {
  RtcError,
  sends,
  type MediaKind,
  type Role,
  type RoomPolicy,
  type ShownKind,
  type Source,
} from '../protocol/index.js';
import type { RoomState } from './room-state.js';

export type PermittedKinds = Readonly<Record<ShownKind, boolean>>;

const NOTHING: PermittedKinds = Object.freeze({ audio: false, video: false, screen: false });

/** What somebody in this role sends in this room; nothing for somebody who is not in it. */
export function permittedKinds(policy: RoomPolicy | undefined, role: Role | undefined): PermittedKinds {
  if (policy === undefined || role === undefined) return NOTHING;
  return {
    audio: sends(policy, role, 'audio'),
    video: sends(policy, role, 'video'),
    screen: sends(policy, role, 'screen'),
  };
}

/** Those of `publications` that whoever may send these kinds may make; the same array when that is all. */
export function permittedOnly<T extends { readonly source: Source; readonly kinds: readonly MediaKind[] }>(
  publications: readonly T[],
  permitted: PermittedKinds,
): readonly T[] {
  const allowed = publications.filter(({ source, kinds }) => kinds.every((kind) => permitted[shownAs(source, kind)]));
  return allowed.length === publications.length ? publications : allowed;
}

/** What this visitor sends, as things are. */
export function permittedNow({ policy, participants }: RoomState): PermittedKinds {
  return permittedKinds(policy, participants.find(({ self }) => self)?.role);
}

/** Throws `room/not-allowed` where this visitor may not send what it is about to. */
export function requirePermitted(state: RoomState, kind: ShownKind | 'data'): void {
  const session = state.policy?.session;
  if (kind === 'data' ? session?.data === true : permittedNow(state)[kind]) return;
  const carried = session?.[kind] === true;
  throw new RtcError('room/not-allowed', carried ? `You may not send ${kind} here.` : `This room carries no ${kind}.`, {
    hint: carried
      ? 'The direction of the room and your role in it decide what you send.'
      : 'The session attribute of whoever opened the room decides what it carries.',
  });
}
