import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6 } from 'node:net';
import type { Limits } from './limits.js';
import { RateLimit } from './rate-limit.js';

interface Address {
  connections: number;
  readonly rate: RateLimit;
}

/** Addresses that were not seen for a while are looked for this often. */
const SWEEP_MS = 60_000;

/** Asked several times for each connection; a map of requests would cost the collector of garbage more than the answer. */
const FROM = Symbol('address');

/** Where connections come from, how many they are, and what each address has left of its tokens. */
export class Addresses {
  readonly #limits: Limits;
  readonly #trustedProxies: number;
  readonly #addresses = new Map<string, Address>();
  #connections = 0;
  #sweptAt = performance.now();

  /** `trustedProxies`: how many proxies of the operator's own every request passes; 0 believes no header. */
  constructor(limits: Limits, trustedProxies: number) {
    this.#limits = limits;
    this.#trustedProxies = trustedProxies;
  }

  /**
   * Where a request comes from: the connection's other end, or what the outermost trusted proxy saw. Each proxy appends
   * to `X-Forwarded-For`, so only that many entries from the right were written by somebody we know.
   */
  of(request: IncomingMessage & { [FROM]?: string }): string {
    return (request[FROM] ??= networkOf(this.#claimed(request) ?? request.socket.remoteAddress ?? ''));
  }

  /** What our own proxies say of it, if it is an address at all. */
  #claimed({ headers }: IncomingMessage): string | undefined {
    if (this.#trustedProxies === 0) return undefined;
    const header = headers['x-forwarded-for'];
    const seen = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
    const claimed = seen.at(-this.#trustedProxies)?.trim() ?? '';
    return isIPv4(claimed) || isIPv6(claimed) ? claimed : undefined;
  }

  /** Whether one more connection from `address` is within the limits. */
  hasRoomFor(address: string): boolean {
    if (this.#connections >= this.#limits.connections) return false;
    return (this.#addresses.get(address)?.connections ?? 0) < this.#limits.connectionsPerAddress;
  }

  /** Counts a connection until the function it returns is called. */
  connected(address: string): () => void {
    const entry = this.#entry(address);
    entry.connections += 1;
    this.#connections += 1;
    return () => {
      entry.connections -= 1;
      this.#connections -= 1;
    };
  }

  rateOf(address: string): RateLimit {
    return this.#entry(address).rate;
  }

  #entry(address: string): Address {
    this.#sweep();
    let entry = this.#addresses.get(address);
    if (entry === undefined) {
      entry = { connections: 0, rate: new RateLimit(this.#limits.perAddress) };
      this.#addresses.set(address, entry);
    }
    return entry;
  }

  #sweep(): void {
    const now = performance.now();
    if (now - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = now;
    for (const [address, { connections, rate }] of this.#addresses) {
      if (connections === 0 && rate.isFull) this.#addresses.delete(address);
    }
  }
}

/** IPv4 as it is. Of IPv6 the /64, which is what one household or one attacker has at the least. */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
