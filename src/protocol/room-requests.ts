import * as v from 'valibot';
import { ERROR_CODES } from './error-codes.js';
import { MAX_TICKET_SECONDS } from './limits.js';
import {
  AdmissionSchema,
  DisplayNameSchema,
  ExtraSchema,
  PasswordSchema,
  ResumeTokenSchema,
  GIVEN_ROLES,
  RoomEventSchema,
  RoomNameSchema,
  RoomPolicySchema,
  RoomSnapshotSchema,
  TicketSchema,
  UserIdSchema,
} from './room-messages.js';

const room = RoomNameSchema;
const userId = UserIdSchema;

export const ENTRIES = ['open-or-join', 'open', 'join'] as const;
export type Entry = (typeof ENTRIES)[number];

export const SAME_VISITOR_POLICIES = ['allow', 'replace'] as const;
export type SameVisitor = (typeof SAME_VISITOR_POLICIES)[number];

/** One atomic step, whatever `entry`: nobody checks first and opens then. */
export const JoinRequestSchema = v.strictObject({
  room,
  entry: v.picklist(ENTRIES),
  /** With `entry: 'join'` and a room nobody opened: wait for it instead of being refused. */
  wait: v.boolean(),
  displayName: DisplayNameSchema,
  extra: ExtraSchema,
  /** Who opens sets it, who joins shows it. */
  password: v.nullable(PasswordSchema),
  /** Made by somebody inside: stands for the password and for being admitted. */
  ticket: v.optional(TicketSchema),
  sameVisitor: v.picklist(SAME_VISITOR_POLICIES),
  /** Used when this join opens the room, ignored when it is open already. */
  policy: RoomPolicySchema,
});
export type JoinRequest = v.InferOutput<typeof JoinRequestSchema>;

/** `waiting`: for the room to be opened, or to be admitted. The outcome comes as `room:admitted` or `room:refused`. */
export const JoinAnswerSchema = v.variant('outcome', [
  v.object({ outcome: v.literal('admitted'), admission: AdmissionSchema }),
  v.object({ outcome: v.literal('waiting'), for: v.picklist(['host', 'admission']) }),
]);
export type JoinAnswer = v.InferOutput<typeof JoinAnswerSchema>;

/** Takes a membership over to this socket, on any node. `sequence`: the newest event the client has. */
export const ResumeRequestSchema = v.strictObject({
  room,
  userId,
  resumeToken: ResumeTokenSchema,
  sequence: v.pipe(v.number(), v.integer(), v.minValue(0)),
});
export type ResumeRequest = v.InferOutput<typeof ResumeRequestSchema>;

/** `missed`: all events since, in order; `snapshot` instead when they are no longer kept. */
export const ResumeAnswerSchema = v.object({
  resumeToken: ResumeTokenSchema,
  missed: v.nullable(v.array(RoomEventSchema)),
  snapshot: v.nullable(RoomSnapshotSchema),
});
export type ResumeAnswer = v.InferOutput<typeof ResumeAnswerSchema>;

/** Leaves the room, or stops waiting for it. */
export const LeaveRequestSchema = v.strictObject({ room });
export const CloseRequestSchema = v.strictObject({ room });
export const LockRequestSchema = v.strictObject({ room, locked: v.boolean() });
/** null takes the password away. Nobody who is in has to leave. */
export const SetPasswordRequestSchema = v.strictObject({ room, password: v.nullable(PasswordSchema) });
/** For an invitation to the room as it is open now. `expiresInSeconds`: a day when absent. */
export const TicketRequestSchema = v.strictObject({
  room,
  expiresInSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_TICKET_SECONDS))),
});
export const TicketAnswerSchema = v.object({ ticket: TicketSchema });
export const TransferRequestSchema = v.strictObject({ room, userId });

/** For the ICE servers of the admission anew, with credentials that last again. */
export const RenewIceRequestSchema = v.strictObject({ room });

/** About oneself; what is absent stays. */
export const UpdateMemberRequestSchema = v.strictObject({
  room,
  displayName: v.optional(DisplayNameSchema),
  extra: v.optional(ExtraSchema),
});
/** Raising is one's own; lowering also a moderator's. */
export const HandRequestSchema = v.strictObject({ room, userId, raised: v.boolean() });
/** `owner` is not given but transferred. */
export const RoleRequestSchema = v.strictObject({
  room,
  userId,
  role: v.picklist(GIVEN_ROLES),
});
export const EjectRequestSchema = v.strictObject({ room, userId, ban: v.boolean() });
/** Asks somebody to mute. There is no request to unmute. */
export const MuteRequestSchema = v.strictObject({ room, userId, kind: v.picklist(['audio', 'video', 'screen']) });
export const AdmitRequestSchema = v.strictObject({ room, userId });
export const DenyRequestSchema = v.strictObject({ room, userId });

export const EndReasonSchema = v.picklist(['ejected', 'banned', 'closed', 'replaced', 'expired']);
export type EndReason = v.InferOutput<typeof EndReasonSchema>;

export const AdmittedSchema = v.object({ room, admission: AdmissionSchema });
export const RefusedSchema = v.object({
  room,
  error: v.object({ code: v.picklist(ERROR_CODES), message: v.string() }),
});
/** The service ended this membership. */
export const EndedSchema = v.object({ room, reason: EndReasonSchema, by: v.nullable(UserIdSchema) });
export const MuteRequestedSchema = v.object({
  room,
  from: UserIdSchema,
  kind: v.picklist(['audio', 'video', 'screen']),
});
/** What a member hears of it; `from` is a moderator. */
export type MuteRequest = Omit<v.InferOutput<typeof MuteRequestedSchema>, 'room'>;
