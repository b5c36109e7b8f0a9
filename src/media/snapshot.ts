import { RtcError } from '../protocol/index.js';

export interface PictureOptions {
  /** `image/png` (default), `image/jpeg`, `image/webp`. */
  readonly type?: string | undefined;
  /** 0…1, for types that lose something. */
  readonly quality?: number | undefined;
  /** Waits so long for a larger picture than the first that comes; 0 for the first. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** A picture that has not come by then does not come. */
const TIMEOUT_MS = 8_000;

/** The newest picture of a track. Rejects with `media/no-picture`, or the signal's reason. */
export async function pictureOf(track: MediaStreamTrack, options: PictureOptions): Promise<Blob> {
  const { type = 'image/png', quality, patienceMs, signal } = options;
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  try {
    // Nothing is heard, so no browser refuses; one that pauses it in a page nobody sees gives no picture, and that is told.
    video.play().catch(() => undefined);
    const until = performance.now() + patienceMs;
    await nextFrame(video, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]));
    const { videoHeight } = video;
    while (performance.now() < until && video.videoHeight <= videoHeight) {
      const patience = AbortSignal.timeout(Math.max(1, until - performance.now()));
      // Rejects when the time is up, and then the picture there is is taken.
      await nextFrame(video, AbortSignal.any([signal, patience])).catch(() => undefined);
      signal.throwIfAborted();
    }
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    canvas.getContext('2d')?.drawImage(video, 0, 0);
    return await canvas.convertToBlob(quality === undefined ? { type } : { type, quality });
  } catch (cause) {
    signal.throwIfAborted();
    throw noPicture(cause);
  } finally {
    video.srcObject = null;
  }
}

export function noPicture(cause?: unknown): RtcError {
  return new RtcError('media/no-picture', 'There is no picture to take.', {
    cause,
    hint: 'A camera that is off or muted, or a screen that is not shared, gives none.',
  });
}

function nextFrame(video: HTMLVideoElement, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const shown = video.requestVideoFrameCallback(() => resolve());
    signal.addEventListener(
      'abort',
      () => {
        video.cancelVideoFrameCallback(shown);
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}
