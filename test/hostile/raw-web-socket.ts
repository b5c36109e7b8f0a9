import { randomBytes } from 'node:crypto';
import { on, once } from 'node:events';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { TestContext } from 'node:test';

export const SOCKET_PATH = '/socket.io/?EIO=4&transport=websocket';

/** A WebSocket handshake by hand, since no client lets one lie about everything. Resolves with the TCP socket or the status. */
export function handshake(
  t: TestContext,
  url: string,
  { path = SOCKET_PATH, headers = {} }: { path?: string; headers?: Record<string, string> } = {},
): Promise<{ socket: Socket; headers: NodeJS.Dict<string | string[]> } | { status: number }> {
  return new Promise((resolve, reject) => {
    const asking = request(url + path, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        ...headers,
      },
    });
    asking.on('upgrade', (response, socket) => {
      t.after(() => socket.destroy());
      // A server that closes while we still write resets the connection; the tests look at `close`.
      socket.on('error', () => undefined);
      resolve({ socket, headers: response.headers });
    });
    asking.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** A frame as a client sends it (RFC 6455 §5.2), masked with zeros. */
export function frame(payload: string | Buffer, opcode = 0x1, firstBits = 0x80): Buffer {
  const body = Buffer.from(payload);
  const mask = Buffer.alloc(4);
  if (body.length < 126) return Buffer.concat([Buffer.from([firstBits | opcode, 0x80 | body.length]), mask, body]);
  if (body.length < 65_536) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(body.length);
    return Buffer.concat([Buffer.from([firstBits | opcode, 0x80 | 126]), length, mask, body]);
  }
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(body.length));
  return Buffer.concat([Buffer.from([firstBits | opcode, 0x80 | 127]), length, mask, body]);
}

/** The close code the server gave before it hung up, or null when it just hung up. */
export async function closeCode(socket: Socket): Promise<number | null> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  const received = Buffer.concat(chunks);
  for (let at = 0; at + 1 < received.length;) {
    const opcode = (received[at] ?? 0) & 0x0f;
    const short = (received[at + 1] ?? 0) & 0x7f;
    const start = at + (short === 126 ? 4 : 2);
    const length = short === 126 ? received.readUInt16BE(at + 2) : short;
    if (opcode === 0x8) return length >= 2 ? received.readUInt16BE(start) : null;
    at = start + length;
  }
  return null;
}

/** Resolves when `text` has come. */
export async function heard(socket: Socket, text: string): Promise<void> {
  let received = '';
  for await (const [chunk] of on(socket, 'data')) {
    received += String(chunk);
    if (received.includes(text)) return;
  }
}
