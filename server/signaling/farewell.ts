import type { VisitorSocket } from './visitor.js';

/**
 * How a socket went: its page `said` so, or the service did; the `page-gone` without a word, as the browser says; or no more
 * is known than that the line is `lost`.
 */
export type Farewell = 'said' | 'page-gone' | 'lost';

/** RFC 6455 §7.4.1. Browsers close so when a page ends that has not closed its sockets: too busy to, or crashed. */
const GOING_AWAY = 1001;

type Connection = VisitorSocket['conn'];

/** How the sockets of these connections went. */
export class Farewells {
  readonly #codes = new WeakMap<Connection, Promise<number>>();

  /** From the connection's first moment on. */
  follow(connection: Connection): void {
    // engine.io keeps the code to itself.
    const { socket } = connection.transport as unknown as { readonly socket: WebSocketOfServer };
    // Before its own listener, which ends the visit.
    const closed = new Promise<number>((resolve) => socket.prependOnceListener('close', resolve));
    this.#codes.set(connection, closed);
  }

  /**
   * For the reason that socket.io gives for a disconnect. Resolves at once but for an error: then within what a connection that is
   * closed is given to end.
   */
  async of(connection: Connection, reason: string): Promise<Farewell> {
    if (reason === 'client namespace disconnect' || reason === 'server namespace disconnect') return 'said';
    // Whatever is written to somebody who has just begun to close ends the visit with an error, before the code is told.
    const isKnown = reason === 'transport close' || reason === 'transport error';
    return isKnown && (await this.#codes.get(connection)) === GOING_AWAY ? 'page-gone' : 'lost';
  }
}

/** As `ws` has it, which engine.io brings along and does not type. */
interface WebSocketOfServer {
  prependOnceListener(event: 'close', listener: (code: number) => void): unknown;
}
