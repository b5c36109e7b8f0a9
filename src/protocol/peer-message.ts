import * as v from 'valibot';
import { MAX_PUBLICATIONS } from './limits.js';
import { FractionSchema, PICTURES, PublicationListSchema, StreamIdSchema } from './publication.js';

/** Made by the sender, unique among what it sends; the pair (sender, id) is unique in a room. */
export const MessageIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** Pixels of one side, or frames per second; 0 for none. */
const pictureSize = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8192));

/**
 * What travels as JSON on the control channel between two peers. The service never sees it, so the receiver checks
 * everything; who sent it is known from the connection, never from the message.
 */
export const PeerMessageSchema = v.variant('type', [
  v.object({ type: v.literal('publications:set'), ...PublicationListSchema.entries }),
  /** A viewer asks the presenter to show another part of the screen, as large as the shown one; its upper left corner. */
  v.object({ type: v.literal('screen:move'), x: FractionSchema, y: FractionSchema }),
  /** What its sender has room for of the receiver's pictures. Always complete: what is not named is wanted as it is. */
  v.object({
    type: v.literal('video:want'),
    wishes: v.pipe(
      v.array(
        v.object({
          streamId: StreamIdSchema,
          width: pictureSize,
          height: pictureSize,
          frameRate: v.optional(pictureSize),
        }),
      ),
      v.maxLength(MAX_PUBLICATIONS),
    ),
  }),
  /** How the sender's pictures come, as far as its line and its machine allow. */
  v.object({ type: v.literal('video:limited'), picture: v.picklist(PICTURES) }),
]);
export type PeerMessage = v.InferOutput<typeof PeerMessageSchema>;
export type PeerMessageOf<T extends PeerMessage['type']> = Extract<PeerMessage, { type: T }>;
