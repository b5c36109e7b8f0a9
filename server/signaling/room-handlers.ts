import { randomUUID } from 'node:crypto';
import {
  CloseRequestSchema,
  DEFAULT_TICKET_SECONDS,
  JoinRequestSchema,
  LeaveRequestSchema,
  LockRequestSchema,
  may,
  ResumeRequestSchema,
  RtcError,
  SetPasswordRequestSchema,
  TicketRequestSchema,
  TransferRequestSchema,
} from '../../src/protocol/index.js';
import type { JoinAnswer, JoinRequest } from '../../src/protocol/index.js';
import type { RoomStore } from '../rooms/room-store.js';
import type { Attendance } from './attendance.js';
import type { Entrance } from './entrance.js';
import { Membership } from './membership.js';
import type { Passwords } from './passwords.js';
import { newToken } from './resume-tokens.js';
import type { RoomChanges } from './room-changes.js';
import { route } from './route.js';
import type { Call, Route } from './route.js';
import type { Tickets } from './tickets.js';
import type { WaitingList } from './waiting-list.js';

export interface RoomHandlerParts {
  readonly store: Pick<RoomStore, 'read'>;
  readonly attendance: Attendance;
  readonly entrance: Entrance;
  readonly waitingList: WaitingList;
  readonly changes: RoomChanges;
  readonly passwords: Passwords;
  readonly tickets: Tickets;
  /** Aborted when the service is about to end: nobody is let in any more. */
  readonly closing: AbortSignal;
}

/** `room:*`: in, out, and what is done to a room as a whole. */
export function roomHandlers(parts: RoomHandlerParts): readonly Route[] {
  const { store, attendance, changes, passwords, tickets } = parts;
  return [
    route('room:join', JoinRequestSchema, (call, request) => join(parts, call, request)),

    route('room:resume', ResumeRequestSchema, async (call, { room, userId, resumeToken, sequence }) => {
      refuseWhenClosing(parts);
      const { visitor } = call;
      const mine = visitor.membershipAs(room, userId);
      // What is under way is waited for: it may come to nothing, and then this is the return.
      if (mine !== undefined && (await mine.told)) {
        return attendance.resumeAgain(mine, resumeToken, newToken(), sequence);
      }
      const membership = new Membership(room, userId, visitor);
      visitor.open(membership);
      try {
        const answer = await attendance.resume(membership, resumeToken, newToken(), sequence);
        void call.answered.then((isYes) => isYes && membership.hasBeenTold());
        return answer;
      } catch (error) {
        visitor.close(membership, asRtcError(error));
        throw error;
      }
    }),

    route('room:leave', LeaveRequestSchema, async ({ visitor }, { room }) => {
      await attendance.leave(visitor.membershipOf(room));
      return null;
    }),

    route('room:close', CloseRequestSchema, async ({ visitor }, { room }) => {
      await changes.apply(room, { type: 'close', by: visitor.memberOf(room).userId });
      return null;
    }),

    route('room:lock', LockRequestSchema, async ({ visitor }, { room, locked }) => {
      await changes.apply(room, { type: 'lock', by: visitor.memberOf(room).userId, locked });
      return null;
    }),

    route('room:password', SetPasswordRequestSchema, async ({ visitor }, { room, password }) => {
      const by = visitor.memberOf(room).userId;
      // Hashing is dear, so it is not done for somebody who will be refused; whether it may is decided with the change.
      const role = (await store.read(room))?.members.find(({ userId }) => userId === by)?.role;
      if (role === undefined || !may(role, 'set-password')) {
        throw new RtcError('room/not-allowed', 'Your role does not allow this.');
      }
      const hash = password === null ? null : await passwords.hash(password, visitor.address);
      await changes.apply(room, { type: 'set-password', by, password: hash });
      return null;
    }),

    // Changes nothing in the room. Who may let people in one by one may do so beforehand.
    route('room:ticket', TicketRequestSchema, async ({ visitor }, { room, expiresInSeconds }) => {
      const by = visitor.memberOf(room).userId;
      const record = await store.read(room);
      const role = record?.members.find(({ userId }) => userId === by)?.role;
      if (record === undefined || role === undefined) {
        throw new RtcError('protocol/not-in-room', 'This socket is not in the room.');
      }
      if (!may(role, 'admit')) throw new RtcError('room/not-allowed', 'Your role does not allow this.');
      return { ticket: tickets.issue(record, expiresInSeconds ?? DEFAULT_TICKET_SECONDS) };
    }),

    route('room:transfer', TransferRequestSchema, async ({ visitor }, { room, userId }) => {
      await changes.apply(room, { type: 'transfer', by: visitor.memberOf(room).userId, userId });
      return null;
    }),
  ];
}

async function join(parts: RoomHandlerParts, call: Call, request: JoinRequest): Promise<JoinAnswer> {
  refuseWhenClosing(parts);
  const { visitor } = call;
  const { entrance, waitingList } = parts;
  const membership = new Membership(request.room, randomUUID(), visitor);
  visitor.open(membership);
  try {
    const admission = await entrance.enter(membership, request);
    if (admission === null) {
      waitingList.add(membership, { request, answered: call.answered });
      return { outcome: 'waiting', for: 'admission' };
    }
    void call.answered.then((isYes) => isYes && membership.hasBeenTold());
    return { outcome: 'admitted', admission };
  } catch (error) {
    const isMissing = error instanceof RtcError && error.code === 'room/missing';
    if (!isMissing || !request.wait || membership.isOver) {
      visitor.close(membership, asRtcError(error));
      throw error;
    }
    membership.stage = 'awaiting-host';
    waitingList.add(membership, { request, answered: call.answered });
    return { outcome: 'waiting', for: 'host' };
  }
}

/** Somebody let in now would be sent away in the same second; another node, or this one in a moment, lets them in. */
function refuseWhenClosing({ closing }: RoomHandlerParts): void {
  if (closing.aborted)
    throw new RtcError('room/unavailable', 'The service is about to restart; try again in a moment.');
}

function asRtcError(error: unknown): RtcError {
  return error instanceof RtcError ? error : new RtcError('protocol/internal', 'The service failed.', { cause: error });
}
