import { randomFillSync } from 'node:crypto';

/** Asking the system costs the same for one byte and for all of these. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

/** `sizeBytes` random bytes (at most 4,096) that nobody else is given, as base64url. */
export function randomText(sizeBytes: number): string {
  if (used + sizeBytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const text = pool.toString('base64url', used, used + sizeBytes);
  // Secrets are not to be found in memory later.
  pool.fill(0, used, used + sizeBytes);
  used += sizeBytes;
  return text;
}
