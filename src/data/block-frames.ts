import { HASH_BYTES } from './digest.js';

/**
 * A piece of a block on the files channel. All numbers are big-endian:
 *
 * | byte | what |
 * | --- | --- |
 * | 0 | layout of the frame, 2 |
 * | 1–3 | zero, reserved |
 * | 4–7 | `tag` of the file, unsigned 32 bits |
 * | 8–11 | number of the block, unsigned 32 bits |
 * | 12–15 | where in the block the payload begins, in bytes, unsigned 32 bits |
 * | 16–47 | the block's leaf hash |
 * | 48 | zero: with it, a payload that is a whole block is what the leaf hash is made of |
 * | 49… | payload, at least one byte |
 */
export interface BlockFrame {
  /** Which file of whoever sends this belongs to. */
  readonly tag: number;
  readonly block: number;
  /** Bytes of the block before the payload. */
  readonly offset: number;
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly payload: Uint8Array<ArrayBuffer>;
}

export const FRAME_HEADER_BYTES = 49;

const LAYOUT = 2;
const HASH_AT = 16;

/** Room for a frame whose payload is written in place, at `FRAME_HEADER_BYTES`. */
export function emptyFrame(payloadBytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(FRAME_HEADER_BYTES + payloadBytes);
}

/** Writes the header before a payload that is there already. */
export function writeHeader(
  frame: Uint8Array<ArrayBuffer>,
  { tag, block, offset, hash }: Omit<BlockFrame, 'payload'>,
): void {
  const header = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER_BYTES);
  header.setUint32(0, LAYOUT << 24);
  header.setUint32(4, tag);
  header.setUint32(8, block);
  header.setUint32(12, offset);
  frame.set(hash, HASH_AT);
  frame[FRAME_HEADER_BYTES - 1] = 0;
}

/** The zero before the payload, and the payload: what the leaf hash of a whole block is made of. */
export function leafInput(frame: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return frame.subarray(FRAME_HEADER_BYTES - 1);
}

/** What a peer sent, or undefined when it is no frame. Hash and payload are views of `buffer`, not copies. */
export function decodeFrame(buffer: ArrayBuffer): BlockFrame | undefined {
  if (buffer.byteLength <= FRAME_HEADER_BYTES) return undefined;
  const header = new DataView(buffer);
  // One comparison for the layout and the three reserved bytes.
  if (header.getUint32(0) !== LAYOUT << 24 || header.getUint8(FRAME_HEADER_BYTES - 1) !== 0) return undefined;
  return {
    tag: header.getUint32(4),
    block: header.getUint32(8),
    offset: header.getUint32(12),
    hash: new Uint8Array(buffer, HASH_AT, HASH_BYTES),
    payload: new Uint8Array(buffer, FRAME_HEADER_BYTES),
  };
}
