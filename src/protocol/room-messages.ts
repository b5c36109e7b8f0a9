import * as v from 'valibot';
import { jsonSchema } from './json.js';
import { MAX_DISPLAY_NAME_CHARACTERS, MAX_EXTRA_BYTES, MAX_PARTICIPANTS, MAX_ROOM_NAME_CHARACTERS } from './limits.js';

/** 1–128 characters, none of them a control character or half a surrogate pair. */
export const RoomNameSchema = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${MAX_ROOM_NAME_CHARACTERS}}$`, 'u'),
    'must have 1–128 characters and no control characters',
  ),
);

/** Issued by the service, one per membership. */
export const UserIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

export const DisplayNameSchema = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^[^\\p{Cc}\\p{Cs}]{0,${MAX_DISPLAY_NAME_CHARACTERS}}$`, 'u'),
    `must have at most ${MAX_DISPLAY_NAME_CHARACTERS} characters and no control characters`,
  ),
);

export const ExtraSchema = jsonSchema(MAX_EXTRA_BYTES);

/** Which kinds a room, or one member of it, sends. `data` is messages and files. */
export const SessionKindsSchema = v.strictObject({
  audio: v.boolean(),
  video: v.boolean(),
  screen: v.boolean(),
  data: v.boolean(),
});
export type SessionKinds = v.InferOutput<typeof SessionKindsSchema>;

/** What the one who opened the room decided; it comes to everyone with the join's acknowledgement. */
export const RoomPolicySchema = v.strictObject({
  session: SessionKindsSchema,
  maxParticipants: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PARTICIPANTS)),
});
export type RoomPolicy = v.InferOutput<typeof RoomPolicySchema>;

export const JoinRequestSchema = v.strictObject({
  room: RoomNameSchema,
  displayName: DisplayNameSchema,
  extra: ExtraSchema,
  /** Used when this join opens the room, ignored when it is open already. */
  policy: RoomPolicySchema,
});
export type JoinRequest = v.InferOutput<typeof JoinRequestSchema>;

export const LeaveRequestSchema = v.strictObject({ room: RoomNameSchema });
export type LeaveRequest = v.InferOutput<typeof LeaveRequestSchema>;

/** Somebody in a room, as everyone else in it may know them. */
export const MemberSchema = v.object({
  userId: UserIdSchema,
  displayName: DisplayNameSchema,
  extra: ExtraSchema,
  owner: v.boolean(),
});
export type Member = v.InferOutput<typeof MemberSchema>;

/** As `RTCIceServer`, spelled without DOM types. */
export const IceServerSchema = v.object({
  urls: v.union([v.string(), v.array(v.string())]),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
});
export type IceServer = v.InferOutput<typeof IceServerSchema>;

/** The acknowledgement of a join: everything needed to begin negotiating at once. */
export const AdmissionSchema = v.object({
  room: RoomNameSchema,
  userId: UserIdSchema,
  owner: v.boolean(),
  /** Whether this join opened the room. */
  opened: v.boolean(),
  policy: RoomPolicySchema,
  /** Everybody else in the room, in the order they came. The newcomer offers to each of them. */
  members: v.array(MemberSchema),
  /** The number of the newest room event this list already contains. */
  sequence: v.pipe(v.number(), v.integer(), v.minValue(0)),
  iceServers: v.array(IceServerSchema),
});
export type Admission = v.InferOutput<typeof AdmissionSchema>;

const sequence = v.pipe(v.number(), v.integer(), v.minValue(1));

/** What happened in a room, numbered without gaps; every member gets the same events in the same order. */
export const RoomEventSchema = v.variant('type', [
  v.object({ type: v.literal('participant-joined'), room: RoomNameSchema, sequence, member: MemberSchema }),
  v.object({ type: v.literal('participant-left'), room: RoomNameSchema, sequence, userId: UserIdSchema }),
  v.object({ type: v.literal('owner-changed'), room: RoomNameSchema, sequence, userId: UserIdSchema }),
]);
export type RoomEvent = v.InferOutput<typeof RoomEventSchema>;
