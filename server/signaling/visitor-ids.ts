import { createHmac, timingSafeEqual } from 'node:crypto';
import { randomText } from '../random-text.js';

/** 128 bits: nobody meets or guesses another's. */
const ID_BYTES = 16;

/** What a page keeps: the id and our signature, both base64url. */
const SIGNED = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

/**
 * Who somebody is across sockets and visits. The id is random and signed by us; nothing in it comes from the client, so
 * nobody can be made somebody else, and nobody can make one up.
 */
export class VisitorIds {
  readonly #secret: Uint8Array;

  /** `secret`: of the installation, so that every node knows every visitor. */
  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** A new visitor: the id, and what its page shows from now on. */
  issue(): { readonly visitorId: string; readonly signed: string } {
    const visitorId = randomText(ID_BYTES);
    return { visitorId, signed: `${visitorId}.${this.#sign(visitorId).toString('base64url')}` };
  }

  /** The id in what a client showed, or undefined when we did not sign it. */
  verify(shown: unknown): string | undefined {
    const [, visitorId, signature] = (typeof shown === 'string' && SIGNED.exec(shown)) || [];
    if (visitorId === undefined || signature === undefined) return undefined;
    const given = Buffer.from(signature, 'base64url');
    const right = this.#sign(visitorId);
    return given.length === right.length && timingSafeEqual(given, right) ? visitorId : undefined;
  }

  #sign(visitorId: string): Buffer {
    return createHmac('sha256', this.#secret).update(visitorId).digest();
  }
}
