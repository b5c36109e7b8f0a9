import { accept, offerRandomFile } from '../../e2e/files.js';
import { thinUplink } from '../../e2e/thin-uplink.js';
import { until } from '../../e2e/until.js';
import type { Visitor } from '../../e2e/visitor.js';

declare global {
  interface Window {
    /** The newest channel for files of this page. */
    filesChannel: RTCDataChannel | undefined;
  }
}

/** Who sends and who receives a file, on pages that are in no room yet. */
export interface FilePair {
  readonly ada: Visitor;
  readonly ben: Visitor;
}

/** Ada's file is on its way to Ben, slowly enough to be disturbed, when it resolves with its SHA-256. */
export async function sendSlowly(
  { ada, ben }: FilePair,
  file: { readonly name: string; readonly sizeBytes: number; readonly room: string; readonly server: string },
): Promise<string> {
  await ada.run(thinUplink, null);
  await ben.run(keepFilesChannel, null);
  for (const person of [ada, ben]) await person.join({ name: file.room, session: 'data', server: file.server });
  await Promise.all([ada.untilConnected(1), ben.untilConnected(1)]);
  const digest = await offerRandomFile(ada, file.name, file.sizeBytes);
  await accept(ben, file.name);
  await untilBytes(ben, file.sizeBytes / 5);
  return digest;
}

/** Waits until more than `bytes` of the only file have come, and resolves with how many. */
export function untilBytes(ben: Visitor, bytes: number): Promise<number> {
  return until(
    `${bytes} bytes`,
    () => bytesOf(ben),
    (count) => count > bytes,
  );
}

export function bytesOf(visitor: Visitor): Promise<number> {
  return visitor.run(() => window.room.state.transfers[0]?.bytes ?? 0, null);
}

/** The channel alone: whatever else connects the two is left as it is. */
export function closeFilesChannel(visitor: Visitor): Promise<void> {
  return visitor.run(() => window.filesChannel?.close(), null);
}

export function offersHeard(visitor: Visitor): Promise<number> {
  return visitor.run(() => window.heard.filter(({ type }) => type === 'rtc-file-offer').length, null);
}

/** In the page. */
function keepFilesChannel(): void {
  const { createDataChannel } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.createDataChannel = function create(...given) {
    const channel = createDataChannel.apply(this, given);
    if (channel.label === 'files') window.filesChannel = channel;
    return channel;
  };
}
