import {
  AdmitRequestSchema,
  DenyRequestSchema,
  EjectRequestSchema,
  HandRequestSchema,
  may,
  MuteRequestSchema,
  RoleRequestSchema,
  RtcError,
  UpdateMemberRequestSchema,
} from '../../src/protocol/index.js';
import type { RoomStore } from '../rooms/room-store.js';
import { memberChannel } from './channels.js';
import type { SignalingServer } from './nodes.js';
import type { AdmissionTokens } from './resume-tokens.js';
import type { RoomChanges } from './room-changes.js';
import type { Roster } from './roster.js';
import { route } from './route.js';
import type { Route } from './route.js';

export interface MemberHandlerParts {
  readonly io: SignalingServer;
  readonly store: Pick<RoomStore, 'read'>;
  readonly changes: RoomChanges;
  readonly roster: Roster;
  readonly admissionTokens: AdmissionTokens;
}

/** `member:*` and `waiting:*`: what members do to themselves and to each other. The room decides whether they may. */
export function memberHandlers(parts: MemberHandlerParts): readonly Route[] {
  const { changes, admissionTokens } = parts;
  return [
    route('member:update', UpdateMemberRequestSchema, async ({ visitor }, { room, displayName, extra }) => {
      await changes.apply(room, { type: 'update', userId: visitor.memberOf(room).userId, displayName, extra });
      return null;
    }),

    route('member:hand', HandRequestSchema, async ({ visitor }, { room, userId, raised }) => {
      await changes.apply(room, { type: 'hand', by: visitor.memberOf(room).userId, userId, raised });
      return null;
    }),

    route('member:role', RoleRequestSchema, async ({ visitor }, { room, userId, role }) => {
      await changes.apply(room, { type: 'set-role', by: visitor.memberOf(room).userId, userId, role });
      return null;
    }),

    route('member:eject', EjectRequestSchema, async ({ visitor }, { room, userId, ban }) => {
      await changes.apply(room, { type: 'eject', by: visitor.memberOf(room).userId, userId, ban });
      return null;
    }),

    route('member:mute', MuteRequestSchema, async ({ visitor }, { room, userId, kind }) => {
      await requestMute(parts, room, { from: visitor.memberOf(room).userId, to: userId, kind });
      return null;
    }),

    route('waiting:admit', AdmitRequestSchema, async ({ visitor }, { room, userId }) => {
      const resumeHash = admissionTokens.hashFor(userId);
      await changes.apply(room, { type: 'admit', by: visitor.memberOf(room).userId, userId, resumeHash });
      return null;
    }),

    route('waiting:deny', DenyRequestSchema, async ({ visitor }, { room, userId }) => {
      await changes.apply(room, { type: 'deny', by: visitor.memberOf(room).userId, userId });
      return null;
    }),
  ];
}

interface MuteRequest {
  readonly from: string;
  readonly to: string;
  readonly kind: 'audio' | 'video' | 'screen';
}

/** It changes nothing in the room, so there is no command for it; nobody but the one who is asked hears of it. */
async function requestMute({ io, store, roster }: MemberHandlerParts, room: string, { from, to, kind }: MuteRequest) {
  const record = await store.read(room);
  const actor = record?.members.find(({ userId }) => userId === from);
  if (actor === undefined) throw new RtcError('protocol/not-in-room', 'This socket is not in the room.');
  const target = record?.members.find(({ userId }) => userId === to);
  if (target === undefined) {
    throw new RtcError('protocol/no-such-participant', 'There is no such participant in the room.');
  }
  if (!may(actor.role, 'request-mute', target.role)) {
    throw new RtcError('room/not-allowed', 'Your role does not allow this.');
  }
  const here = roster.find(to)?.visitor.socket;
  const request = { room, from, kind };
  if (here === undefined) io.to(memberChannel(to)).emit('member:mute-requested', request);
  else here.emit('member:mute-requested', request);
}
