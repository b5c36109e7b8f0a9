import { RESUME_GRACE_MS, type RoomPolicy } from '../../../src/protocol/index.js';
import type { CommandOf, Entrant } from '../room-command.js';

/** A room as most people open it; `changes` on top. */
export function policy(changes: Partial<RoomPolicy> = {}): RoomPolicy {
  return {
    session: { audio: true, video: true, screen: true, data: true },
    twoWay: { audio: false, video: false, screen: false },
    direction: 'many-to-many',
    maxParticipants: 50,
    waitingRoom: false,
    closeWithOwner: false,
    listed: null,
    ...changes,
  };
}

export interface EnterOptions extends Partial<Omit<CommandOf<'enter'>, 'type' | 'entrant' | 'policy'>> {
  readonly visitorId?: string;
  readonly node?: string;
  readonly policy?: Partial<RoomPolicy>;
}

let epochs = 0;

/** `userId` at the door, from a visitor, with a token hash and a name made of it unless `options` say otherwise. */
export function enter(userId: string, options: EnterOptions = {}): CommandOf<'enter'> {
  const { visitorId = `visitor-${userId}`, node = 'n1', policy: policyChanges, ...rest } = options;
  epochs += 1;
  return {
    type: 'enter',
    entrant: entrant(userId, visitorId, node),
    entry: 'open-or-join',
    sameVisitor: 'allow',
    policy: policy(policyChanges),
    epoch: `epoch-${epochs}`,
    password: null,
    provenPassword: null,
    invitedTo: null,
    ...rest,
  };
}

function entrant(userId: string, visitorId: string, node: string): Entrant {
  const displayName = userId.toUpperCase();
  return { userId, visitorId, displayName, extra: { from: userId }, node, resumeHash: `hash-${userId}` };
}

export const leave = (userId: string): CommandOf<'leave'> => ({ type: 'leave', userId, reason: 'left' });

export const suspend = (userId: string, node = 'n1'): CommandOf<'suspend'> => ({
  type: 'suspend',
  userId,
  node,
  graceMs: RESUME_GRACE_MS,
});

/** Shows the token of entering unless another is given. */
export function resume(userId: string, options: Partial<CommandOf<'resume'>> = {}): CommandOf<'resume'> {
  return {
    type: 'resume',
    userId,
    visitorId: `visitor-${userId}`,
    node: 'n1',
    shownHash: `hash-${userId}`,
    nextHash: `next-${userId}`,
    ...options,
  };
}
