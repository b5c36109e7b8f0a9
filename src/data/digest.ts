export const HASH_BYTES = 32;

/**
 * SHA-256, by the browser and off the page's thread. A page that is not secure has no WebCrypto: a slower one of our
 * own is loaded there.
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  // Typed as always there; it is not on pages over plain HTTP.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle !== undefined) return new Uint8Array(await subtle.digest('SHA-256', bytes));
  const { sha256Here } = await import('./sha256-here.js');
  return sha256Here(bytes);
}

export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** SHA-256 of text, as hex. */
export async function hexDigest(text: string): Promise<string> {
  return toHex(await sha256(new TextEncoder().encode(text)));
}
