import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Closes, when the app closes, connections that have never carried a request. Browsers open some ahead of need; to Node
 * they are not idle, and a closing server waits for them until the browser thinks better of it, which takes minutes.
 */
export function closeUnusedConnections(app: FastifyInstance, { secure }: { readonly secure: boolean }): void {
  const opened = secure ? 'secureConnection' : 'connection';
  const unused = new Set<Socket>();
  app.server.on(opened, (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  app.server.on('request', ({ socket }: { readonly socket: Socket }) => unused.delete(socket));
  app.addHook('preClose', (done) => {
    for (const socket of unused) socket.destroy();
    // The server listens until the hooks are through.
    app.server.on(opened, (socket: Socket) => socket.destroy());
    done();
  });
}
