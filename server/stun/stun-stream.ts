import type { Socket } from 'node:net';
import { messageBytes } from './stun-message.js';

/** A connection without a whole request for this long is closed; nobody has reason to wait in between. */
const SILENCE_MS = 15_000;

/**
 * STUN over one TCP connection: `answer` gets each whole message. Whoever sends anything else, more than its share, or
 * nothing is hung up on: there is no state to lose, and the next connection is as good.
 */
export function serveStunStream(socket: Socket, answer: (message: Buffer) => Buffer | null): void {
  let received: Buffer = Buffer.alloc(0);
  const silence = setTimeout(() => socket.destroy(), SILENCE_MS).unref();
  socket.once('close', () => clearTimeout(silence));
  // A connection that broke is closed by Node, and nobody misses it.
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    for (;;) {
      const length = messageBytes(received);
      if (length === undefined || (length !== null && length > received.length)) return;
      const reply = length === null ? null : answer(received.subarray(0, length));
      if (length === null || reply === null) {
        socket.destroy();
        return;
      }
      // Not waited for: within the limit of requests, answers that nobody reads are 10 KB a second for a few seconds.
      socket.write(reply);
      silence.refresh();
      received = received.subarray(length);
    }
  });
}
