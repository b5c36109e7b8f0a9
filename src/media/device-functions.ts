import { RtcError } from '../protocol/index.js';
import { captureBoth, captureDevice, type Captured, type CaptureContext } from './capture.js';
import { insecureContext } from './capture-error.js';
import { stopTracks } from './captured-stream.js';
import { chosenDevices as chosen, type DeviceChoice } from './chosen-devices.js';
import { cameraConstraints, microphoneConstraints, type DeviceWishes } from './device-constraints.js';
import type { DeviceList, DeviceLists } from './device-list.js';
import { pageCaptureSource } from './page-capture.js';
import { captureScreen as capturedScreen, type ScreenOptions } from './screen-capture.js';
import { WishedDevices } from './wished-devices.js';

export { watchLevel } from './track-level.js';

/** What is captured: as the attributes of a room, with `none` for what is not. */
export interface CaptureWishes extends DeviceWishes {
  /** Told of a device that could not be had while the other could, and of one that was made up for. */
  readonly told?: (error: RtcError) => void;
}

interface Abortable {
  readonly signal?: AbortSignal;
}

/** The devices there are now. Names and ids come with the first permission. */
export async function listDevices(): Promise<DeviceLists> {
  const list = listed();
  await list.refresh();
  return list.current;
}

/** Calls `listener` with the devices now and after each change, until the signal aborts. Resolves after the first. */
export async function watchDevices(
  listener: (devices: DeviceLists) => void,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const list = listed();
  await list.refresh();
  if (signal.aborted) return;
  list.on('change', listener, { signal });
  listener(list.current);
}

/**
 * Microphone and camera, with one question to the visitor and shared with every room of the page: whoever joins later is
 * not asked again. What the visitor has chosen before is used where nothing is said. The stream keeps what could be had;
 * its tracks live until they are stopped or the signal aborts. Rejects with `media/…` when there is nothing at all.
 */
export async function captureDevices(
  { told = () => undefined, ...said }: CaptureWishes = {},
  { signal = new AbortController().signal }: Abortable = {},
): Promise<MediaStream> {
  const wishes = new WishedDevices();
  wishes.say(said);
  const source = pageCaptureSource();
  const context: CaptureContext = { source, signal, fellBack: told };
  const request = { microphone: microphoneConstraints(wishes.current), camera: cameraConstraints(wishes.current) };
  const captured = await Promise.all(capturesOf(said, request, context));
  const tracks = captured.flatMap((one) => (one instanceof RtcError ? [] : [one]));
  const errors = new Set(captured.flatMap((one) => (one instanceof RtcError ? [one] : [])));
  const [first] = errors;
  if (tracks.length === 0 && first !== undefined) throw first;
  for (const error of errors) told(error);
  const stream = new MediaStream(tracks);
  // Also what has taken the place of a captured track since.
  signal.addEventListener('abort', () => stopTracks(stream), { once: true });
  source.replaced?.((before, after) => {
    if (!stream.getTracks().includes(before)) return false;
    stream.removeTrack(before);
    if (after !== undefined) stream.addTrack(after);
    return true;
  }, signal);
  return stream;
}

/** Opens the browser's picker; call it in the visitor's gesture. Rejects with `media/cancelled` and other `media/…`. */
export function captureScreen(
  options: ScreenOptions = {},
  { signal = new AbortController().signal }: Abortable = {},
): Promise<MediaStream> {
  return capturedScreen(options, { source: pageCaptureSource(), signal });
}

/** Remembers the visitor's choice; rooms that run follow it where their page leaves it to the visitor. */
export async function useDevices(choice: DeviceChoice): Promise<void> {
  chosen().remember(choice);
}

/** What the visitor has chosen on this site, so far. */
export function chosenDevices(): DeviceChoice {
  return chosen().current;
}

function capturesOf(
  { microphone, camera }: DeviceWishes,
  request: { readonly microphone: MediaTrackConstraints; readonly camera: MediaTrackConstraints },
  context: CaptureContext,
): readonly Promise<Captured>[] {
  if (microphone === 'none') return camera === 'none' ? [] : [captureDevice('camera', request.camera, context)];
  if (camera === 'none') return [captureDevice('microphone', request.microphone, context)];
  return Object.values(captureBoth(request, context));
}

function listed(): DeviceList {
  const { devices } = pageCaptureSource();
  if (devices === undefined) throw insecureContext();
  return devices;
}
