/**
 * Frames of the bulk channel. All numbers are big-endian:
 *
 * | byte | what |
 * | --- | --- |
 * | 0 | layout of the frame, 1 |
 * | 1–3 | zero, reserved |
 * | 4–7 | `tag` of the `file:offer`, unsigned 32 bits |
 * | 8–15 | offset of the first payload byte in the file, IEEE 754 double holding an integer |
 * | 16… | payload, at least one byte |
 */
export interface Frame {
  /** Which transfer of the sender this belongs to. */
  readonly tag: number;
  /** Where in the file the payload begins, in bytes. */
  readonly offset: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

export const FRAME_HEADER_BYTES = 16;

const LAYOUT = 1;

/** Copies the payload: what the channel buffers must not change when the caller's buffer does. */
export function encodeFrame(frame: Frame): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(FRAME_HEADER_BYTES + frame.payload.byteLength);
  const header = new DataView(bytes.buffer);
  header.setUint8(0, LAYOUT);
  header.setUint32(4, frame.tag);
  header.setFloat64(8, frame.offset);
  bytes.set(frame.payload, FRAME_HEADER_BYTES);
  return bytes;
}

/** What a peer sent, or undefined when it is no frame. The payload is a view of `buffer`, not a copy. */
export function decodeFrame(buffer: ArrayBuffer): Frame | undefined {
  if (buffer.byteLength <= FRAME_HEADER_BYTES) return undefined;
  const header = new DataView(buffer);
  // One comparison for the layout and the three reserved bytes.
  if (header.getUint32(0) !== LAYOUT << 24) return undefined;
  const offset = header.getFloat64(8);
  if (!Number.isSafeInteger(offset) || offset < 0) return undefined;
  // `+ 0` makes the zero of a negative sign an ordinary one.
  return { tag: header.getUint32(4), offset: offset + 0, payload: new Uint8Array(buffer, FRAME_HEADER_BYTES) };
}
