import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createClient } from 'redis';

export interface RedisOptions {
  /** Whether it comes back with what it knew; without, it comes back empty. */
  readonly appendOnly?: boolean;
  /** Without `appendOnly`: comes back with what it knew at the last `dump()`, as Redis does where nothing is set. */
  readonly dumps?: boolean;
}

/** A real Redis on a free port of its own, in a folder of its own. */
export class RedisServer {
  readonly port: number;
  readonly #program: string;
  readonly #folder: string;
  readonly #appendOnly: boolean;
  readonly #dumps: boolean;
  #process: ChildProcess | undefined;

  private constructor(
    program: string,
    folder: string,
    port: number,
    { appendOnly = true, dumps = false }: RedisOptions,
  ) {
    this.#program = program;
    this.#folder = folder;
    this.#appendOnly = appendOnly;
    this.#dumps = dumps;
    this.port = port;
  }

  static async start(program: string, options: RedisOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(program, await mkdtemp(join(tmpdir(), 'rtc-redis-')), await freePort(), options);
    await server.up();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it, or starts it again with what it had written. Resolves when it takes connections. */
  async up(): Promise<void> {
    const values = [
      '--port',
      String(this.port),
      '--bind',
      '127.0.0.1',
      '--dir',
      this.#folder,
      '--save',
      // Redis' own default, which writes nothing in the time a test takes but for `dump()`.
      this.#dumps ? '3600 1 300 100 60 10000' : '',
      '--appendonly',
      this.#appendOnly ? 'yes' : 'no',
    ];
    // `always`: what was acknowledged is there after SIGKILL.
    const child = spawn(this.#program, [...values, '--appendfsync', 'always'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('Ready to accept connections')) break;
    }
    child.stdout.resume();
  }

  /** Writes down what it knows now. */
  async dump(): Promise<void> {
    const client = createClient({ url: this.url, RESP: 2 });
    await client.connect();
    await client.sendCommand(['SAVE']);
    client.destroy();
  }

  /** Ends it the hard way. Resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#process = undefined;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  /** Stops it without closing its connections, as a frozen machine would; `resume` lets it go on. */
  pause(): void {
    this.#process?.kill('SIGSTOP');
  }

  resume(): void {
    this.#process?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
