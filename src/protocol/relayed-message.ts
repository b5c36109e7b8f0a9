import * as v from 'valibot';
import { MAX_MESSAGE_FRAME_BYTES } from './limits.js';
import { RoomNameSchema, UserIdSchema } from './room-messages.js';

/**
 * What travels apart, so that none waits for the other: `chat` is lines and what belongs to them, `messages` whatever
 * the page sends under a topic.
 */
export const MESSAGE_LANES = ['chat', 'messages'] as const;
export type MessageLane = (typeof MESSAGE_LANES)[number];

const MAX_BASE64_CHARACTERS = Math.ceil(MAX_MESSAGE_FRAME_BYTES / 3) * 4;

const passed = {
  room: RoomNameSchema,
  lane: v.picklist(MESSAGE_LANES),
  /** A message frame in base64. */
  frame: v.pipe(v.string(), v.minLength(4), v.maxLength(MAX_BASE64_CHARACTERS), v.base64()),
};

/** Client → service: for somebody who cannot be reached directly. */
export const RelayMessageRequestSchema = v.strictObject({ ...passed, to: UserIdSchema });
export type RelayMessageRequest = v.InferOutput<typeof RelayMessageRequestSchema>;

/** Service → client. `from` is what the service knows of the sender's socket. The frame is checked where it is read. */
export const RelayedMessageSchema = v.object({
  room: RoomNameSchema,
  from: UserIdSchema,
  lane: v.picklist(MESSAGE_LANES),
  frame: v.string(),
});
export type RelayedMessage = v.InferOutput<typeof RelayedMessageSchema>;
