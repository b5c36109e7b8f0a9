import { createHmac, hash } from 'node:crypto';
import { randomText } from '../random-text.js';

/** 256 bits, base64url. */
export function newToken(): string {
  return randomText(32);
}

/** What is kept of a token. It has 256 random bits, so a plain hash cannot be turned around. */
export function hashOf(token: string): string {
  return hash('sha256', token, 'base64url');
}

/**
 * Bearer of a membership between its admission from the waiting room and the moment its socket claims it. Any node can
 * make it, so that the admitting one need not know where the socket is; no client ever sees it.
 */
export class AdmissionTokens {
  readonly #secret: Uint8Array;

  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  hashFor(userId: string): string {
    return hashOf(createHmac('sha256', this.#secret).update(userId).digest('base64url'));
  }
}
