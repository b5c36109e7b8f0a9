import { hexDigest } from './digest.js';

/**
 * Shows to `to` that `from` knows the key of a transfer, and tells the key to nobody. Both ids are in it, which the
 * service vouches for, so that who hears a proof cannot use it itself.
 */
function proof(role: 'seek' | 'offer', key: string, from: string, to: string): Promise<string> {
  return hexDigest([role, key, from, to].join(' '));
}

/** By the receiver, who looks for the sender. */
export function seekProof(key: string, from: string, to: string): Promise<string> {
  return proof('seek', key, from, to);
}

/** By the sender, who goes on. */
export function offerProof(key: string, from: string, to: string): Promise<string> {
  return proof('offer', key, from, to);
}
