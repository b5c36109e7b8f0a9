import { RtcError, type ErrorCode } from '../protocol/index.js';
import type { CaptureContext, Captured, Device } from './capture.js';

/** What another device or another size may mend. A visitor who said no is not asked in another way. */
const MENDABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'media/busy',
  'media/missing',
  'media/over-constrained',
  'media/failed',
]);

/** Names the browser gives to a choice of its own, not to a device. */
const PSEUDO_IDS: ReadonlySet<string> = new Set(['', 'default', 'communications']);

const MAX_OTHERS = 4;

/** Small enough for a bus that several cameras share, and for a camera with few modes. */
const SMALLEST: MediaTrackConstraints = { width: { ideal: 320 }, height: { ideal: 180 }, frameRate: { ideal: 15 } };

interface Failed {
  readonly device: Device;
  readonly constraints: MediaTrackConstraints;
  readonly error: RtcError;
}

/**
 * What there is instead of a capture that failed: another device of the kind, then a smaller picture. After that the room
 * is joined with what else there is, a microphone alone or nothing. Resolves with the first failure when nothing helps.
 */
export async function insteadOf(
  { device, constraints, error }: Failed,
  { source, fellBack, signal }: CaptureContext,
  capture: (constraints: MediaTrackConstraints) => Promise<Captured>,
): Promise<Captured> {
  if (!MENDABLE.has(error.code)) return error;
  for (const deviceId of await otherDevices(device, constraints, source.mediaDevices)) {
    signal.throwIfAborted();
    const { facingMode: _, ...wish } = constraints;
    const captured = await capture({ ...wish, deviceId: { exact: deviceId } });
    if (captured instanceof RtcError) continue;
    fellBack?.(replaced(error, `Another ${device} is used instead.`));
    return captured;
  }
  // A camera that is gone has no smaller picture either.
  if (device === 'microphone' || error.code === 'media/missing') return error;
  const captured = await capture({ ...constraints, ...SMALLEST });
  if (captured instanceof RtcError) return error;
  fellBack?.(replaced(error, 'It works with a smaller picture.'));
  return captured;
}

function replaced({ code, message, cause }: RtcError, what: string): RtcError {
  return new RtcError(code, `${message} ${what}`, { severity: 'info', cause });
}

async function otherDevices(
  device: Device,
  { deviceId }: MediaTrackConstraints,
  devices: CaptureContext['source']['mediaDevices'],
): Promise<readonly string[]> {
  const kind = device === 'microphone' ? 'audioinput' : 'videoinput';
  // Fails only in a page that is going away.
  const all = (await devices?.enumerateDevices?.().catch(() => [])) ?? [];
  const ids = all.filter((one) => one.kind === kind && !PSEUDO_IDS.has(one.deviceId)).map((one) => one.deviceId);
  // A single one is what was tried.
  if (ids.length < 2) return [];
  return ids.filter((id) => !JSON.stringify(deviceId ?? null).includes(JSON.stringify(id))).slice(0, MAX_OTHERS);
}
