import * as v from 'valibot';
import { jsonSchema } from './json.js';
import { MAX_FILE_NAME_CHARACTERS, MAX_MESSAGE_BYTES } from './limits.js';
import { PublicationListSchema } from './publication.js';

/** Made by the sender, unique among what it sends; the pair (sender, id) is unique in a room. */
export const MessageIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

export const TopicSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

const fileSize = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
/** Tags the frames of one transfer on the bulk channel; chosen by the sender, unique per connection and direction. */
const frameTag = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));

/**
 * What travels as JSON on the control channel between two peers. The service never sees it, so the receiver checks
 * everything; who sent it is known from the connection, never from the message.
 */
export const PeerMessageSchema = v.variant('type', [
  v.object({ type: v.literal('publications:set'), ...PublicationListSchema.entries }),
  v.object({
    type: v.literal('message:send'),
    id: MessageIdSchema,
    topic: v.optional(TopicSchema),
    /** Whether it was meant for this person alone or a few, not for the room. */
    direct: v.boolean(),
    data: jsonSchema(MAX_MESSAGE_BYTES),
    /** Milliseconds since the epoch by the sender's clock. */
    sentAt: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  v.object({ type: v.literal('message:received'), id: MessageIdSchema }),
  v.object({
    type: v.literal('file:offer'),
    transferId: MessageIdSchema,
    tag: frameTag,
    name: v.pipe(v.string(), v.maxLength(MAX_FILE_NAME_CHARACTERS)),
    sizeBytes: fileSize,
    mediaType: v.pipe(v.string(), v.maxLength(255)),
  }),
  v.object({ type: v.literal('file:accept'), transferId: MessageIdSchema }),
  v.object({ type: v.literal('file:decline'), transferId: MessageIdSchema }),
  /** Either side gives up. */
  v.object({ type: v.literal('file:cancel'), transferId: MessageIdSchema }),
  /** The receiver has every byte. */
  v.object({ type: v.literal('file:received'), transferId: MessageIdSchema }),
]);
export type PeerMessage = v.InferOutput<typeof PeerMessageSchema>;
export type PeerMessageOf<T extends PeerMessage['type']> = Extract<PeerMessage, { type: T }>;
