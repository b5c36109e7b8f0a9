import { addressBytes } from './address-bytes.js';
import {
  BINDING_ERROR,
  BINDING_REQUEST,
  BINDING_SUCCESS,
  ERROR_CODE,
  FINGERPRINT,
  MAGIC_COOKIE,
  parseStun,
  UNKNOWN_ATTRIBUTES,
  writeStun,
  XOR_MAPPED_ADDRESS,
} from './stun-message.js';
import type { Attribute, StunMessage } from './stun-message.js';

export interface Sender {
  readonly address: string;
  readonly port: number;
}

/**
 * Attributes of RFC 8489 below 0x8000, which a server must know to answer at all. None of them changes the answer: nobody
 * has to say who it is to learn its own address.
 */
const KNOWN: ReadonlySet<number> = new Set([
  ...[0x0001, 0x0006, 0x0008, ERROR_CODE, UNKNOWN_ATTRIBUTES, 0x0014, 0x0015, 0x001c, 0x001d, 0x001e],
  XOR_MAPPED_ADDRESS,
]);
const FIRST_OPTIONAL = 0x8000;

/** 420: class 4, number 20, and no words about it, which would only make the answer longer. */
const UNKNOWN_ATTRIBUTE = Buffer.from([0, 0, 4, 20]);

/**
 * What a STUN server says to `bytes` from `sender` (RFC 8489 §6.3): its address, or which attributes are not understood; null
 * to anything but a well-formed binding request. An answer has nothing that was not asked for, so nobody gains much by
 * asking in another's name: 12 bytes more than the shortest request for IPv4, 24 for IPv6.
 */
export function answerBinding(bytes: Buffer, sender: Sender): Buffer | null {
  const request = parseStun(bytes);
  if (request?.type !== BINDING_REQUEST) return null;
  const { transactionId, attributes } = request;
  const unknown = attributes.map(({ type }) => type).filter((type) => type < FIRST_OPTIONAL && !KNOWN.has(type));
  const answer =
    unknown.length > 0
      ? { type: BINDING_ERROR, transactionId, attributes: refusal(new Set(unknown)) }
      : successFor(request, sender);
  return answer && writeStun(answer, attributes.at(-1)?.type === FINGERPRINT);
}

function successFor({ transactionId }: StunMessage, { address, port }: Sender): StunMessage | null {
  const own = addressBytes(address);
  if (own === null) return null;
  const value = Buffer.alloc(4 + own.length);
  value[1] = own.length === 4 ? 1 : 2;
  value.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(MAGIC_COOKIE);
  transactionId.copy(mask, 4);
  for (const [index, byte] of own.entries()) value[4 + index] = byte ^ mask.readUInt8(index);
  return { type: BINDING_SUCCESS, transactionId, attributes: [{ type: XOR_MAPPED_ADDRESS, value }] };
}

function refusal(unknown: ReadonlySet<number>): Attribute[] {
  const names = Buffer.alloc(unknown.size * 2);
  for (const [index, type] of [...unknown].entries()) names.writeUInt16BE(type, index * 2);
  return [
    { type: ERROR_CODE, value: UNKNOWN_ATTRIBUTE },
    { type: UNKNOWN_ATTRIBUTES, value: names },
  ];
}
