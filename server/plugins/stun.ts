import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import fp from 'fastify-plugin';
import { StunResponder } from '../stun/stun-responder.js';

export interface StunOptions {
  /** As HTTP's. */
  readonly host: string;
  readonly stunPort: number;
  readonly trustedProxies: number;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Where the service answers STUN itself; null where it does not. */
    readonly ownStunPort: () => number | null;
  }
}

/**
 * The service's own STUN responder, up before HTTP is. A port that another program has, most likely a TURN server, does not
 * keep the service from starting: calls within one network need no STUN, and the pages are told of none.
 */
export const stun = fp<StunOptions>(
  async (fastify, { host, stunPort: port, trustedProxies }) => {
    let responder: StunResponder | null = null;
    fastify.decorate('ownStunPort', () => (responder === null ? null : port));
    if (port === 0) return;

    fastify.addHook('onReady', async () => {
      try {
        responder = await StunResponder.listen(await addressesFor(host, trustedProxies), port);
      } catch (error) {
        const remedy =
          'no STUN is offered to visitors but that of RTC_STUN_URLS. Set RTC_STUN_PORT to a free port, or to 0 for none';
        fastify.log.warn({ err: error, port }, `cannot answer STUN: ${remedy}`);
      }
    });
    fastify.addHook('onClose', async () => {
      await responder?.close();
      responder = null;
    });
  },
  { fastify: '5.x', name: 'rtc-elements-stun' },
);

/** Where HTTP listens; behind a proxy everywhere, since visitors come to STUN past it. */
async function addressesFor(host: string, trustedProxies: number): Promise<readonly string[]> {
  if (trustedProxies > 0) return [hasIpv6() ? '::' : '0.0.0.0'];
  const found = await lookup(host, { all: true });
  return [...new Set(found.map(({ address }) => address))];
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ family }) => family === 'IPv6'));
}
