import type { CropMovers } from '../protocol/index.js';
import { captureError, insecureContext, unsupportedScreen } from './capture-error.js';
import { refusalOf } from './capture-refusal.js';
import type { CaptureContext } from './capture.js';
import { capturedStream } from './captured-stream.js';
import type { CropRectangle } from './screen-picture.js';

/** All are wishes: the visitor chooses the surface, and a browser ignores what it does not know. */
export interface ScreenOptions {
  /** Take its sound along, where the browser can. */
  readonly audio?: boolean | undefined;
  /** Offer the sound of the whole system, where the browser can; as `audio` by default. */
  readonly systemAudio?: boolean | undefined;
  /** Do not play here what is captured: a tab whose sound is shared falls silent for who shares it. */
  readonly silentHere?: boolean | undefined;
  /** What the picker shows first. */
  readonly surface?: 'monitor' | 'window' | 'browser' | undefined;
  /** Offer whole screens (default), or only windows and tabs. */
  readonly monitors?: boolean | undefined;
  /** Offer this very page. */
  readonly self?: boolean | undefined;
  /** Let the visitor go over to another tab while sharing; offered by default. */
  readonly switching?: boolean | undefined;
  /** Whether the pointer is in the picture. */
  readonly cursor?: 'always' | 'motion' | 'never' | undefined;
  /** Stay on this page when a window or tab was chosen. */
  readonly keepFocus?: boolean | undefined;
  /** What it shows: `detail` and `text` stay sharp and become slow, `motion` the other way round. */
  readonly contentHint?: 'detail' | 'text' | 'motion' | undefined;
  /** Pixels; a larger surface is scaled down. */
  readonly maxWidth?: number | undefined;
  readonly maxHeight?: number | undefined;
  /** Frames per second, at most. */
  readonly frameRate?: number | undefined;
  /** The part to send: of the surface in fractions, or an element of this page. Nothing else ever leaves. */
  readonly crop?: CropRectangle | Element | undefined;
  /** Who else may move the crop; nobody by default. */
  readonly cropMovableBy?: CropMovers | undefined;
  /** While a screen is shared: choose another one for it. Dismissed, the shared one goes on. */
  readonly another?: boolean | undefined;
}

type Offer = 'include' | 'exclude';

/** Screen Capture's newer members, which the DOM's types lack. */
interface DisplayOptions extends DisplayMediaStreamOptions {
  readonly systemAudio?: Offer;
  readonly surfaceSwitching?: Offer;
  readonly selfBrowserSurface?: Offer;
  readonly monitorTypeSurfaces?: Offer;
  readonly preferCurrentTab?: boolean;
  readonly controller?: FocusController;
}

interface FocusController {
  setFocusBehavior(behavior: 'focus-capturing-application' | 'no-focus-change'): void;
}
declare const CaptureController: (new () => FocusController) | undefined;

/**
 * Opens the browser's picker, in the same turn it is called: a picker needs the visitor's gesture, and a gesture
 * does not outlive a wait. The stream has one video track and perhaps one of audio. Rejects with `media/cancelled` when
 * the picker was dismissed, `media/unsupported`, `media/insecure`, another `media/*`, or the signal's reason.
 */
export async function captureScreen(options: ScreenOptions, { source, signal }: CaptureContext): Promise<MediaStream> {
  const { mediaDevices } = source;
  signal.throwIfAborted();
  if (mediaDevices === undefined) throw insecureContext();
  if (mediaDevices.getDisplayMedia === undefined) throw unsupportedScreen();
  try {
    const stream = await capturedStream(mediaDevices.getDisplayMedia(displayOptions(options)), signal);
    const { contentHint } = options;
    for (const track of stream.getVideoTracks()) if (contentHint !== undefined) track.contentHint = contentHint;
    return stream;
  } catch (cause) {
    signal.throwIfAborted();
    throw captureError(cause, 'screen', await refusalOf(cause, 'screen', source));
  }
}

/** Only `ideal` and `max`: `getDisplayMedia` rejects `exact` and `min` (Screen Capture §5.1). */
export function displayOptions(options: ScreenOptions): DisplayOptions {
  const { audio, surface, maxWidth, maxHeight, frameRate, cursor, monitors, self, keepFocus, crop } = options;
  const video: MediaTrackConstraints & { readonly cursor?: string } = {
    ...(surface !== undefined && { displaySurface: surface }),
    ...(isPositive(maxWidth) && { width: { max: maxWidth } }),
    ...(isPositive(maxHeight) && { height: { max: maxHeight } }),
    ...(isPositive(frameRate) && { frameRate: { max: frameRate } }),
    ...(cursor !== undefined && { cursor }),
  };
  const sound = audio === true;
  const isOwnPart = crop !== undefined && !('x' in crop);
  return {
    video,
    audio:
      sound && options.silentHere === true ? ({ suppressLocalAudioPlayback: true } as MediaTrackConstraints) : sound,
    systemAudio: offer(options.systemAudio ?? sound),
    surfaceSwitching: offer(!isOwnPart && options.switching !== false),
    ...(monitors !== undefined && { monitorTypeSurfaces: offer(monitors) }),
    ...((self !== undefined || isOwnPart) && { selfBrowserSurface: offer(isOwnPart || self === true) }),
    ...(isOwnPart && { preferCurrentTab: true }),
    ...(keepFocus === true && focusKept()),
  };
}

function focusKept(): Pick<DisplayOptions, 'controller'> {
  if (typeof CaptureController === 'undefined') return {};
  const controller = new CaptureController();
  controller.setFocusBehavior('no-focus-change');
  return { controller };
}

function offer(isOffered: boolean): Offer {
  return isOffered ? 'include' : 'exclude';
}

function isPositive(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value > 0;
}
