import { coalesce } from '../base/coalesce.js';
import { rangesOf } from './block-map.js';
import { HASH_BYTES } from './digest.js';
import type { FileSource } from './file-source.js';

/** Hashes in one message. */
const MOST_AT_ONCE = 64;
const INTERVAL_MS = 50;

/** Tells one receiver what each block has to be, as soon as it is known, so that it may take blocks from others. */
export function tellHashes(
  { leaves }: FileSource,
  tell: (first: number, hashes: string) => void,
  signal: AbortSignal,
): void {
  const untold: number[] = [];
  const flush = coalesce(
    () => {
      const blocks = untold.splice(0).sort((one, other) => one - other);
      for (const [from, count] of rangesOf(blocks)) {
        for (let first = from; first < from + count; first += MOST_AT_ONCE) {
          const some = leaves.slice(first, Math.min(MOST_AT_ONCE, from + count - first));
          tell(first, btoa(String.fromCharCode(...some)));
        }
      }
    },
    INTERVAL_MS,
    signal,
  );
  const told = (block: number): void => {
    untold.push(block);
    flush();
  };
  for (const block of leaves.known) untold.push(block);
  if (untold.length > 0) flush();
  leaves.watch(told, signal);
}

/** The hashes somebody told, one behind the other; undefined when these are none. */
export function hashesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    // Not base64: whoever sent it is counted.
    return undefined;
  }
  if (binary.length === 0 || binary.length % HASH_BYTES !== 0) return undefined;
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
