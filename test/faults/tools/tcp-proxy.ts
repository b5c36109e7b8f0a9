import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import type { TestContext } from 'node:test';

interface Line {
  readonly near: Socket;
  readonly far: Socket;
  /** Nothing passes any more, and neither end is told. */
  isDead: boolean;
}

/** The network between clients and a service, and all that can go wrong with it. */
export class TcpProxy {
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #lines = new Set<Line>();
  #isDown = false;

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    this.#targetPort = targetPort;
    server.on('connection', (near) => this.#accept(near));
  }

  /** Forwards to `targetPort` of this machine until the test ends. */
  static async start(t: TestContext, targetPort: number): Promise<TcpProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new TcpProxy(server, targetPort);
    t.after(() => {
      proxy.down();
      server.close();
    });
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Breaks every line, which both ends notice at once; new ones may be made. */
  cut(): void {
    for (const { near, far } of this.#lines) {
      near.resetAndDestroy();
      far.resetAndDestroy();
    }
    this.#lines.clear();
  }

  /** Breaks every line, and no new ones can be made until `up`. */
  down(): void {
    this.#isDown = true;
    this.cut();
  }

  up(): void {
    this.#isDown = false;
  }

  /** Half-open: what is sent on a present line vanishes and neither end is told; new ones work. */
  silence(): void {
    for (const line of this.#lines) line.isDead = true;
  }

  #accept(near: Socket): void {
    if (this.#isDown) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.#targetPort, '127.0.0.1');
    const line: Line = { near, far, isDead: false };
    this.#lines.add(line);
    this.#forward(line, near, far);
    this.#forward(line, far, near);
  }

  #forward(line: Line, from: Socket, to: Socket): void {
    from.setNoDelay(true);
    from.on('data', (bytes) => {
      if (!line.isDead) to.write(bytes);
    });
    from.on('error', () => {
      // A broken line is what we are here for; `close` follows.
    });
    from.on('close', () => {
      if (line.isDead) return;
      to.destroy();
      this.#lines.delete(line);
    });
  }
}
