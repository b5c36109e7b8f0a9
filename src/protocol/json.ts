import * as v from 'valibot';
import { MAX_JSON_DEPTH } from './limits.js';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** UTF-8 length of `text` without allocating the bytes. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && index + 1 < text.length) {
      bytes += 4;
      index += 1;
    } else bytes += 3;
  }
  return bytes;
}

/**
 * Whether `value` survives `JSON.stringify` unchanged and is nested at most `depth` deep. Walks at most `depth`
 * levels, so a hostile structure cannot exhaust the stack.
 */
export function isJson(value: unknown, depth: number = MAX_JSON_DEPTH): value is Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object': {
      if (value === null) return true;
      if (depth <= 0) return false;
      if (Array.isArray(value)) return value.every((item) => isJson(item, depth - 1));
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== null) return false;
      return Object.values(value).every((item) => isJson(item, depth - 1));
    }
    default:
      return false;
  }
}

/**
 * JSON of at most `maxBytes` when written out, `MAX_JSON_DEPTH` deep. Its type is said rather than inferred: the compiler
 * of a page that uses the package gives up on a recursive type inside valibot's pipes (TS2589).
 */
export function jsonSchema(maxBytes: number): v.GenericSchema<unknown, Json> {
  return v.pipe(
    v.custom<Json>((value) => isJson(value), 'must be plain JSON'),
    v.check((value) => utf8Bytes(JSON.stringify(value)) <= maxBytes, `must be at most ${maxBytes} bytes of JSON`),
  );
}
