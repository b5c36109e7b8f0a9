import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createClient } from 'redis';
import { RtcError } from '../../src/protocol/index.js';

/** How long a call waits for Redis before it is refused. */
const PATIENCE_MS = 2_000;
const LONGEST_RETRY_MS = 1_000;
const PING_EVERY_MS = 3_000;
/** Redis says nothing at all for this long, pings included: the connection is dead and another is made. */
const SILENT_MS = 10_000;

export type RedisClient = ReturnType<typeof clientFor>;

/** One connection to Redis that comes back by itself. A call ends in time whatever Redis does. */
export class RedisConnection {
  readonly #client: RedisClient;
  #returns = 0;
  /** What is done after a return, before anybody asks for anything. */
  #returning: Promise<void> | undefined;

  private constructor(client: RedisClient) {
    this.#client = client;
  }

  /** How often it was lost and came back. */
  get returns(): number {
    return this.#returns;
  }

  /** Rejects with `room/unavailable` when Redis at `url` does not answer, or `url` is none. */
  static async open(url: string, onError: (error: unknown) => void): Promise<RedisConnection> {
    let client: RedisClient;
    try {
      client = clientFor(url);
    } catch (error) {
      throw unavailable(error);
    }
    // Without a listener an EventEmitter's error ends the process.
    client.on('error', onError);
    try {
      await within(Date.now() + PATIENCE_MS, client.connect());
    } catch (error) {
      client.destroy();
      throw unavailable(error);
    }
    return new RedisConnection(client);
  }

  /** From now on `task` comes first whenever Redis has come back, or `onError` is told why not; all calls wait for it. */
  onReturn(task: (direct: RedisConnection) => Promise<void>, onError: (error: unknown) => void): void {
    this.#client.on('ready', () => {
      this.#returns += 1;
      const returning = task(new RedisConnection(this.#client))
        .catch(onError)
        .then(() => {
          if (this.#returning === returning) this.#returning = undefined;
        });
      this.#returning = returning;
    });
  }

  /** Resolves with what `task` does; rejects with `room/unavailable` at `deadline` (ms since epoch) at the latest. */
  async run<T>(task: (client: RedisClient) => Promise<T>, deadline = Date.now() + PATIENCE_MS): Promise<T> {
    try {
      if (!this.#client.isReady) await this.#ready(deadline);
      if (this.#returning !== undefined) await within(deadline, this.#returning);
      return await within(deadline, task(this.#client));
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Runs Lua by its hash, and sends the text only when Redis does not know it (yet, or any more). */
  script(text: string, keys: string[], values: string[], deadline?: number): Promise<unknown> {
    return this.run(async (client) => {
      const options = { keys, arguments: values };
      try {
        return await client.evalSha(hashOf(text), options);
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('NOSCRIPT')) return client.eval(text, options);
        throw error;
      }
    }, deadline);
  }

  close(): void {
    this.#client.destroy();
  }

  async #ready(deadline: number): Promise<void> {
    const signal = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
    // events.once() would reject on `error`, which here only means that one more attempt failed.
    const waiting = new EventTarget();
    const ready = () => waiting.dispatchEvent(new Event('ready'));
    this.#client.once('ready', ready);
    try {
      await once(waiting, 'ready', { signal });
    } finally {
      this.#client.off('ready', ready);
    }
  }
}

export const patience = () => Date.now() + PATIENCE_MS;

function clientFor(url: string) {
  return createClient({
    url,
    RESP: 2,
    // A command that waits for a connection would be done long after its caller was told that it is not.
    disableOfflineQueue: true,
    pingInterval: PING_EVERY_MS,
    socket: {
      connectTimeout: PATIENCE_MS,
      socketTimeout: SILENT_MS,
      reconnectStrategy: (retries) => Math.min(25 * 2 ** retries, LONGEST_RETRY_MS) * (0.5 + Math.random()),
    },
  });
}

async function within<T>(deadline: number, task: Promise<T>): Promise<T> {
  const over = new AbortController();
  const tooLate = new Promise<never>((_, reject) => {
    const timer = setTimeout(
      () => reject(new RtcError('room/unavailable', 'Redis did not answer in time.')),
      Math.max(1, deadline - Date.now()),
    );
    over.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  try {
    return await Promise.race([task, tooLate]);
  } finally {
    over.abort();
  }
}

function unavailable(error: unknown): RtcError {
  if (error instanceof RtcError) return error;
  return new RtcError('room/unavailable', 'The rooms cannot be reached at the moment.', { cause: error });
}

const hashes = new Map<string, string>();

function hashOf(text: string): string {
  const hash = hashes.get(text) ?? createHash('sha1').update(text).digest('hex');
  hashes.set(text, hash);
  return hash;
}
