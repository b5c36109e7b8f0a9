import { connects, type Member, type RoomPolicy } from '../protocol/index.js';

/** Who is in the room, as far as connections follow from it. */
export interface Company {
  /** This visitor's userId. */
  readonly self: string;
  readonly policy: RoomPolicy;
  /** Everybody in the order they came, this visitor included. */
  readonly members: readonly (Pick<Member, 'userId' | 'role'> & Partial<Pick<Member, 'presence'>>)[];
}

/**
 * With whom this visitor is connected, and whether it makes the first offer: who came later does. Both sides see the
 * same order, so they agree without asking.
 */
export function meshPlan({ self, policy, members }: Company): ReadonlyMap<string, { readonly initiates: boolean }> {
  const plan = new Map<string, { readonly initiates: boolean }>();
  const own = members.findIndex(({ userId }) => userId === self);
  const me = members[own];
  if (me === undefined) return plan;
  for (const [place, { userId, role }] of members.entries()) {
    if (place !== own && connects(policy, me.role, role)) plan.set(userId, { initiates: place < own });
  }
  return plan;
}
