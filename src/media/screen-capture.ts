import { captureError, insecureContext, unsupportedScreen } from './capture-error.js';
import type { CaptureContext } from './capture.js';
import { capturedStream } from './captured-stream.js';

/** All are wishes: the visitor chooses the surface, and a browser ignores what it does not know. */
export interface ScreenOptions {
  /** Take its sound along, where the browser can. */
  readonly audio?: boolean | undefined;
  /** What the picker shows first. */
  readonly surface?: 'monitor' | 'window' | 'browser' | undefined;
  /** Pixels; a larger surface is scaled down. */
  readonly maxWidth?: number | undefined;
  readonly maxHeight?: number | undefined;
  /** Frames per second, at most. */
  readonly frameRate?: number | undefined;
}

/** Screen Capture's newer members, which the DOM's types lack. */
interface DisplayOptions extends DisplayMediaStreamOptions {
  readonly systemAudio?: 'include' | 'exclude';
  readonly surfaceSwitching?: 'include' | 'exclude';
}

/**
 * Opens the browser's picker, in the same turn it is called: a picker needs the visitor's gesture, and a gesture
 * does not outlive a wait. The stream has one video track and perhaps one of audio. Rejects with `media/cancelled` when
 * the picker was dismissed, `media/unsupported`, `media/insecure`, another `media/*`, or the signal's reason.
 */
export async function captureScreen(
  options: ScreenOptions,
  { source: { mediaDevices }, signal }: CaptureContext,
): Promise<MediaStream> {
  signal.throwIfAborted();
  if (mediaDevices === undefined) throw insecureContext();
  if (mediaDevices.getDisplayMedia === undefined) throw unsupportedScreen();
  try {
    return await capturedStream(mediaDevices.getDisplayMedia(displayOptions(options)), signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw captureError(cause, 'screen');
  }
}

/** Only `ideal` and `max`: `getDisplayMedia` rejects `exact` and `min` (Screen Capture §5.1). */
export function displayOptions({ audio, surface, maxWidth, maxHeight, frameRate }: ScreenOptions): DisplayOptions {
  const video: MediaTrackConstraints = {
    ...(surface !== undefined && { displaySurface: surface }),
    ...(isPositive(maxWidth) && { width: { max: maxWidth } }),
    ...(isPositive(maxHeight) && { height: { max: maxHeight } }),
    ...(isPositive(frameRate) && { frameRate: { max: frameRate } }),
  };
  const sound = audio === true;
  return { video, audio: sound, systemAudio: sound ? 'include' : 'exclude', surfaceSwitching: 'include' };
}

function isPositive(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value > 0;
}
