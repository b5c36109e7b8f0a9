import { once } from 'node:events';
import type { VisitorSocket } from './visitor.js';

/** Bytes handed to engine.io that it has not passed to the WebSocket yet. */
const QUEUED = Symbol('queued bytes');

type Connection = VisitorSocket['conn'] & { [QUEUED]?: number };

/**
 * Cuts a connection whose other end does not read what it is sent, once more than `limitBytes` wait for it. Nothing in
 * socket.io does: all that is sent to somebody who has stopped reading stays in this process's memory.
 */
export function limitBacklog(connection: Connection, limitBytes: number, cut: () => void): void {
  connection[QUEUED] = 0;
  connection.on('packetCreate', ({ data }: { data?: unknown }) => {
    connection[QUEUED] = (connection[QUEUED] ?? 0) + (typeof data === 'string' ? data.length : 0);
    if (backlogOf(connection) <= limitBytes) return;
    cut();
    // Waiting politely for the rest to be read is what we are here to end.
    connection.request.socket.destroy();
  });
  // engine.io hands all it has queued to the WebSocket at once, which counts it from there.
  connection.on('flush', () => {
    connection[QUEUED] = 0;
  });
}

/** Bytes that wait for the other end to read them. */
export function backlogOf(connection: Connection): number {
  const { transport } = connection;
  const { socket } = transport as typeof transport & { readonly socket?: { readonly bufferedAmount: number } };
  return (connection[QUEUED] ?? 0) + (socket?.bufferedAmount ?? 0);
}

/** Resolves when at most `maxBytes` wait for the other end, or the connection is closed. */
export async function drained(connection: Connection, maxBytes: number): Promise<void> {
  while (connection.readyState === 'open' && backlogOf(connection) > maxBytes) {
    const waiting = new AbortController();
    // The transport says so each time it has written out all it was given.
    const signs = [once(connection.transport, 'drain', waiting), once(connection, 'close', waiting)];
    // One that fails rejects, and is closed; what is not waited for any more rejects as well.
    await Promise.race(signs.map((sign) => sign.catch(() => undefined)));
    waiting.abort();
  }
}
