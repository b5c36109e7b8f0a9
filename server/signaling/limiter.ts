import type { Limiter } from './answer-requests.js';
import type { Limits } from './limits.js';
import { RateLimit } from './rate-limit.js';

/** The limit of one socket: its own buckets, and those it shares with all sockets of its address. */
export function limiterFor(
  { perSocket, refusals, quietMs }: Pick<Limits, 'perSocket' | 'refusals' | 'quietMs'>,
  address: RateLimit,
  now: () => number = () => performance.now(),
): Limiter {
  const limits = [new RateLimit(perSocket, now), address];
  let refused = 0;
  let refusedAt = -Infinity;
  return (kind, amount) => {
    if (RateLimit.take(kind, limits, amount)) return 'granted';
    // Forgiven after a quiet time only: with one token a second, somebody is granted something again and again in a flood.
    if (now() - refusedAt >= quietMs) refused = 0;
    refusedAt = now();
    refused += 1;
    return refused > refusals ? 'flooding' : 'busy';
  };
}
