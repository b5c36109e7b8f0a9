import { randomUUID } from 'node:crypto';
import { JoinRequestSchema, LeaveRequestSchema } from '../../src/protocol/index.js';
import type { IceServer } from '../../src/protocol/index.js';
import type { Attendance } from './attendance.js';
import { route } from './route.js';
import type { Route } from './route.js';
import type { Membership } from './visitor.js';

export interface RoomHandlerOptions {
  readonly attendance: Attendance;
  /** The operator's word on every room's size; the opener can only say less. */
  readonly maxParticipants: number;
  /** Handed to every participant with the admission. */
  readonly iceServers: readonly IceServer[];
}

/** `room:join` and `room:leave`. */
export function roomHandlers({ attendance, maxParticipants, iceServers }: RoomHandlerOptions): readonly Route[] {
  return [
    route('room:join', JoinRequestSchema, async ({ visitor, answered }, { room, displayName, extra, policy }) => {
      const membership: Membership = {
        room,
        userId: randomUUID(),
        socket: visitor.socket,
        lifetime: new AbortController(),
        admitted: answered,
      };
      const entry = await attendance.enter(
        visitor,
        membership,
        { displayName, extra },
        {
          ...policy,
          maxParticipants: Math.min(policy.maxParticipants, maxParticipants),
        },
      );
      return {
        room,
        userId: membership.userId,
        owner: entry.owner,
        opened: entry.opened,
        policy: entry.policy,
        members: [...entry.members],
        sequence: entry.sequence,
        iceServers: [...iceServers],
      };
    }),

    route('room:leave', LeaveRequestSchema, async ({ visitor }, { room }) => {
      await attendance.leave(visitor, visitor.membershipOf(room));
      return null;
    }),
  ];
}
