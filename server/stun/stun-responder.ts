import { createSocket } from 'node:dgram';
import type { Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6 } from 'node:net';
import type { Server, Socket } from 'node:net';
import { networkOf } from '../signaling/addresses.js';
import { answerBinding } from './answer-binding.js';
import type { Sender } from './answer-binding.js';
import { StunLimit } from './stun-limit.js';
import { serveStunStream } from './stun-stream.js';

/** TCP is asked by hardly anybody: browsers use UDP. One network may not have all of it. */
const CONNECTIONS = 500;
const CONNECTIONS_PER_NETWORK = 20;

/** Names that the system knows but this machine has no such address: `::1` where there is no IPv6. */
const NOT_HERE: ReadonlySet<unknown> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** Tells whoever asks which address it is seen from (RFC 8489, Binding), by UDP and TCP. Keeps nothing about anybody. */
export class StunResponder {
  readonly #limit = new StunLimit();
  readonly #udp: UdpSocket[] = [];
  readonly #tcp: Server[] = [];
  readonly #connections = new Map<Socket, string>();

  private constructor() {
    // Made by `listen`.
  }

  /**
   * Listens at all of `addresses` that this machine has. Rejects with the system's error, listening nowhere, when one of
   * them is not to be had or all are elsewhere.
   */
  static async listen(addresses: readonly string[], port: number): Promise<StunResponder> {
    const responder = new StunResponder();
    let elsewhere: unknown;
    try {
      for (const address of addresses) {
        try {
          await responder.#listen(address, port);
        } catch (error) {
          if (!NOT_HERE.has(codeOf(error))) throw error;
          elsewhere = error;
        }
      }
      if (responder.#udp.length === 0) throw elsewhere;
    } catch (error) {
      await responder.close();
      throw error;
    }
    return responder;
  }

  async close(): Promise<void> {
    for (const socket of this.#connections.keys()) socket.destroy();
    const closing = [...this.#udp.splice(0), ...this.#tcp.splice(0)].map(async (listening) => {
      const closed = once(listening, 'close');
      listening.close();
      await closed;
    });
    await Promise.all(closing);
  }

  async #listen(address: string, port: number): Promise<void> {
    // As HTTP does it: `::` is every address of either version.
    const ipv6Only = address !== '::';
    const udp = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', ...(isIPv6(address) && { ipv6Only }) });
    udp.bind(port, address);
    await once(udp, 'listening');
    this.#udp.push(udp);
    udp.on('message', (message, sender) => {
      const answer = this.#answer(message, sender);
      // An answer that cannot be sent is as good as one that was lost: the other side asks again.
      if (answer !== null) udp.send(answer, sender.port, sender.address, () => undefined);
    });
    // What the system says of earlier packets is nobody's failure.
    udp.on('error', () => undefined);

    const tcp = createServer((socket) => this.#accept(socket));
    tcp.maxConnections = CONNECTIONS;
    tcp.listen({ port, host: address, ipv6Only });
    await once(tcp, 'listening');
    this.#tcp.push(tcp);
    // Out of file descriptors, say: the next connection may be in luck.
    tcp.on('error', () => undefined);
  }

  #accept(socket: Socket): void {
    const { remoteAddress: address, remotePort: port } = socket;
    const network = networkOf(address ?? '');
    const others = [...this.#connections.values()].filter((other) => other === network).length;
    if (address === undefined || port === undefined || others >= CONNECTIONS_PER_NETWORK) {
      socket.destroy();
      return;
    }
    this.#connections.set(socket, network);
    socket.once('close', () => this.#connections.delete(socket));
    serveStunStream(socket, (message) => this.#answer(message, { address, port }));
  }

  #answer(message: Buffer, sender: Sender): Buffer | null {
    // Nobody sends from port 0 and could be answered there.
    if (sender.port === 0 || !this.#limit.takes(sender.address)) return null;
    return answerBinding(message, sender);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
