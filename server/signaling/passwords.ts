import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { PasswordHash } from '../rooms/room-record.js';
import { FairTurns } from './fair-turns.js';
import { MAX_QUEUED } from './limits.js';

/**
 * scrypt, RFC 7914: 16 MiB and about 30 ms a guess. OWASP's figure for account passwords is eight times that; a room's
 * password guards a conversation, is known to many, and a class of fifty must be let in within a second on two cores.
 */
const COST = { N: 2 ** 14, r: 8, p: 1, maxmem: 64 * 1_024 * 1_024 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;

/**
 * As many at once as there are cores, and one thread of libuv's four left for files and names: more would not be faster,
 * only take more memory and hold everything else up.
 */
const CONCURRENCY = Math.max(1, Math.min(availableParallelism(), 3));

/** Looks like a stored password, and no password has this hash. */
const NOBODYS: PasswordHash = {
  salt: Buffer.alloc(SALT_BYTES).toString('base64url'),
  hash: Buffer.alloc(HASH_BYTES).toString('base64url'),
};

/** Hashes and checks room passwords, a few at a time, by turns of those who ask. Nothing here is logged or told. */
export class Passwords {
  readonly #turns = new FairTurns({ concurrency: CONCURRENCY, mostWaiting: MAX_QUEUED });

  /** Rejects with `protocol/busy` when too many wait. */
  async hash(password: string, address: string): Promise<PasswordHash> {
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#turns.run(address, () => derive(password, salt));
    return { salt: salt.toString('base64url'), hash: hash.toString('base64url') };
  }

  /**
   * Whether `password` is the one of `stored`. Without one it takes as long and says no, so that time does not tell
   * whether there is a room. Rejects with `protocol/busy` when too many wait.
   */
  async verify(stored: PasswordHash | null, password: string, address: string): Promise<boolean> {
    const { salt, hash } = stored ?? NOBODYS;
    const derived = await this.#turns.run(address, () => derive(password, Buffer.from(salt, 'base64url')));
    return timingSafeEqual(derived, Buffer.from(hash, 'base64url')) && stored !== null;
  }
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same letters typed on another system may be other code points.
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, COST, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
