import type { Direction, Role, RoomPolicy } from './room-messages.js';

/** What a member does to a room or to another member, as far as it needs a right. */
export type Action =
  'admit' | 'lock' | 'set-password' | 'request-mute' | 'lower-hand' | 'eject' | 'set-role' | 'transfer' | 'close';

const RANK: Record<Role, number> = { viewer: 0, participant: 1, moderator: 2, owner: 3 };

/**
 * Whether somebody with `role` may do `action`, to somebody with `target`'s role where it is done to a person.
 * Moderators act on people of lower rank only; who owns the room decides about ranks and about its end.
 */
export function may(role: Role, action: Action, target?: Role): boolean {
  switch (action) {
    case 'transfer':
    case 'close':
    case 'set-role':
      return role === 'owner';
    case 'admit':
    case 'lock':
    case 'set-password':
      return RANK[role] >= RANK.moderator;
    case 'request-mute':
    case 'lower-hand':
    case 'eject':
      return RANK[role] >= RANK.moderator && (target === undefined || RANK[target] < RANK[role]);
    default:
      return action satisfies never;
  }
}

/** Where only the owner talks with the others, who do not talk with each other. */
const STARS: ReadonlySet<Direction> = new Set(['one-to-many', 'one-way', 'many-to-one']);

/** Whether two members of a room are connected with each other at all. */
export function connects({ direction }: Pick<RoomPolicy, 'direction'>, one: Role, other: Role): boolean {
  return !STARS.has(direction) || one === 'owner' || other === 'owner';
}

/** Whether a member sends this kind to those it is connected with. `data` always goes both ways. */
export function sends(
  { direction, session, twoWay }: Pick<RoomPolicy, 'direction' | 'session' | 'twoWay'>,
  role: Role,
  kind: 'audio' | 'video' | 'screen',
): boolean {
  if (!session[kind]) return false;
  if (role === 'viewer') return false;
  if (twoWay[kind]) return true;
  switch (direction) {
    case 'many-to-many':
    case 'one-to-one':
    case 'one-to-many':
      return true;
    case 'one-way':
      return role === 'owner';
    case 'many-to-one':
      return role !== 'owner';
    default:
      return direction satisfies never;
  }
}
