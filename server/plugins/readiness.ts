import fp from 'fastify-plugin';

/** For whoever runs the service: `/health` says that the process lives, `/ready` whether it can let people in. */
export const readiness = fp(
  async (fastify) => {
    fastify.get('/health', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }));
    fastify.get('/ready', async (_request, reply) => {
      const isReady = fastify.isReadyForVisitors();
      return reply
        .code(isReady ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status: isReady ? 'ready' : 'not ready' });
    });
  },
  { fastify: '5.x', name: 'rtc-elements-readiness', dependencies: ['rtc-elements-signaling'] },
);
