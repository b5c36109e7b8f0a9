import * as v from 'valibot';
import { MAX_PUBLICATIONS } from './limits.js';

/** Where a publication comes from. */
export const SOURCES = ['camera', 'microphone', 'screen', 'custom'] as const;
export type Source = (typeof SOURCES)[number];

export const MEDIA_KINDS = ['audio', 'video'] as const;
export type MediaKind = (typeof MEDIA_KINDS)[number];

/** Kinds of media by what they show: a screen is neither a camera's picture nor a microphone's sound. */
export type ShownKind = MediaKind | 'screen';

/**
 * The places for media that are in every first offer, so that what is switched on later needs no negotiation.
 * A screen publication may use two of them.
 */
export const SLOTS = ['microphone', 'camera', 'screen', 'screen-audio'] as const;
export type Slot = (typeof SLOTS)[number];

/** How much of its pictures somebody sends: all that is wanted, less of it, or the sound alone. */
export const PICTURES = ['full', 'reduced', 'paused'] as const;
export type Picture = (typeof PICTURES)[number];

/** A media section's id, RFC 8843 `a=mid`. */
export const MidSchema = v.pipe(v.string(), v.regex(/^[!-~]{1,16}$/));

export const StreamIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** Part of a whole, 0…1. */
export const FractionSchema = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** Who may move the shown part of a shared screen, beside who shares it. */
export const CROP_MOVERS = ['nobody', 'moderators', 'everybody'] as const;
export type CropMovers = (typeof CROP_MOVERS)[number];

/** Which part of the shared surface is shown, in fractions of its width and height. */
export const CropSchema = v.object({
  x: FractionSchema,
  y: FractionSchema,
  width: FractionSchema,
  height: FractionSchema,
  movableBy: v.picklist(CROP_MOVERS),
});
export type Crop = v.InferOutput<typeof CropSchema>;

const byKind = v.object({ audio: v.boolean(), video: v.boolean() });
const NEITHER = Object.freeze({ audio: false, video: false });

/** Something a member offers to the room, and in which media sections of this connection it travels. */
export const PublicationSchema = v.object({
  streamId: StreamIdSchema,
  source: v.picklist(SOURCES),
  kinds: v.pipe(v.array(v.picklist(MEDIA_KINDS)), v.minLength(1), v.maxLength(2)),
  mids: v.object({ audio: v.optional(MidSchema), video: v.optional(MidSchema) }),
  muted: byKind,
  /** Absent where all of it is shown. */
  crop: v.optional(CropSchema),
});
export type Publication = v.InferOutput<typeof PublicationSchema>;

/**
 * All a member offers to one peer. Always complete, never a difference: whoever holds the highest revision is right,
 * whatever was lost, repeated or overtaken on the way.
 */
export const PublicationListSchema = v.object({
  revision: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Kinds the sender holds: nothing of them flows between the two, either way. */
  held: v.optional(byKind, NEITHER),
  publications: v.pipe(v.array(PublicationSchema), v.maxLength(MAX_PUBLICATIONS)),
});
export type PublicationList = v.InferOutput<typeof PublicationListSchema>;
