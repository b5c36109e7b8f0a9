/** Bytes in front of a frame's payload. */
export const MESSAGE_FRAME_HEAD_BYTES = 9;

const PART = 1;
const LAST_PART = 2;
const CREDIT = 3;
const REFUSAL = 4;
const NOTE = 5;

/**
 * What travels in a lane between two people. Messages are numbered from 1; each goes as one or more parts, in order, and
 * an empty one stands for a message that its sender has taken back.
 */
export type MessageFrame =
  | {
      readonly kind: 'part';
      readonly sequence: number;
      /** Of the first payload byte in the message. */
      readonly offsetBytes: number;
      readonly isLast: boolean;
      readonly payload: Uint8Array<ArrayBuffer>;
    }
  /** All up to `received` have come; up to `limit` may be sent. */
  | { readonly kind: 'credit'; readonly received: number; readonly limit: number }
  /** This one is not taken, and counts as received. */
  | { readonly kind: 'refusal'; readonly sequence: number }
  /** Neither numbered nor confirmed: what is out of date by the time it could be repeated. */
  | { readonly kind: 'note'; readonly payload: Uint8Array<ArrayBuffer> };

export function encodeMessageFrame(frame: MessageFrame): Uint8Array<ArrayBuffer> {
  switch (frame.kind) {
    case 'part':
      return encoded(frame.isLast ? LAST_PART : PART, frame.sequence, frame.offsetBytes, frame.payload);
    case 'credit':
      return encoded(CREDIT, frame.received, frame.limit);
    case 'refusal':
      return encoded(REFUSAL, frame.sequence, 0);
    case 'note':
      return encoded(NOTE, 0, 0, frame.payload);
    default:
      return frame satisfies never;
  }
}

/** The frame, or undefined for what is none. Its payload is a view of `bytes`. */
export function decodeMessageFrame(bytes: Uint8Array<ArrayBuffer>): MessageFrame | undefined {
  if (bytes.byteLength < MESSAGE_FRAME_HEAD_BYTES) return undefined;
  const head = new DataView(bytes.buffer, bytes.byteOffset, MESSAGE_FRAME_HEAD_BYTES);
  const [kind, first, second] = [head.getUint8(0), head.getUint32(1), head.getUint32(5)];
  const payload = bytes.subarray(MESSAGE_FRAME_HEAD_BYTES);
  const isEmpty = payload.byteLength === 0;
  if (kind === PART || kind === LAST_PART) {
    // An empty part that is not the last could be repeated for ever.
    if (first === 0 || (isEmpty && kind === PART)) return undefined;
    return { kind: 'part', sequence: first, offsetBytes: second, isLast: kind === LAST_PART, payload };
  }
  if (kind === NOTE) return first === 0 && second === 0 && !isEmpty ? { kind: 'note', payload } : undefined;
  if (!isEmpty) return undefined;
  if (kind === CREDIT) return second >= first ? { kind: 'credit', received: first, limit: second } : undefined;
  return kind === REFUSAL && first > 0 && second === 0 ? { kind: 'refusal', sequence: first } : undefined;
}

function encoded(kind: number, first: number, second: number, payload?: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(MESSAGE_FRAME_HEAD_BYTES + (payload?.byteLength ?? 0));
  const head = new DataView(bytes.buffer);
  head.setUint8(0, kind);
  head.setUint32(1, first);
  head.setUint32(5, second);
  if (payload !== undefined) bytes.set(payload, MESSAGE_FRAME_HEAD_BYTES);
  return bytes;
}
