import type { Visitor } from './visitor.js';
import { until } from './until.js';

export const FIVE_MEGABYTES = 5 * 1024 * 1024;

/** Offers a file of random bytes to everybody, or to some, and resolves with its SHA-256 as hexadecimal digits. */
export function offerRandomFile(
  sender: Visitor,
  name: string,
  sizeBytes: number,
  to?: readonly string[],
): Promise<string> {
  return sender.run(
    async ([fileName, length, userIds]) => {
      const bytes = new Uint8Array(length);
      // As much as the browser gives at once.
      for (let start = 0; start < length; start += 65_536) {
        crypto.getRandomValues(bytes.subarray(start, Math.min(start + 65_536, length)));
      }
      const file = new File([bytes], fileName, { type: 'application/octet-stream' });
      await window.room.sendFile(file, userIds === null ? {} : { to: userIds });
      const digest = await crypto.subtle.digest('SHA-256', bytes);
      return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
    },
    [name, sizeBytes, to ?? null] as const,
  );
}

/** Waits for the offer of `name` and resolves with the id it has here. */
export async function offered(receiver: Visitor, name: string): Promise<string> {
  const detail = await receiver.untilHeard('rtc-file-offer', (offer) => offer['name'] === name);
  return String(detail['transferId']);
}

export async function accept(receiver: Visitor, name: string): Promise<void> {
  await receiver.run((transferId) => window.room.acceptFile(transferId), await offered(receiver, name));
}

/** Waits until `name` is here and resolves with the SHA-256 of what came. */
export async function receivedDigest(receiver: Visitor, name: string): Promise<string> {
  await receiver.untilHeard('rtc-file-received', (detail) => detail['name'] === name);
  return receiver.run(async (fileName) => {
    const transfer = window.room.state.transfers.find((candidate) => candidate.name === fileName);
    const digest = await crypto.subtle.digest('SHA-256', (await transfer?.file?.arrayBuffer()) ?? new ArrayBuffer(0));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }, name);
}

/** Waits until the transfer of `name` has one of these states. */
export async function untilTransfer(visitor: Visitor, name: string, status: string): Promise<void> {
  await until(
    `the transfer of ${name} to be ${status}`,
    () =>
      visitor.run((wanted) => window.room.state.transfers.find((transfer) => transfer.name === wanted)?.status, name),
    (current) => current === status,
  );
}
