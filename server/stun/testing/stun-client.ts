import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** STUN once more, written down from RFC 8489 apart from the code under test, so that a mistake is not made twice. */

export interface RequestParts {
  readonly type?: number;
  readonly transactionId?: Buffer;
  readonly attributes?: readonly { readonly type: number; readonly value: Buffer }[];
  readonly fingerprinted?: boolean;
}

export function stunRequest(parts: RequestParts = {}): Buffer {
  const { type = 1, transactionId = randomBytes(12), attributes = [], fingerprinted = false } = parts;
  const written = attributes.map(({ type: name, value }) => {
    const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
    bytes.writeUInt16BE(name, 0);
    bytes.writeUInt16BE(value.length, 2);
    value.copy(bytes, 4);
    return bytes;
  });
  const body = Buffer.concat(written);
  const header = Buffer.alloc(8);
  header.writeUInt16BE(type, 0);
  header.writeUInt16BE(body.length + (fingerprinted ? 8 : 0), 2);
  header.writeUInt32BE(0x2112a442, 4);
  const message = Buffer.concat([header, transactionId, body]);
  if (!fingerprinted) return message;
  const fingerprint = Buffer.from([0x80, 0x28, 0, 4, 0, 0, 0, 0]);
  fingerprint.writeInt32BE(crc32(message) ^ 0x5354554e, 4);
  return Buffer.concat([message, fingerprint]);
}

/** The attributes of a message, in order; throws where it is none. */
export function attributesOf(message: Buffer): { type: number; value: Buffer }[] {
  if (message.readUInt16BE(2) + 20 !== message.length) throw new Error('the length is wrong');
  const attributes: { type: number; value: Buffer }[] = [];
  for (let offset = 20; offset < message.length;) {
    const length = message.readUInt16BE(offset + 2);
    const value = message.subarray(offset + 4, offset + 4 + length);
    attributes.push({ type: message.readUInt16BE(offset), value });
    offset += 4 + Math.ceil(length / 4) * 4;
  }
  return attributes;
}

/** `address port` as an answer's XOR-MAPPED-ADDRESS tells it, an IPv6 address with all of its digits. */
export function mappedAddress(answer: Buffer): string | undefined {
  const value = attributesOf(answer).find(({ type }) => type === 0x0020)?.value;
  if (value === undefined) return undefined;
  const port = value.readUInt16BE(2) ^ 0x2112;
  const bytes = [...value.subarray(4)].map((byte, index) => byte ^ answer[4 + index]!);
  if (value[1] === 1) return `${bytes.join('.')} ${port}`;
  return `${Buffer.from(bytes).toString('hex').match(/.{4}/g)!.join(':')} ${port}`;
}
