import { once } from 'node:events';
import { buildApp } from '../../server/app.js';
import { testConfig } from '../../server/testing/app-under-test.js';

type App = Awaited<ReturnType<typeof buildApp>>;

/** The real service on a port of its own, with pages of the tests where the demo usually is. */
export class Service {
  readonly #pagesDir: string;
  #app: App;
  readonly port: number;

  private constructor(pagesDir: string, app: App, port: number) {
    this.#pagesDir = pagesDir;
    this.#app = app;
    this.port = port;
  }

  static async start(pagesDir: string): Promise<Service> {
    const app = await listening(pagesDir, 0);
    const address = app.server.address();
    return new Service(pagesDir, app, typeof address === 'object' && address !== null ? address.port : 0);
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** The process is gone, with all it knew. */
  async close(): Promise<void> {
    if (this.#app.server.listening) await this.#app.close();
  }

  /** Another process at the same address. */
  async startAgain(): Promise<void> {
    if (this.#app.server.listening) await once(this.#app.server, 'close');
    this.#app = await listening(this.#pagesDir, this.port);
  }
}

async function listening(demoDir: string, port: number): Promise<App> {
  const app = await buildApp(testConfig({ demoDir }));
  await app.listen({ port, host: '127.0.0.1' });
  return app;
}
