import { pixelsOf, type CropRectangle, type ScreenPicture } from './screen-picture.js';

/** So often a picture that does not change is sent again: whoever comes later waits no longer for it. */
const REPEAT_MS = 1_000;

/** Media Capture Transform, which the DOM's types lack. */
declare const MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack; maxBufferSize?: number }) => {
  readonly readable: ReadableStream<VideoFrame>;
};
declare const MediaStreamTrackGenerator: new (init: { kind: 'video' }) => MediaStreamTrack & {
  readonly writable: WritableStream<VideoFrame>;
};

/** Whether this browser hands out frames on the page's own thread. */
export function canTransform(): boolean {
  return typeof MediaStreamTrackGenerator !== 'undefined';
}

/** Cuts frame by frame without copying any, also in a page nobody looks at. */
export class TransformedPicture implements ScreenPicture {
  readonly track: MediaStreamTrack;
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;
  readonly #writer: WritableStreamDefaultWriter<VideoFrame>;
  readonly #timer: ReturnType<typeof setInterval>;
  #crop: CropRectangle | undefined;
  /** The newest whole frame: a screen on which nothing happens gives no other. */
  #newest: VideoFrame | undefined;
  #isFrozen = false;
  #isClosed = false;
  #writtenAt = 0;

  constructor(captured: MediaStreamTrack, crop: CropRectangle | undefined) {
    this.#crop = crop;
    const generator = new MediaStreamTrackGenerator({ kind: 'video' });
    generator.contentHint = captured.contentHint;
    this.track = generator;
    this.#reader = new MediaStreamTrackProcessor({ track: captured, maxBufferSize: 1 }).readable.getReader();
    this.#writer = generator.writable.getWriter();
    this.#timer = setInterval(() => this.#repeat(), REPEAT_MS);
    void this.#follow();
  }

  crop(rectangle: CropRectangle | undefined): void {
    this.#crop = rectangle;
    this.#show();
  }

  freeze(isFrozen: boolean): void {
    this.#isFrozen = isFrozen;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#newest?.close();
    this.#newest = undefined;
    // Either may have ended with its track already.
    this.#reader.cancel().catch(() => undefined);
    this.#writer.close().catch(() => undefined);
    this.track.stop();
  }

  async #follow(): Promise<void> {
    for (;;) {
      // Cancelled by `close`, or done because the capture has ended.
      const { done, value } = await this.#reader.read().catch(() => ({ done: true, value: undefined }));
      if (done || value === undefined || this.#isClosed) {
        value?.close();
        return;
      }
      if (this.#isFrozen && this.#newest !== undefined) {
        value.close();
      } else {
        this.#newest?.close();
        this.#newest = value;
        this.#show();
      }
    }
  }

  #repeat(): void {
    if (performance.now() - this.#writtenAt >= REPEAT_MS / 2) this.#show();
  }

  #show(): void {
    const whole = this.#newest;
    if (whole === undefined || this.#isClosed) return;
    const visibleRect = pixelsOf(this.#crop, whole.displayWidth, whole.displayHeight);
    this.#writtenAt = performance.now();
    const timestamp = Math.round(this.#writtenAt * 1_000);
    const part = new VideoFrame(whole, {
      timestamp,
      visibleRect,
      displayWidth: visibleRect.width,
      displayHeight: visibleRect.height,
    });
    // A frame that comes after the end is nobody's.
    this.#writer.write(part).catch(() => part.close());
  }
}
