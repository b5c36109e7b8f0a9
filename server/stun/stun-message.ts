import { crc32 } from 'node:zlib';

/** Types of RFC 8489 that matter here; method Binding in its three classes. */
export const BINDING_REQUEST = 0x0001;
export const BINDING_SUCCESS = 0x0101;
export const BINDING_ERROR = 0x0111;

export const ERROR_CODE = 0x0009;
export const UNKNOWN_ATTRIBUTES = 0x000a;
export const XOR_MAPPED_ADDRESS = 0x0020;
export const FINGERPRINT = 0x8028;

export const HEADER_BYTES = 20;
export const MAGIC_COOKIE = 0x2112a442;
const FINGERPRINT_MASK = 0x5354554e;

/**
 * The longest request that is looked at: what fits everywhere in one datagram (RFC 8489 §6.1). A plain one has 20 bytes,
 * browsers' at most a few dozen.
 */
export const MAX_REQUEST_BYTES = 548;

export interface Attribute {
  readonly type: number;
  readonly value: Buffer;
}

export interface StunMessage {
  readonly type: number;
  /** Of 12 bytes. */
  readonly transactionId: Buffer;
  readonly attributes: readonly Attribute[];
}

/**
 * How long the message is that begins with `bytes`: undefined while too few have come to tell, null when it is none of STUN.
 * On a stream there is nothing else to tell messages apart by.
 */
export function messageBytes(bytes: Buffer): number | null | undefined {
  // Its first two bits are zero: the cheapest sign of something else.
  if (bytes.length > 0 && (bytes.readUInt8() & 0xc0) !== 0) return null;
  if (bytes.length < HEADER_BYTES) return undefined;
  if (bytes.readUInt32BE(4) !== MAGIC_COOKIE) return null;
  const total = HEADER_BYTES + bytes.readUInt16BE(2);
  return total % 4 === 0 && total <= MAX_REQUEST_BYTES ? total : null;
}

/** The message that `bytes` are, all of them; null when they are none that is well formed. */
export function parseStun(bytes: Buffer): StunMessage | null {
  if (messageBytes(bytes) !== bytes.length) return null;
  const attributes: Attribute[] = [];
  let offset = HEADER_BYTES;
  while (offset < bytes.length) {
    const type = bytes.readUInt16BE(offset);
    const end = offset + 4 + bytes.readUInt16BE(offset + 2);
    const next = end + padding(end);
    if (next > bytes.length) return null;
    // It vouches for all before it, so it is the last one and right, or the message is damaged or another protocol's.
    if (type === FINGERPRINT && (next !== bytes.length || !isFingerprinted(bytes, offset))) return null;
    attributes.push({ type, value: bytes.subarray(offset + 4, end) });
    offset = next;
  }
  return { type: bytes.readUInt16BE(0), transactionId: bytes.subarray(8, HEADER_BYTES), attributes };
}

/** The bytes of a message, closed with a FINGERPRINT where that is asked for. */
export function writeStun({ type, transactionId, attributes }: StunMessage, fingerprinted: boolean): Buffer {
  const parts = attributes.flatMap(({ type: name, value }) => {
    return [twoNumbers(name, value.length), value, Buffer.alloc(padding(value.length))];
  });
  const bodyBytes = parts.reduce((sum, { length }) => sum + length, 0) + (fingerprinted ? 8 : 0);
  const cookie = Buffer.alloc(4);
  cookie.writeUInt32BE(MAGIC_COOKIE);
  const message = Buffer.concat([twoNumbers(type, bodyBytes), cookie, transactionId, ...parts]);
  if (!fingerprinted) return message;
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(fingerprintOf(message));
  return Buffer.concat([message, twoNumbers(FINGERPRINT, 4), checksum]);
}

function isFingerprinted(bytes: Buffer, offset: number): boolean {
  // Its own length is checked by being the last, four bytes after its head.
  return bytes.length - offset === 8 && bytes.readUInt32BE(offset + 4) === fingerprintOf(bytes.subarray(0, offset));
}

function fingerprintOf(message: Buffer): number {
  return (crc32(message) ^ FINGERPRINT_MASK) >>> 0;
}

function twoNumbers(first: number, second: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(first);
  bytes.writeUInt16BE(second, 2);
  return bytes;
}

function padding(bytes: number): number {
  return -bytes & 3;
}
