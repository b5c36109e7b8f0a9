import * as v from 'valibot';
import { jsonSchema } from './json.js';
import {
  MAX_DISPLAY_NAME_CHARACTERS,
  MAX_EXTRA_BYTES,
  MAX_PARTICIPANTS,
  MAX_PASSWORD_CHARACTERS,
  MAX_ROOM_NAME_CHARACTERS,
  MAX_TICKET_CHARACTERS,
} from './limits.js';

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

/** Never logged, never sent back, never compared in plain. */
export const PasswordSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_PASSWORD_CHARACTERS));

/**
 * An invitation, as text that its bearer need not understand. Whatever is none for the room it is shown to is as good as
 * nothing: a link that was cut short leads to the ordinary door.
 */
export const TicketSchema = v.pipe(v.string(), v.maxLength(MAX_TICKET_CHARACTERS));

/** Which public list a room is in. Empty is the list without a name. */
export const ListIdentifierSchema = v.pipe(
  v.string(),
  v.regex(new RegExp(`^[^\\p{Cc}\\p{Cs}]{0,${MAX_ROOM_NAME_CHARACTERS}}$`, 'u')),
);

export const ROLES = ['owner', 'moderator', 'participant', 'viewer'] as const;
export type Role = (typeof ROLES)[number];
/** What a moderator can make of somebody; ownership is not given but transferred. */
export const GIVEN_ROLES = ['moderator', 'participant', 'viewer'] as const satisfies readonly Role[];

export const DIRECTIONS = ['many-to-many', 'one-to-one', 'one-to-many', 'one-way', 'many-to-one'] as const;
export type Direction = (typeof DIRECTIONS)[number];

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
  /** Kinds that flow both ways whatever the direction says. */
  twoWay: v.strictObject({ audio: v.boolean(), video: v.boolean(), screen: v.boolean() }),
  direction: v.picklist(DIRECTIONS),
  /** People, the one who opens included. */
  maxParticipants: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PARTICIPANTS)),
  /** Newcomers wait until somebody with the right admits them. */
  waitingRoom: v.boolean(),
  /** The room closes when its owner leaves; otherwise ownership passes on. */
  closeWithOwner: v.boolean(),
  /** The public list it appears in; null for none. */
  listed: v.nullable(ListIdentifierSchema),
});
export type RoomPolicy = v.InferOutput<typeof RoomPolicySchema>;

export const PRESENCES = ['online', 'suspended'] as const;
export type Presence = (typeof PRESENCES)[number];

/** Somebody in a room, as everyone else in it may know them. */
export const MemberSchema = v.object({
  userId: UserIdSchema,
  displayName: DisplayNameSchema,
  extra: ExtraSchema,
  role: v.picklist(ROLES),
  /** Raised. */
  hand: v.boolean(),
  /** `suspended`: the socket is gone, the membership waits for it a while. */
  presence: v.picklist(PRESENCES),
});
export type Member = v.InferOutput<typeof MemberSchema>;

/** Somebody who waits to be admitted. `userId` is the id they will have as a member. */
export const WaitingSchema = v.object({ userId: UserIdSchema, displayName: DisplayNameSchema, extra: ExtraSchema });
export type Waiting = v.InferOutput<typeof WaitingSchema>;

/** As `RTCIceServer`, spelled without DOM types. */
export const IceServerSchema = v.object({
  urls: v.union([v.string(), v.array(v.string())]),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
});
export type IceServer = v.InferOutput<typeof IceServerSchema>;

/** What a page makes connections with. */
const iceServers = {
  iceServers: v.array(IceServerSchema),
  /** How long a connection can be begun with their credentials; absent where they have none. */
  iceTtlSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
};
export const IceServersSchema = v.object(iceServers);
export type IceServers = v.InferOutput<typeof IceServersSchema>;

const sequence = v.pipe(v.number(), v.integer(), v.minValue(0));

/** A room as it was when event number `sequence` had happened. */
export const RoomSnapshotSchema = v.object({
  room: RoomNameSchema,
  policy: RoomPolicySchema,
  locked: v.boolean(),
  /** Whether a password is asked for. */
  protected: v.boolean(),
  /** Everybody, in the order they came, the receiver included. */
  members: v.array(MemberSchema),
  waiting: v.array(WaitingSchema),
  sequence,
});
export type RoomSnapshot = v.InferOutput<typeof RoomSnapshotSchema>;

/** Bearer of a membership after its socket is gone. Each resume replaces it. */
export const ResumeTokenSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

/** Everything needed to begin negotiating at once. The receiver offers to everybody who came before it. */
export const AdmissionSchema = v.object({
  userId: UserIdSchema,
  /** Whether this join opened the room. */
  opened: v.boolean(),
  snapshot: RoomSnapshotSchema,
  resumeToken: ResumeTokenSchema,
  ...iceServers,
});
export type Admission = v.InferOutput<typeof AdmissionSchema>;

export const LEAVE_REASONS = ['left', 'expired', 'ejected', 'banned', 'replaced'] as const;
export type LeaveReason = (typeof LEAVE_REASONS)[number];

const numbered = { room: RoomNameSchema, sequence: v.pipe(v.number(), v.integer(), v.minValue(1)) };

/** What happened in a room, numbered without gaps; every member gets the same events in the same order. */
export const RoomEventSchema = v.variant('type', [
  v.object({ type: v.literal('participant-joined'), ...numbered, member: MemberSchema }),
  v.object({
    type: v.literal('participant-left'),
    ...numbered,
    userId: UserIdSchema,
    reason: v.picklist(LEAVE_REASONS),
  }),
  /** Anything about a member but ownership: name, extra, role, hand, presence. The member as it is now. */
  v.object({ type: v.literal('participant-changed'), ...numbered, member: MemberSchema }),
  /** `previous` is a participant from now on, if it is still there. */
  v.object({ type: v.literal('owner-changed'), ...numbered, userId: UserIdSchema, previous: UserIdSchema }),
  v.object({ type: v.literal('room-changed'), ...numbered, locked: v.boolean(), protected: v.boolean() }),
  v.object({ type: v.literal('waiting-began'), ...numbered, waiting: WaitingSchema }),
  /** Admitted (a `participant-joined` follows), denied, or gone. */
  v.object({ type: v.literal('waiting-ended'), ...numbered, userId: UserIdSchema }),
  /** The last event of a room. `by` is null when it closed with its owner. */
  v.object({ type: v.literal('room-closed'), ...numbered, by: v.nullable(UserIdSchema) }),
]);
export type RoomEvent = v.InferOutput<typeof RoomEventSchema>;
