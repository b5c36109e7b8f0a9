import { SocketIoConnection } from './socket-io-connection.js';
import { VisitorIdentity } from './visitor-identity.js';

interface Shared {
  readonly connection: SocketIoConnection;
  /** Names of the rooms it is in, or entering. */
  readonly rooms: Set<string | typeof CALL_LINE>;
  users: number;
}

interface Service {
  readonly identity: VisitorIdentity;
  readonly sockets: Set<Shared>;
}

/** The services this page knows, by URL: one visitor each, and sockets for as long as somebody uses them. */
const services = new Map<string, Service>();

/** Takes the place of a room's name for whoever calls and is called: a socket is reachable under one name only. */
export const CALL_LINE = Symbol('call line');

/**
 * A connection to the service at `url`, until `release`. One carries any number of rooms, but each only once: somebody
 * who is in a room twice, as in a demo with both ends on one page, needs a second.
 */
export function acquireConnection(
  url: string,
  room?: string | typeof CALL_LINE,
): { readonly connection: SocketIoConnection; readonly release: () => void } {
  const service = services.get(url) ?? { identity: new VisitorIdentity(url), sockets: new Set() };
  services.set(url, service);
  let shared = [...service.sockets].find(({ rooms }) => room === undefined || !rooms.has(room));
  if (shared === undefined) {
    shared = { connection: new SocketIoConnection(url, service.identity), rooms: new Set(), users: 0 };
    service.sockets.add(shared);
  }
  const held = shared;
  held.users += 1;
  if (room !== undefined) held.rooms.add(room);
  let isReleased = false;
  return {
    connection: held.connection,
    release: () => {
      if (isReleased) return;
      isReleased = true;
      held.users -= 1;
      if (room !== undefined) held.rooms.delete(room);
      if (held.users > 0) return;
      held.connection.close();
      service.sockets.delete(held);
    },
  };
}
