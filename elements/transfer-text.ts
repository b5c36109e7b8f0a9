import type { Transfer } from '../src/index.js';
import { fileSize } from './file-name.js';
import { fileText } from './file-strings.js';
import { personName } from './strings.js';

/** The other person of a transfer. */
export function personOf({ displayName }: Transfer): string {
  return personName({ displayName, self: false });
}

/** How a transfer is, in a few words; `saved` when the visitor has said where to. */
export function statusText(transfer: Transfer, saved: boolean): string {
  const incoming = transfer.direction === 'receiving';
  switch (transfer.status) {
    case 'offered':
      return fileText(incoming ? 'files.offered-in' : 'files.offered-out');
    case 'accepted':
      return fileText('files.accepted');
    case 'transferring':
      return progressText(transfer);
    case 'paused': {
      const paused = transfer.pausedHere
        ? fileText('files.paused')
        : fileText('files.paused-there', { name: personOf(transfer) });
      return `${percentOf(transfer)} · ${paused}`;
    }
    case 'interrupted':
      return fileText(transfer.needsFile ? 'files.needs-file' : 'files.interrupted');
    case 'done':
      if (!incoming) return fileText('files.done-out');
      return fileText(saved ? 'files.done-saved' : 'files.done-in');
    case 'declined':
      return fileText('files.declined');
    case 'cancelled':
      return fileText('files.cancelled');
    case 'failed':
      return transfer.error?.message ?? fileText('files.failed');
    default:
      return transfer.status satisfies never;
  }
}

/** "45% · 1.2 MB/s · 12 sec left": what is known of it. */
function progressText(transfer: Transfer): string {
  const { bytesPerSecond, secondsLeft } = transfer;
  const parts = [percentOf(transfer)];
  if (bytesPerSecond > 0) parts.push(`${fileSize(bytesPerSecond)}/s`);
  if (secondsLeft !== undefined) parts.push(fileText('files.left', { time: duration(secondsLeft) }));
  return parts.join(' · ');
}

function percentOf({ bytes, sizeBytes }: Transfer): string {
  const done = sizeBytes > 0 ? bytes / sizeBytes : 1;
  return done.toLocaleString([], { style: 'percent' });
}

/** In the largest unit of which there are at least one and a half. */
function duration(seconds: number): string {
  const [value, unit] =
    seconds < 90 ? [seconds, 'second'] : seconds < 5_400 ? [seconds / 60, 'minute'] : [seconds / 3_600, 'hour'];
  return Math.ceil(value).toLocaleString([], { style: 'unit', unit, unitDisplay: 'short' });
}
