import { HASH_BYTES, sha256, toHex } from './digest.js';

/** Nodes hashed at the same time: enough to keep the browser's threads busy, few enough to cost no memory. */
const BATCH = 256;

/** Before the two hashes that make a node. A leaf has a zero there, so that neither can pass for the other. */
const NODE = 1;

/** SHA-256 of a zero byte and the block; `input` already begins with the zero. */
export function leafHash(input: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return sha256(input);
}

/**
 * The root over leaf hashes that lie one behind the other in `leaves`, as hex: the Merkle tree of RFC 9162 §2.1.1. A node
 * is SHA-256 of a one byte, its left and its right child; one without a neighbour rises as it is. The root of no leaf is
 * SHA-256 of nothing.
 */
export async function treeRoot(leaves: Uint8Array<ArrayBuffer>): Promise<string> {
  if (leaves.length === 0) return toHex(await sha256(new Uint8Array(0)));
  let level = leaves;
  while (level.length > HASH_BYTES) level = await levelAbove(level);
  return toHex(level);
}

async function levelAbove(level: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const count = level.length / HASH_BYTES;
  const pairs = Math.floor(count / 2);
  const above = new Uint8Array(Math.ceil(count / 2) * HASH_BYTES);
  for (let first = 0; first < pairs; first += BATCH) {
    const last = Math.min(first + BATCH, pairs);
    const hashes = Array.from({ length: last - first }, (_, index) => node(level, first + index));
    (await Promise.all(hashes)).forEach((hash, index) => above.set(hash, (first + index) * HASH_BYTES));
  }
  if (count % 2 === 1) above.set(level.subarray(-HASH_BYTES), pairs * HASH_BYTES);
  return above;
}

function node(level: Uint8Array<ArrayBuffer>, pair: number): Promise<Uint8Array<ArrayBuffer>> {
  const input = new Uint8Array(1 + 2 * HASH_BYTES);
  input[0] = NODE;
  input.set(level.subarray(pair * 2 * HASH_BYTES, (pair + 1) * 2 * HASH_BYTES), 1);
  return sha256(input);
}
