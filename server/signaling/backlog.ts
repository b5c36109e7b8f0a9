import type { VisitorSocket } from './visitor.js';

type Connection = VisitorSocket['conn'];

/**
 * Cuts a connection whose other end does not read what it is sent, once more than `limitBytes` wait for it. Nothing in
 * socket.io does: all that is sent to somebody who has stopped reading stays in this process's memory.
 */
export function limitBacklog(connection: Connection, limitBytes: number, cut: () => void): void {
  let queuedBytes = 0;
  connection.on('packetCreate', ({ data }: { data?: unknown }) => {
    queuedBytes += typeof data === 'string' ? data.length : 0;
    if (queuedBytes + bufferedBytes(connection) <= limitBytes) return;
    cut();
    // Waiting politely for the rest to be read is what we are here to end.
    connection.request.socket.destroy();
  });
  // engine.io hands all it has queued to the WebSocket at once, which counts it from there.
  connection.on('flush', () => {
    queuedBytes = 0;
  });
}

function bufferedBytes({ transport }: Connection): number {
  const { socket } = transport as typeof transport & { readonly socket?: { readonly bufferedAmount: number } };
  return socket?.bufferedAmount ?? 0;
}
