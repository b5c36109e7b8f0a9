import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { FastifyBaseLogger } from 'fastify';
import { createClient } from 'redis';
import type { ServerOptions } from 'socket.io';
import { RtcError } from '../src/protocol/index.js';

/** How this node hears of the others. */
export interface Cluster {
  /** For socket.io. */
  readonly adapter: NonNullable<ServerOptions['adapter']>;
  close(): void;
}

/** In front of everything kept in Redis for the way between nodes. The rooms' keys begin with `rtc:`. */
const PREFIX = 'rtc-nodes';

const CONNECT_TIMEOUT_MS = 2_000;
const LONGEST_RETRY_MS = 1_000;

/**
 * Connects the nodes through Redis at `url`. Streams and not publish/subscribe for what goes to clients: what is sent
 * while Redis is away for some seconds arrives afterwards. Rejects with `room/unavailable` when there is no Redis.
 */
export async function openCluster(url: string, log: FastifyBaseLogger): Promise<Cluster> {
  let hasConnected = false;
  const client = createClient({
    url,
    // The adapter reads answers as version 2 of the protocol gives them.
    RESP: 2,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      // At the start somebody waits to hear that it is not there; later it will be back.
      reconnectStrategy: (retries) => (hasConnected ? Math.min(50 * 2 ** retries, LONGEST_RETRY_MS) : false),
    },
  });
  client.on('error', (error: unknown) => log.warn({ err: error }, 'the way to the other nodes is interrupted'));
  try {
    await client.connect();
    hasConnected = true;
  } catch (error) {
    throw new RtcError('room/unavailable', 'Redis cannot be reached.', { cause: error });
  }
  const publisher = new Proxy(client, {
    get: (target, property) => {
      // The adapter does not wait for these; a failure nobody waits for would end the process. What they carry may be lost.
      if (property === 'publish') {
        return (channel: string, message: Buffer) => target.publish(channel, message).catch(() => 0);
      }
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return {
    adapter: createAdapter(publisher, { streamName: PREFIX, channelPrefix: PREFIX, onlyPlaintext: true }),
    close: () => client.destroy(),
  };
}
