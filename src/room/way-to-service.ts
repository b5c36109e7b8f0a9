import type { SignalingClient } from '../signaling/signaling-client.js';
import { SocketIoSignaling } from '../signaling/socket-io-signaling.js';
import type { RoomOptions } from './room-options.js';

/** Makes the client of the service at `server`. */
export type ConnectTo = (server: string) => SignalingClient | Promise<SignalingClient>;

/**
 * The way to the service that the options name, or else to where the page comes from. The same client for as long as the
 * server is the same. Rejects with `signaling/invalid-url`.
 */
export function wayToService(
  options: () => RoomOptions,
  connectTo: ConnectTo = defaultConnection,
): () => Promise<SignalingClient> {
  let known: { readonly server: string; readonly client: Promise<SignalingClient> } | undefined;
  return () => {
    const { server = globalThis.location.origin } = options();
    if (known?.server !== server) known = { server, client: Promise.resolve(server).then(connectTo) };
    return known.client;
  };
}

async function defaultConnection(server: string): Promise<SignalingClient> {
  if (!server.startsWith('page:')) return new SocketIoSignaling(server);
  const { LoopbackSignaling } = await import('../signaling/loopback-signaling.js');
  return new LoopbackSignaling();
}
