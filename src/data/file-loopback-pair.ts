import { sha256, toHex } from './digest.js';
import type { FileStore } from './file-store.js';
import { loopbackLinks, type LoopbackLink } from './file-loopback-links.js';
import { Transfers } from './transfers.js';
import type { FileToOffer, TransferEvents } from './transfers-port.js';

/** Lets what arrives over `link` reach `transfers`. */
export function wire(transfers: Transfers, link: LoopbackLink): void {
  link.onframe = (frame) => transfers.receive(link, frame);
}

const sessions = new Set<AbortController>();

/** To be called after each test: nobody waits any more for who is away. */
export function endSessions(): void {
  for (const session of sessions) session.abort();
  sessions.clear();
}

/** One more session, which ends with the test. */
export function sessionSignal(): AbortSignal {
  const session = new AbortController();
  sessions.add(session);
  return session.signal;
}

/** Ada and Bob in one room, for tests. */
export function adaAndBob(
  options: { readonly maxFrameBytes?: number; readonly ada?: FileStore; readonly bob?: FileStore } = {},
) {
  const { maxFrameBytes = 262_144 } = options;
  const links = loopbackLinks({ maxFrameBytes });
  const session = new AbortController();
  sessions.add(session);
  /** What each is called now. */
  const names = { ada: 'ada', bob: 'bob' };
  const ada = new Transfers({
    signal: session.signal,
    self: () => names.ada,
    ...(options.ada && { store: options.ada }),
  });
  const bob = new Transfers({
    signal: session.signal,
    self: () => names.bob,
    ...(options.bob && { store: options.bob }),
  });
  wire(ada, links.toBob);
  wire(bob, links.toAda);
  return { ...links, session, names, ada, bob };
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

/** Bytes nobody can guess. */
export function randomFile(name: string, sizeBytes: number): File {
  const bytes = new Uint8Array(sizeBytes);
  for (let start = 0; start < sizeBytes; start += 65_536) {
    crypto.getRandomValues(bytes.subarray(start, start + 65_536));
  }
  return new File([bytes], name, { type: 'text/plain' });
}

async function hexOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(await sha256(bytes));
}

export async function sameBytes(one: File | undefined, other: Blob): Promise<boolean> {
  if (one?.size !== other.size) return false;
  const hashes = [one, other].map(async (blob) => hexOf(new Uint8Array(await blob.arrayBuffer())));
  const [left, right] = await Promise.all(hashes);
  return left === right;
}

export function offered(...files: readonly File[]): FileToOffer[] {
  return files.map((each) => ({ file: each }));
}

export function acceptAll(transfers: Transfers): void {
  transfers.on('offered', ({ transferId }) => void transfers.accept(transferId));
}
