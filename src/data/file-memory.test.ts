import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loopbackLinks } from './file-loopback-links.js';
import { Transfers } from './transfers.js';
import type { FileMessage } from './transfers-port.js';

const MEBIBYTE = 1_048_576;

void test('50 MB pass without being held as arrays on either side', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const { toBob, toAda } = loopbackLinks(262_144);
  const { signal } = new AbortController();
  const ada = new Transfers({ signal });
  const bob = new Transfers({ signal });
  toBob.onmessage = (message) => ada.receiveMessage(toBob, message as FileMessage);
  toAda.onmessage = (message) => bob.receiveMessage(toAda, message as FileMessage);

  const frames = new Set<WeakRef<ArrayBuffer>>();
  let mostHeld = 0;
  const measure = (): void => {
    collectGarbage();
    const held = [...frames].reduce((sum, frame) => sum + (frame.deref()?.byteLength ?? 0), 0);
    mostHeld = Math.max(mostHeld, held);
  };
  toAda.onframe = (frame) => {
    frames.add(new WeakRef(frame));
    bob.receiveFrame('ada', frame);
    if (frames.size % 40 !== 0) return;
    // In a task of its own: a WeakRef keeps its target until the task it was made in is over.
    toBob.held = new Promise((resolve) => {
      setImmediate(() => {
        measure();
        resolve();
      });
    });
  };
  bob.on('offered', ({ transferId }) => void bob.accept(transferId));
  const received = new Promise<File | undefined>((resolve) => bob.on('received', ({ file }) => resolve(file)));
  const piece = new Uint8Array(MEBIBYTE).fill(7);
  await ada.offer(
    [
      new File(
        Array.from({ length: 50 }, () => piece),
        'large',
      ),
    ],
    [toBob],
  );
  assert.equal((await received)?.size, 50 * MEBIBYTE);
  assert.ok(frames.size >= 200);
  assert.ok(mostHeld <= 12 * MEBIBYTE, `${mostHeld} bytes of frames were alive at once`);
});
