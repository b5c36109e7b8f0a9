import * as v from 'valibot';
import { FileIdSchema } from './file-id.js';
import { MAX_FILE_NAME_CHARACTERS } from './limits.js';

const fileId = FileIdSchema;

/** 128 random bits two people know about one transfer: who shows it after an interruption is who it was before. */
const key = fileId;

/** SHA-256 as hex. */
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const natural = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const small = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffff_ffff));
/** Marks the frames of one file on one connection; chosen by whoever sends them. */
const tag = small;
/** Rising, none within another: what a list of them costs is then bounded by the file. */
const ranges = v.pipe(
  v.array(v.tuple([small, small])),
  v.maxLength(64),
  v.check((list) => list.every(([first], index) => index === 0 || first >= endOf(list[index - 1]))),
);
const endOf = ([first, count]: readonly [number, number] = [0, 0]): number => first + count;
const base64 = (bytes: number) => v.pipe(v.string(), v.maxLength(Math.ceil(bytes / 3) * 4));

/**
 * What travels as JSON text on the files channel between two peers, beside the frames. Known to the file engine alone,
 * which is loaded with the first file. Who sent it is known from the connection, never from the message.
 */
export const FileMessageSchema = v.variant('type', [
  // From whoever has the file to whom it is offered.
  v.object({
    type: v.literal('file:offer'),
    fileId,
    tag,
    name: v.pipe(v.string(), v.maxLength(MAX_FILE_NAME_CHARACTERS)),
    /** Folders the file lies in, separated by slashes; empty for none. */
    path: v.pipe(v.string(), v.maxLength(1_024)),
    sizeBytes: natural,
    mediaType: v.pipe(v.string(), v.maxLength(255)),
    /** Whether it is for the whole room, so that receivers may pass it on to each other. */
    shared: v.boolean(),
    /** In answer to a `file:seek`. */
    proof: v.optional(hash),
  }),
  /** The root of the hash tree, once every block has been read. */
  v.object({ type: v.literal('file:root'), fileId, root: hash }),
  // The other way.
  v.object({ type: v.literal('file:accept'), fileId, key, held: small }),
  v.object({ type: v.literal('file:decline'), fileId }),
  /** Asks for blocks, at most a window of them; `held` is how many are there and verified. */
  v.object({ type: v.literal('file:want'), fileId, held: small, blocks: ranges }),
  v.object({ type: v.literal('file:done'), fileId }),
  /** After an interruption, to whoever comes: is it you who sent me this file? Without `proof`: offer it to me again. */
  v.object({ type: v.literal('file:seek'), fileId, proof: v.optional(hash) }),
  // Either way; `sender` says in which of the two parts the message is spoken.
  v.object({ type: v.literal('file:pause'), fileId, sender: v.boolean(), paused: v.boolean() }),
  v.object({ type: v.literal('file:cancel'), fileId, sender: v.boolean() }),
  // Among the receivers of a file, and with its sender.
  /** Which blocks are here; `tag` will mark those of them that are passed on. */
  v.object({ type: v.literal('file:have'), fileId, tag, map: base64(32_768) }),
  v.object({ type: v.literal('file:got'), fileId, blocks: ranges }),
  /** From the sender: what blocks have to be, wherever they come from. 32 bytes each, from block `first` on. */
  v.object({ type: v.literal('file:hashes'), fileId, first: small, hashes: base64(2_048) }),
]);
export type FileMessage = v.InferOutput<typeof FileMessageSchema>;
export type FileMessageOf<T extends FileMessage['type']> = Extract<FileMessage, { type: T }>;
