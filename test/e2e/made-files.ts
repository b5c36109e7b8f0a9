import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Visitor } from './visitor.js';

/** Without a byte for so long, nothing will come any more. */
const STUCK_MS = 60_000;

/**
 * Offers a file whose bytes follow from `seed`, so that a page that was loaded anew can make the same file again. Resolves
 * with its SHA-256 as hexadecimal digits, once it is offered.
 */
export function offerMadeFile(
  sender: Visitor,
  file: { readonly name: string; readonly sizeBytes: number; readonly seed?: number },
): Promise<string> {
  return sender.run(
    async ({ name, sizeBytes, seed }) => {
      const words = new Uint32Array(Math.ceil(sizeBytes / 4));
      let state = seed;
      // Marsaglia's xorshift: no two blocks alike, and quick.
      for (let index = 0; index < words.length; index += 1) {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        words[index] = state;
      }
      const bytes = new Uint8Array(words.buffer, 0, sizeBytes);
      await window.room.sendFile(new File([bytes], name));
      const digest = await crypto.subtle.digest('SHA-256', bytes);
      return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
    { seed: 1, ...file },
  );
}

/** SHA-256 of a received file of any size, read piece by piece, as its bytes are compared with those of a made file. */
export function receivedIsMade(
  receiver: Visitor,
  file: { readonly name: string; readonly sizeBytes: number; readonly seed?: number },
): Promise<boolean> {
  return receiver.run(
    async ({ name, sizeBytes, seed }) => {
      const received = window.room.state.transfers.find((transfer) => transfer.name === name)?.file;
      if (received?.size !== sizeBytes) return false;
      let state = seed;
      const pieceBytes = 4_194_304;
      for (let start = 0; start < sizeBytes; start += pieceBytes) {
        const view = new DataView(await received.slice(start, start + pieceBytes).arrayBuffer());
        for (let at = 0; at + 4 <= view.byteLength; at += 4) {
          state ^= state << 13;
          state ^= state >>> 17;
          state ^= state << 5;
          if (view.getInt32(at, true) !== state) return false;
        }
      }
      return true;
    },
    { seed: 1, ...file },
  );
}

/** Waits until the first transfer here has so many bytes, however long that takes, as long as they come. */
export async function bytesReach(visitor: Visitor, bytes: number): Promise<void> {
  let [last, changedAt] = [-1, performance.now()];
  for (;;) {
    const now = await visitor.run(() => {
      const [transfer] = window.room.state.transfers;
      return { bytes: transfer?.bytes ?? 0, status: transfer?.status, error: transfer?.error?.message };
    }, null);
    if (now.bytes >= bytes) return;
    assert.equal(now.error, undefined);
    if (now.bytes !== last) [last, changedAt] = [now.bytes, performance.now()];
    assert.ok(performance.now() - changedAt < STUCK_MS, `stuck on the way to ${bytes}: ${JSON.stringify(now)}`);
    await delay(50);
  }
}

/** Silence of a quarter of a second: ten frames of MPEG-1 layer III, 32 kbit/s, 44.1 kHz, one channel. */
export function silentMp3(): Buffer {
  const frameBytes = 104;
  const frame = Buffer.alloc(frameBytes);
  // Sync word and layer, no checksum; rate of bits and samples; one channel. Nothing but zeros after it is silence.
  frame.set([0xff, 0xfb, 0x10, 0xc4]);
  return Buffer.concat(Array.from({ length: 10 }, () => frame));
}
