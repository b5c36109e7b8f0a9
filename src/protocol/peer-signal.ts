import * as v from 'valibot';
import { MAX_CANDIDATE_CHARACTERS, MAX_CANDIDATES_TOGETHER, MAX_SDP_CHARACTERS } from './limits.js';
import { MidSchema, PublicationListSchema, SLOTS } from './publication.js';
import { RoomNameSchema, UserIdSchema } from './room-messages.js';

/**
 * Which try at a connection between the two this belongs to. The side that makes the first offer counts them from 1;
 * what belongs to an earlier one comes too late and means nothing.
 */
const attempt = v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff)));

const lineNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff));

/**
 * Where a signal stands among those from this sender to this receiver, which are taken in the order of their numbers,
 * each once, however often and in whatever order they come.
 */
const place = v.optional(
  v.object({
    number: lineNumber,
    /** Nothing below this is waited for: it was confirmed, or its sender has given it up. */
    since: lineNumber,
    /** Confirms, as `heard` does. */
    heard: v.optional(lineNumber),
  }),
);

/** A session description with what its media sections are for. */
export const DescriptionSignalSchema = v.object({
  kind: v.literal('description'),
  place,
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

/** As `RTCIceCandidateInit`; an empty `candidate` ends the candidates of its generation. */
const CandidateSchema = v.object({
  candidate: v.pipe(v.string(), v.maxLength(MAX_CANDIDATE_CHARACTERS)),
  sdpMid: v.nullable(MidSchema),
  sdpMLineIndex: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255))),
  usernameFragment: v.nullable(v.pipe(v.string(), v.maxLength(256))),
});
export type Candidate = v.InferOutput<typeof CandidateSchema>;

/** ICE candidates, in the order they were found. */
export const CandidatesSignalSchema = v.object({
  kind: v.literal('candidates'),
  place,
  attempt,
  candidates: v.pipe(v.array(CandidateSchema), v.minLength(1), v.maxLength(MAX_CANDIDATES_TOGETHER)),
});

/**
 * Whether the sender wants a connection with the receiver. `false`: take it down, and make no offer until told otherwise.
 * `true`: the sender waits for a first offer of the receiver, in an attempt after `attempt`, the last it knows of (0: none).
 */
export const ContactSignalSchema = v.object({
  kind: v.literal('contact'),
  place,
  wanted: v.boolean(),
  attempt,
});

/** The sender has taken every signal up to this number. */
export const HeardSignalSchema = v.object({ kind: v.literal('heard'), number: lineNumber });

/** What two peers say to each other through the service, which checks shape and size and does not interpret it. */
export const PeerSignalSchema = v.variant('kind', [
  DescriptionSignalSchema,
  CandidatesSignalSchema,
  ContactSignalSchema,
  HeardSignalSchema,
]);
export type PeerSignal = v.InferOutput<typeof PeerSignalSchema>;
/** What has to arrive, as against the word that it did. */
export type NegotiationSignal = Exclude<PeerSignal, HeardSignal>;
/** What belongs to one connection, and not to the wish for one. */
export type ConnectionSignal = Exclude<NegotiationSignal, ContactSignal>;
export type DescriptionSignal = v.InferOutput<typeof DescriptionSignalSchema>;
export type HeardSignal = v.InferOutput<typeof HeardSignalSchema>;
export type ContactSignal = v.InferOutput<typeof ContactSignalSchema>;

/** Client → service. */
export const SignalRequestSchema = v.strictObject({
  room: RoomNameSchema,
  to: UserIdSchema,
  signal: PeerSignalSchema,
});
export type SignalRequest = v.InferOutput<typeof SignalRequestSchema>;
