import * as v from 'valibot';
import {
  DisplayNameSchema,
  ExtraSchema,
  ListIdentifierSchema,
  RoomNameSchema,
  SessionKindsSchema,
} from './room-messages.js';

export const PresenceRequestSchema = v.strictObject({ room: RoomNameSchema });

/** What anybody may know of a room whose name they know. Nothing about who is inside. */
export const RoomPresenceSchema = v.object({
  exists: v.boolean(),
  people: v.number(),
  full: v.boolean(),
  locked: v.boolean(),
  protected: v.boolean(),
});
export type RoomPresence = v.InferOutput<typeof RoomPresenceSchema>;

/** A room of a public list. `extra` is the owner's. */
export const RoomListingSchema = v.object({
  room: RoomNameSchema,
  people: v.number(),
  maxParticipants: v.number(),
  full: v.boolean(),
  locked: v.boolean(),
  protected: v.boolean(),
  session: SessionKindsSchema,
  displayName: DisplayNameSchema,
  extra: ExtraSchema,
});
export type RoomListing = v.InferOutput<typeof RoomListingSchema>;

export const ListRequestSchema = v.strictObject({ identifier: ListIdentifierSchema });

/** The complete list, whenever it changed. */
export const RoomsChangedSchema = v.object({ identifier: ListIdentifierSchema, rooms: v.array(RoomListingSchema) });

/** A name under which somebody can be called while the page is open. */
export const ReachableNameSchema = RoomNameSchema;
export const CallIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** null: no longer. */
export const ReachableRequestSchema = v.strictObject({ name: v.nullable(ReachableNameSchema) });
export const CallStartRequestSchema = v.strictObject({ name: ReachableNameSchema, displayName: DisplayNameSchema });
export const CallRequestSchema = v.strictObject({ callId: CallIdSchema });

/** To everybody reachable under the name. `from` is the name the caller can be called back under, if any. */
export const CallRangSchema = v.object({
  callId: CallIdSchema,
  from: v.nullable(ReachableNameSchema),
  displayName: DisplayNameSchema,
});
/** To the caller and everybody who was rung. The answered call is the private `room` of the two. */
export const CallEndedSchema = v.object({
  callId: CallIdSchema,
  outcome: v.picklist(['answered', 'declined', 'busy', 'no-answer', 'cancelled', 'elsewhere']),
  room: v.nullable(RoomNameSchema),
});
export type CallEnded = v.InferOutput<typeof CallEndedSchema>;
