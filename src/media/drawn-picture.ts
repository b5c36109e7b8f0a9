import { pixelsOf, type CropRectangle, type ScreenPicture } from './screen-picture.js';

/** A picture that does not change is drawn again so often; in a page nobody looks at browsers run timers no faster. */
const REPEAT_MS = 1_000;

const FRAME_MS = 1_000 / 30;

/** What hands out the next frame: the track, or in Firefox, as an older draft of the standard had it, the stream. */
interface FrameSource {
  requestFrame(): void;
}

/** Cuts by drawing the part on a canvas, where browsers hand out no frames. */
export class DrawnPicture implements ScreenPicture {
  readonly track: MediaStreamTrack;
  readonly #video = document.createElement('video');
  readonly #canvas = document.createElement('canvas');
  readonly #frames: FrameSource;
  readonly #timers: readonly ReturnType<typeof setInterval>[];
  readonly #still = document.createElement('canvas');
  #crop: CropRectangle | undefined;
  #isFrozen = false;

  constructor(captured: MediaStreamTrack, crop: CropRectangle | undefined) {
    this.#crop = crop;
    this.#video.muted = true;
    this.#video.playsInline = true;
    this.#video.srcObject = new MediaStream([captured]);
    // Without sound nothing forbids it; a capture that has ended has nothing to play.
    this.#video.play().catch(() => undefined);
    // Sized before the first frame, which else would be that of an empty canvas.
    [this.#canvas.width, this.#canvas.height] = [2, 2];
    // A canvas gives no stream before it has a context.
    this.#canvas.getContext('2d');
    const stream = this.#canvas.captureStream(0) as MediaStream & FrameSource;
    [this.track] = stream.getVideoTracks() as [MediaStreamTrack];
    this.#frames = givesFrames(this.track) ? this.track : stream;
    this.track.contentHint = captured.contentHint;
    this.#timers = [
      setInterval(() => this.#isFrozen || this.#draw(this.#video), FRAME_MS),
      setInterval(() => this.#isFrozen && this.#draw(this.#still), REPEAT_MS),
    ];
  }

  crop(rectangle: CropRectangle | undefined): void {
    this.#crop = rectangle;
    this.#draw(this.#isFrozen ? this.#still : this.#video);
  }

  freeze(isFrozen: boolean): void {
    if (isFrozen && !this.#isFrozen) {
      const { videoWidth, videoHeight } = this.#video;
      [this.#still.width, this.#still.height] = [videoWidth, videoHeight];
      this.#still.getContext('2d')?.drawImage(this.#video, 0, 0);
    }
    this.#isFrozen = isFrozen;
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#video.srcObject = null;
    this.track.stop();
  }

  #draw(picture: HTMLVideoElement | HTMLCanvasElement): void {
    const [wholeWidth, wholeHeight] =
      picture instanceof HTMLVideoElement ? [picture.videoWidth, picture.videoHeight] : [picture.width, picture.height];
    if (wholeWidth === 0 || wholeHeight === 0) return;
    const { x, y, width, height } = pixelsOf(this.#crop, wholeWidth, wholeHeight);
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.#canvas.getContext('2d')?.drawImage(picture, x, y, width, height, 0, 0, width, height);
    this.#frames.requestFrame();
  }
}

function givesFrames(source: object): source is FrameSource {
  return 'requestFrame' in source;
}
