import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port nobody uses now, by UDP or TCP. */
export async function freeStunPort(): Promise<number> {
  for (;;) {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const { port } = udp.address();
    const tcp = createServer().listen(port, '127.0.0.1');
    const isFree = await once(tcp, 'listening').then(
      () => true,
      () => false,
    );
    const closed = [once(udp, 'close'), ...(isFree ? [once(tcp, 'close')] : [])];
    udp.close();
    tcp.close();
    await Promise.all(closed);
    if (isFree) return port;
  }
}
