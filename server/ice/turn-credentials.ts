import { createHmac } from 'node:crypto';
import type { IceServer } from '../../src/protocol/index.js';

export interface TurnSettings {
  readonly urls: readonly string[];
  /**
   * Shared with the TURN servers; the first signs. The second is there so that one value can be given to this service and
   * to them while secrets are replaced: they take both. Pages get one credential only, since of two for one address Chromium
   * uses over UDP whichever comes first, right or wrong.
   */
  readonly secrets: readonly [string, ...string[]];
  readonly ttlSeconds: number;
}

/**
 * A credential for the TURN servers that `subject` can begin relaying with for the next `ttlSeconds`, as coturn's
 * `use-auth-secret` checks it (draft-uberti-behave-turn-rest). What is relayed by then goes on. `now`: ms since epoch.
 */
export function turnServer({ urls, secrets, ttlSeconds }: TurnSettings, subject: string, now: number): IceServer {
  const expiresAt = Math.floor(now / 1_000) + ttlSeconds;
  const username = `${String(expiresAt)}:${subject}`;
  return { urls: [...urls], username, credential: createHmac('sha1', secrets[0]).update(username).digest('base64') };
}
