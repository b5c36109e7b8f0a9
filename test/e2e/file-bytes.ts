import type { Visitor } from './visitor.js';

/** Bytes this page has sent to all its present connections on the channels for files: what was asked for, and a little talk. */
export function fileBytesSent(visitor: Visitor): Promise<number> {
  return visitor.run(async () => {
    let bytes = 0;
    for (const { userId, self } of window.room.state.participants) {
      const report = self ? undefined : await window.room.connectionTo(userId)?.getStats();
      const channels = [...(report?.values() ?? [])] as { type: string; label?: string; bytesSent?: number }[];
      for (const { type, label, bytesSent = 0 } of channels) {
        if (type === 'data-channel' && label === 'files') bytes += bytesSent;
      }
    }
    return bytes;
  }, null);
}
