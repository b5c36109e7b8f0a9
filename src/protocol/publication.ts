import * as v from 'valibot';
import { MAX_PUBLICATIONS } from './limits.js';

/** Where a publication comes from. */
export const SOURCES = ['camera', 'microphone', 'screen', 'custom'] as const;
export type Source = (typeof SOURCES)[number];

export const MEDIA_KINDS = ['audio', 'video'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/**
 * The places for media that are in every first offer, so that what is switched on later needs no negotiation.
 * A screen publication may use two of them.
 */
export const SLOTS = ['microphone', 'camera', 'screen', 'screen-audio'] as const;
export type Slot = (typeof SLOTS)[number];

/** A media section's id, RFC 8843 `a=mid`. */
export const MidSchema = v.pipe(v.string(), v.regex(/^[!-~]{1,16}$/));

export const StreamIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** Something a member offers to the room, and in which media sections of this connection it travels. */
export const PublicationSchema = v.object({
  streamId: StreamIdSchema,
  source: v.picklist(SOURCES),
  kinds: v.pipe(v.array(v.picklist(MEDIA_KINDS)), v.minLength(1), v.maxLength(2)),
  mids: v.object({ audio: v.optional(MidSchema), video: v.optional(MidSchema) }),
  muted: v.object({ audio: v.boolean(), video: v.boolean() }),
});
export type Publication = v.InferOutput<typeof PublicationSchema>;

/**
 * All a member offers to one peer. Always complete, never a difference: whoever holds the highest revision is right,
 * whatever was lost, repeated or overtaken on the way.
 */
export const PublicationListSchema = v.object({
  revision: v.pipe(v.number(), v.integer(), v.minValue(0)),
  publications: v.pipe(v.array(PublicationSchema), v.maxLength(MAX_PUBLICATIONS)),
});
export type PublicationList = v.InferOutput<typeof PublicationListSchema>;
