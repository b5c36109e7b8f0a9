import Fastify, { LogController } from 'fastify';
import type { FastifyError } from 'fastify';
import type { Config } from './config.js';
import { demo } from './plugins/static.js';
import { rtcElements } from './rtc-elements-plugin.js';
import type { RoomStore } from './rooms/room-store.js';
import { closeUnusedConnections } from './unused-connections.js';
import type { Limits } from './signaling/limits.js';

/** What a test, or a bigger installation, puts in place of the usual. */
export interface AppParts {
  /** Closed by whoever made it. */
  readonly roomStore?: RoomStore;
  readonly limits?: Limits;
  /** Instead of the standard output. */
  readonly logTo?: { write(line: string): void };
}

/** A request is a few hundred bytes; whoever takes longer to send one is holding a connection for its own sake. */
const REQUEST_TIMEOUT_MS = 10_000;

/** Somebody who has not even said what it wants; looked for every two seconds. */
const SILENT_CONNECTIONS = { headersTimeout: 5_000, connectionsCheckingInterval: 2_000 };

/** No route takes a body yet. */
const BODY_LIMIT_BYTES = 65_536;

/** Fastify gives each part ten seconds, to start and to end; a small machine that is busy needs longer to read a build. */
const START_TIMEOUT_MS = 60_000;

/** The whole service, listening to nothing yet. Rejects when a part cannot start. */
export async function buildApp(config: Config, parts: AppParts = {}) {
  const app = Fastify({
    ...(config.tls === null ? { http: SILENT_CONNECTIONS } : { https: { ...config.tls, ...SILENT_CONNECTIONS } }),
    logger: { level: config.logLevel, ...(parts.logTo === undefined ? {} : { stream: parts.logTo }) },
    // Addresses and URLs of visitors are nobody's business by default.
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: REQUEST_TIMEOUT_MS,
    bodyLimit: BODY_LIMIT_BYTES,
    pluginTimeout: START_TIMEOUT_MS,
  });

  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const statusCode = error.statusCode ?? 500;
    if (statusCode < 500) return reply.code(statusCode).send({ statusCode, message: error.message });
    request.log.error({ err: error }, 'a request failed');
    return reply.code(statusCode).send({ statusCode, message: 'The service failed; it was not your fault.' });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ statusCode: 404, message: 'There is nothing here.' }),
  );

  await app.register(rtcElements, { ...config, ...parts });
  await app.register(demo, { demoDir: config.demoDir });
  closeUnusedConnections(app, { secure: config.tls !== null });
  return app;
}
