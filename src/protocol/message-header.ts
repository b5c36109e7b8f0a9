import * as v from 'valibot';
import { ERROR_CODES } from './error-codes.js';
import { FileIdSchema } from './file-id.js';
import { MAX_ATTACHMENTS, MAX_FILE_NAME_CHARACTERS, MAX_MEDIA_TYPE_CHARACTERS, MAX_TOLD_LINES } from './limits.js';
import { MessageIdSchema } from './peer-message.js';
import { DisplayNameSchema, UserIdSchema } from './room-messages.js';

export const TopicSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** How the bytes after a header are to be read. */
export const MESSAGE_FORMATS = ['text', 'json', 'bytes'] as const;
export type MessageFormat = (typeof MESSAGE_FORMATS)[number];

const id = MessageIdSchema;
/** Milliseconds since the epoch by the sender's clock. */
const sentAt = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const format = v.picklist(MESSAGE_FORMATS);

/** A file that belongs to a line: what it is called, and under which id it is offered. */
export const AttachmentSchema = v.object({
  name: v.pipe(v.string(), v.maxLength(MAX_FILE_NAME_CHARACTERS)),
  sizeBytes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER)),
  mediaType: v.pipe(v.string(), v.maxLength(MAX_MEDIA_TYPE_CHARACTERS)),
  fileId: FileIdSchema,
});
export type AttachmentHeader = v.InferOutput<typeof AttachmentSchema>;

const files = v.optional(v.pipe(v.array(AttachmentSchema), v.maxLength(MAX_ATTACHMENTS)));

/**
 * What a message between two people is, as JSON in front of its bytes. The receiver checks everything; who sent it is
 * known from the way it came, never from what it says.
 */
export const MessageHeaderSchema = v.variant('type', [
  v.object({
    type: v.literal('message:send'),
    id,
    topic: v.optional(TopicSchema),
    /** Whether it was meant for this person alone or a few, not for the room. */
    direct: v.boolean(),
    format,
    sentAt,
    /** It may be lost, and may come late. */
    lossy: v.optional(v.boolean()),
    files,
  }),
  v.object({ type: v.literal('message:request'), id, topic: TopicSchema, format }),
  v.object({ type: v.literal('message:response'), id, format }),
  /** Instead of a response. */
  v.object({ type: v.literal('message:failure'), id, code: v.picklist(ERROR_CODES) }),
  v.object({ type: v.literal('chat:typing'), on: v.boolean() }),
  /** The sender has read the receiver's lines up to this one. */
  v.object({ type: v.literal('chat:read'), id }),
  /** Takes back a line of the sender's own. */
  v.object({ type: v.literal('chat:remove'), id }),
  /** A newcomer asks what was said before it came. */
  v.object({ type: v.literal('chat:recall') }),
  /** The answer: the bytes are a list of `ToldLine`. */
  v.object({ type: v.literal('chat:history') }),
]);
export type MessageHeader = v.InferOutput<typeof MessageHeaderSchema>;
export type MessageHeaderOf<T extends MessageHeader['type']> = Extract<MessageHeader, { type: T }>;

/** A line as somebody tells it who heard it. Nobody can prove that it was said. */
export const ToldLineSchema = v.object({
  id,
  from: UserIdSchema,
  displayName: DisplayNameSchema,
  text: v.string(),
  sentAt,
  files,
});
export type ToldLine = v.InferOutput<typeof ToldLineSchema>;

export const HistorySchema = v.pipe(v.array(ToldLineSchema), v.maxLength(MAX_TOLD_LINES));
