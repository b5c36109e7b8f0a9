import * as v from 'valibot';
import {
  isJson,
  MAX_MESSAGE_BYTES,
  MessageHeaderSchema,
  RtcError,
  type MessageFormat,
  type MessageHeader,
} from '../protocol/index.js';

/** What a page sends, as bytes and how to read them. */
export interface MessageBody {
  readonly format: MessageFormat;
  readonly bytes: Uint8Array;
}

/** Length of the header, in front of it. */
const LENGTH_BYTES = 2;
const MAX_HEADER_BYTES = 65_535;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text, JSON, or bytes. Throws `data/invalid` for anything else and `data/too-large` above 64 MiB. */
export function messageBody(content: unknown): MessageBody {
  const body = unlimitedBody(content);
  if (body.bytes.byteLength <= MAX_MESSAGE_BYTES) return body;
  throw tooLarge();
}

function unlimitedBody(content: unknown): MessageBody {
  if (content instanceof ArrayBuffer) return { format: 'bytes', bytes: new Uint8Array(content.slice(0)) };
  if (ArrayBuffer.isView(content)) {
    // A copy: what the page does with its own from now on is its own affair.
    return { format: 'bytes', bytes: new Uint8Array(content.buffer, content.byteOffset, content.byteLength).slice() };
  }
  if (typeof content === 'string') {
    // A character has a byte at least: no need to write out what is too large anyway.
    if (content.length > MAX_MESSAGE_BYTES) throw tooLarge();
    return { format: 'text', bytes: new TextEncoder().encode(content) };
  }
  if (!isJson(content)) {
    throw new RtcError('data/invalid', 'Only text, JSON, an ArrayBuffer or a view of one can be sent as a message.', {
      hint: 'A File or Blob is sent with sendFile().',
    });
  }
  return { format: 'json', bytes: new TextEncoder().encode(JSON.stringify(content)) };
}

/** What `messageBody` was made of; bytes as an `ArrayBuffer`. Undefined when they are not what `format` says. */
export function contentOf(
  format: MessageFormat,
  bytes: Uint8Array<ArrayBuffer>,
): { readonly content: unknown } | undefined {
  switch (format) {
    case 'bytes':
      return { content: bytes.slice().buffer };
    case 'text':
      return readText(bytes);
    case 'json': {
      const text = readText(bytes);
      const parsed = text && parseJson(text.content);
      return parsed !== undefined && isJson(parsed.content) ? parsed : undefined;
    }
    default:
      return format satisfies never;
  }
}

/** Header and bytes as they travel. */
export function packMessage(header: MessageHeader, body: Uint8Array = new Uint8Array()): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(JSON.stringify(header));
  if (head.byteLength > MAX_HEADER_BYTES) throw tooLarge();
  const packed = new Uint8Array(LENGTH_BYTES + head.byteLength + body.byteLength);
  new DataView(packed.buffer).setUint16(0, head.byteLength);
  packed.set(head, LENGTH_BYTES);
  packed.set(body, LENGTH_BYTES + head.byteLength);
  return packed;
}

/** Undefined for what is no message. The body is a view of `packed`. */
export function unpackMessage(
  packed: Uint8Array<ArrayBuffer>,
): { readonly header: MessageHeader; readonly body: Uint8Array<ArrayBuffer> } | undefined {
  if (packed.byteLength < LENGTH_BYTES) return undefined;
  const headBytes = new DataView(packed.buffer, packed.byteOffset).getUint16(0);
  const text = readText(packed.subarray(LENGTH_BYTES, LENGTH_BYTES + headBytes));
  const parsed = v.safeParse(MessageHeaderSchema, text && parseJson(text.content)?.content);
  if (!parsed.success) return undefined;
  return { header: parsed.output, body: packed.subarray(LENGTH_BYTES + headBytes) };
}

function readText(bytes: Uint8Array): { readonly content: string } | undefined {
  try {
    return { content: utf8.decode(bytes) };
  } catch {
    // No UTF-8, so no text; the caller drops it.
    return undefined;
  }
}

function parseJson(text: string): { readonly content: unknown } | undefined {
  try {
    return { content: JSON.parse(text) as unknown };
  } catch {
    // No JSON; the caller drops it.
    return undefined;
  }
}

function tooLarge(): RtcError {
  return new RtcError('data/too-large', `A message holds at most ${MAX_MESSAGE_BYTES} bytes.`, {
    hint: 'Send it as a file.',
  });
}
