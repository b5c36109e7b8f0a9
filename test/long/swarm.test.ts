import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { accept, offerRandomFile, receivedDigest } from '../e2e/files.js';
import { fileBytesSent } from '../e2e/file-bytes.js';
import { Stage } from '../e2e/stage.js';
import { thinUplink } from '../e2e/thin-uplink.js';
import { visitor, type Visitor } from '../e2e/visitor.js';

const SHARED_BYTES = 6_000_000;
const PRIVATE_BYTES = 1_500_000;

const stage = await Stage.open();
after(() => stage.close());

test('three receive a file from a thin uplink: they pass it on to each other, and what is for them alone they do not', async (t) => {
  const options = { name: 'swarm', session: 'data' };
  const ada = await visitor(stage, t, { before: thinUplink });
  const others = await Promise.all([1, 2, 3].map(() => visitor(stage, t)));
  await ada.join(options);
  await Promise.all(others.map((person) => person.join(options)));
  await Promise.all([ada, ...others].map((person) => person.untilConnected(3)));

  const sharing = await sent(ada, others, 'shared.bin', () => offerRandomFile(ada, 'shared.bin', SHARED_BYTES));
  const files = sharing.ownBytes / SHARED_BYTES;
  const passedOn = sharing.passedOnBytes / SHARED_BYTES;
  t.diagnostic(`the sender sent ${files.toFixed(2)} files, the receivers ${passedOn.toFixed(2)}`);
  assert.ok(files < 2.2, `the sender sent ${files} files`);
  assert.ok(files + passedOn >= 3, 'everybody got it from somebody');

  const userIds = await Promise.all(others.map((person) => person.userId()));
  const alone = await sent(ada, others, 'private.bin', () =>
    offerRandomFile(ada, 'private.bin', PRIVATE_BYTES, userIds),
  );
  assert.ok(alone.ownBytes >= 3 * PRIVATE_BYTES, `the sender sent ${alone.ownBytes} bytes`);
  assert.ok(alone.passedOnBytes < 100_000, `${alone.passedOnBytes} bytes were passed on`);
});

/** Bytes that left the sender and the receivers until everybody had what was offered. */
async function sent(ada: Visitor, others: readonly Visitor[], name: string, offer: () => Promise<string>) {
  const before = await Promise.all([ada, ...others].map((person) => fileBytesSent(person)));
  const digest = await offer();
  await Promise.all(others.map((person) => accept(person, name)));
  const digests = await Promise.all(others.map((person) => receivedDigest(person, name)));
  assert.deepEqual(digests, [digest, digest, digest]);
  for (const person of others) {
    await person.untilHeard('rtc-file-received', (detail) => detail['name'] === name && Boolean(detail['treeHash']));
  }
  const now = await Promise.all([ada, ...others].map((person) => fileBytesSent(person)));
  const [ownBytes = 0, ...passedOn] = now.map((bytes, index) => bytes - (before[index] ?? 0));
  return { ownBytes, passedOnBytes: passedOn.reduce((sum, bytes) => sum + bytes, 0) };
}
