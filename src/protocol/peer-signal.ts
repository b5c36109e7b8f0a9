import * as v from 'valibot';
import { MAX_CANDIDATE_CHARACTERS, MAX_SDP_CHARACTERS } from './limits.js';
import { MidSchema, PublicationListSchema, SLOTS } from './publication.js';
import { RoomNameSchema, UserIdSchema } from './room-messages.js';

/**
 * Which try at a connection between the two this belongs to. The side that makes the first offer counts them from 1;
 * what belongs to an earlier one comes too late and means nothing.
 */
const attempt = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff)));

/** A session description with what its media sections are for. */
export const DescriptionSignalSchema = v.object({
  kind: v.literal('description'),
  attempt,
  description: v.object({
    type: v.picklist(['offer', 'answer']),
    sdp: v.pipe(v.string(), v.maxLength(MAX_SDP_CHARACTERS)),
  }),
  /** In the first offer: which media section is which slot. */
  slots: v.optional(v.pipe(v.array(v.object({ mid: MidSchema, slot: v.picklist(SLOTS) })), v.maxLength(SLOTS.length))),
  /** What the sender offers right now, so that a tile can be there before the control channel is. */
  offers: PublicationListSchema,
});

/** One ICE candidate; an empty `candidate` ends the candidates of its generation. */
export const CandidateSignalSchema = v.object({
  kind: v.literal('candidate'),
  attempt,
  candidate: v.object({
    candidate: v.pipe(v.string(), v.maxLength(MAX_CANDIDATE_CHARACTERS)),
    sdpMid: v.nullable(MidSchema),
    sdpMLineIndex: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))),
    usernameFragment: v.nullable(v.pipe(v.string(), v.maxLength(256))),
  }),
});

/**
 * Whether the sender wants a connection with the receiver. `false`: take it down, and make no offer until told otherwise.
 * `true`: the sender waits for the receiver's first offer, or has one on the way; an offer made before may be lost.
 */
export const ContactSignalSchema = v.object({ kind: v.literal('contact'), wanted: v.boolean() });

/** What two peers say to each other through the service, which checks shape and size and does not interpret it. */
export const PeerSignalSchema = v.variant('kind', [
  DescriptionSignalSchema,
  CandidateSignalSchema,
  ContactSignalSchema,
]);
export type PeerSignal = v.InferOutput<typeof PeerSignalSchema>;
/** What belongs to one connection, and not to the wish for one. */
export type ConnectionSignal = Exclude<PeerSignal, ContactSignal>;
export type DescriptionSignal = v.InferOutput<typeof DescriptionSignalSchema>;
export type ContactSignal = v.InferOutput<typeof ContactSignalSchema>;
export type CandidateSignal = v.InferOutput<typeof CandidateSignalSchema>;

/** Client → service. */
export const SignalRequestSchema = v.strictObject({
  room: RoomNameSchema,
  to: UserIdSchema,
  signal: PeerSignalSchema,
});
export type SignalRequest = v.InferOutput<typeof SignalRequestSchema>;

/** Service → client. `from` is what the service knows of the sender's socket, never what the sender wrote. */
export const SignalDeliverySchema = v.object({
  room: RoomNameSchema,
  from: UserIdSchema,
  signal: PeerSignalSchema,
});
export type SignalDelivery = v.InferOutput<typeof SignalDeliverySchema>;
