import { loopbackLinks, type LoopbackLink } from './file-loopback-links.js';
import { Transfers } from './transfers.js';
import type { FileMessage, TransferEvents } from './transfers-port.js';

/** Lets what arrives over `link` reach `transfers`. */
export function wire(transfers: Transfers, link: LoopbackLink): void {
  link.onmessage = (message) => transfers.receiveMessage(link, message as FileMessage);
  link.onframe = (frame) => transfers.receiveFrame(link.userId, frame);
}

/** Ada and Bob in one room, for tests. */
export function adaAndBob() {
  const links = loopbackLinks();
  const session = new AbortController();
  const ada = new Transfers({ signal: session.signal });
  const bob = new Transfers({ signal: session.signal });
  wire(ada, links.toBob);
  wire(bob, links.toAda);
  return { ...links, session, ada, bob };
}

/** The next `count` events of a type. Wait before causing them. */
export function nextOf<K extends keyof TransferEvents>(
  target: Transfers,
  type: K,
  count: number,
): Promise<TransferEvents[K][]> {
  const seen: TransferEvents[K][] = [];
  return new Promise((resolve) => {
    const heard = new AbortController();
    target.on(
      type,
      (detail) => {
        seen.push(detail);
        if (seen.length < count) return;
        heard.abort();
        resolve(seen);
      },
      { signal: heard.signal },
    );
  });
}

/** The next event of a type. */
export function next<K extends keyof TransferEvents>(target: Transfers, type: K): Promise<TransferEvents[K]> {
  return new Promise((resolve) => target.on(type, resolve, { once: true }));
}

/** A text file of one byte, repeated. */
export function file(name: string, sizeBytes: number, fill = 1): File {
  return new File([new Uint8Array(sizeBytes).fill(fill)], name, { type: 'text/plain' });
}

export function acceptAll(transfers: Transfers): void {
  transfers.on('offered', ({ transferId }) => void transfers.accept(transferId));
}
