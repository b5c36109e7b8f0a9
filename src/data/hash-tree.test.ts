import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { leafHash, treeRoot } from './hash-tree.js';
import { sha256Here } from './sha256-here.js';

/** RFC 9162 §2.1.1 as it is written there, over data entries. */
function merkleTreeHash(entries: readonly Uint8Array[]): Buffer {
  const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  if (entries.length === 0) return sha256();
  if (entries.length === 1) return sha256(Uint8Array.of(0), entries[0]!);
  let k = 1;
  while (k * 2 < entries.length) k *= 2;
  return sha256(Uint8Array.of(1), merkleTreeHash(entries.slice(0, k)), merkleTreeHash(entries.slice(k)));
}

async function rootOf(entries: readonly Uint8Array[]): Promise<string> {
  const leaves = await Promise.all(entries.map((entry) => leafHash(Uint8Array.from([0, ...entry]))));
  return treeRoot(Uint8Array.from(leaves.flatMap((leaf) => [...leaf])));
}

void test('the root is the one of RFC 9162, for any number of blocks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 8 }), { maxLength: 70 }), async (entries) => {
      assert.equal(await rootOf(entries), merkleTreeHash(entries).toString('hex'));
    }),
  );
});

void test('a thousand blocks are more than one batch and have the right root', async () => {
  const entries = Array.from({ length: 1_025 }, (_, index) => Uint8Array.of(index & 255, index >> 8));
  assert.equal(await rootOf(entries), merkleTreeHash(entries).toString('hex'));
});

void test('one wrong bit anywhere, or two blocks changed about, is another root', async () => {
  const entries = Array.from({ length: 9 }, (_, index) => Uint8Array.of(index, 1, 2));
  const root = await rootOf(entries);
  for (const index of entries.keys()) {
    const changed = entries.map((entry, at) => (at === index ? Uint8Array.of(entry[0]!, 1, 3) : entry));
    assert.notEqual(await rootOf(changed), root);
  }
  assert.notEqual(await rootOf([entries[1]!, entries[0]!, ...entries.slice(2)]), root);
});

void test('a block that reads like a node is not taken for it', async () => {
  const [one, two] = [Uint8Array.of(1), Uint8Array.of(2)];
  const hashes = await Promise.all([one, two].map((entry) => leafHash(Uint8Array.from([0, ...entry]))));
  const forged = Uint8Array.from([...hashes[0]!, ...hashes[1]!]);
  assert.notEqual(await rootOf([forged]), await rootOf([one, two]));
});

void test('the SHA-256 for pages without WebCrypto is SHA-256', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const expected = createHash('sha256').update(bytes).digest('hex');
      assert.equal(Buffer.from(sha256Here(new Uint8Array(bytes))).toString('hex'), expected);
    }),
  );
});
