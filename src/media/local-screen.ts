import { SerialQueue } from '../base/serial-queue.js';
import { RtcError, type Crop, type CropMovers, type MediaKind, type Role } from '../protocol/index.js';
import type { CaptureSource } from './capture.js';
import { stopTracks } from './captured-stream.js';
import type { ScreenState } from './device-state.js';
import { announced, withCrop, withMuted, withoutKind, withTrack, withTrackInstead } from './local-publication.js';
import type { LocalPublication } from './local-publication.js';
import { captureScreen } from './screen-capture.js';
import type { ScreenOptions } from './screen-capture.js';
import { withinPicture, type CropRectangle, type ScreenPicture } from './screen-picture.js';

export interface LocalScreenOptions {
  readonly source: CaptureSource;
  readonly signal: AbortSignal;
  /** `publication` is another one now. */
  readonly changed: () => void;
}

/** `freeze`: the last picture stands, for those who come later too. `blank`: nothing is sent. Either is silent. */
export type ScreenPause = 'freeze' | 'blank';

/** Where the shown part shall be, in fractions of the shared surface: its upper left corner. */
export interface CropPosition {
  readonly x: number;
  readonly y: number;
}

/** The screen this visitor shares. Announced only when one was chosen: most pickers are looked at and dismissed. */
export class LocalScreen {
  readonly #options: LocalScreenOptions;
  readonly #changes = new SerialQueue();
  #publication: LocalPublication | undefined;
  /** What the browser captures; what is sent of it may be `#picture`. */
  #captured: MediaStream | undefined;
  #picture: ScreenPicture | undefined;
  #pending: Promise<void> | undefined;
  #wanted = false;
  #paused: ScreenPause | undefined;
  #rectangle: CropRectangle | undefined;
  #movableBy: CropMovers = 'nobody';

  constructor(options: LocalScreenOptions) {
    this.#options = options;
  }

  get publication(): LocalPublication | undefined {
    return this.#publication;
  }

  get state(): ScreenState {
    if (this.#publication === undefined) return 'off';
    return this.#paused === undefined ? 'on' : 'paused';
  }

  /**
   * Opens the picker in the same turn, unless a screen is shared or a picker open already. Resolves when the screen is
   * there, or no longer wanted. Rejects as `captureScreen` does, and as `crop`.
   */
  async share(options: ScreenOptions): Promise<void> {
    this.#wanted = true;
    if (this.#publication !== undefined && options.another !== true) return;
    this.#pending ??= this.#capture(options).finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  /** An open picker can't be closed from here; what is chosen in it after this is not shared. */
  stop(): void {
    this.#wanted = false;
    if (this.#publication === undefined) return;
    this.#letGo();
    this.#publication = undefined;
    this.#options.changed();
  }

  /** Rejects with `media/unknown` when no screen is shared. */
  pause(mode: ScreenPause = 'freeze'): Promise<void> {
    return this.#change(async (captured) => {
      if (mode === 'freeze') {
        await this.#open(captured);
        this.#picture?.freeze(true);
      }
      // What stood still stays so: connections send it for a moment yet after they were told to send nothing.
      this.#paused = mode;
    });
  }

  /** Rejects with `media/unknown` when no screen is shared. */
  resume(): Promise<void> {
    return this.#change(async () => {
      this.#paused = undefined;
      this.#picture?.freeze(false);
    });
  }

  /**
   * Sends this part and nothing else: of what is captured in fractions, or an element of this page; `null` for all of the
   * surface. A rectangle after an element is part of the element. Also while it is sent or paused. Rejects with
   * `media/unknown`, and for an element as `showElement`; then nothing changes.
   */
  crop(part: CropRectangle | Element | null, movableBy: CropMovers = this.#movableBy): Promise<void> {
    return this.#change(async (captured) => {
      if (part !== null && 'x' in part) {
        this.#rectangle = withinPicture(part);
        await this.#open(captured);
      } else {
        const { showElement } = await import('./screen-part.js');
        await showElement(captured, part);
        this.#rectangle = undefined;
      }
      this.#movableBy = movableBy;
      // The newest frame may be older than the element's crop: a picture that stands still stays cut as it is.
      if (part === null || this.#rectangle !== undefined) this.#picture?.crop(this.#rectangle);
    });
  }

  /** A viewer's wish for another part of the same size. Who may not, or wants what is not there, is not heeded. */
  move(role: Role, { x, y }: CropPosition): void {
    const rectangle = this.#rectangle;
    const isModerator = role === 'owner' || role === 'moderator';
    const may = this.#movableBy === 'everybody' || (this.#movableBy === 'moderators' && isModerator);
    if (rectangle === undefined || !may) return;
    this.#rectangle = withinPicture({ ...rectangle, x, y });
    this.#picture?.crop(this.#rectangle);
    this.#settle();
  }

  async #capture(options: ScreenOptions): Promise<void> {
    const { source, signal } = this.#options;
    let stream: MediaStream | undefined;
    try {
      stream = await captureScreen(options, { source, signal });
      signal.throwIfAborted();
      if (this.#wanted) await this.#begin(stream, options);
      else stopTracks(stream);
    } catch (error) {
      if (stream !== undefined && stream !== this.#captured) stopTracks(stream);
      // Stopped while the picker was open: that it was then dismissed is no news.
      if (!this.#wanted && !signal.aborted) return;
      this.#wanted = this.#publication !== undefined;
      throw error;
    }
  }

  /** What is cropped is cut before anybody hears of it. */
  async #begin(stream: MediaStream, { crop, cropMovableBy = 'nobody' }: ScreenOptions): Promise<void> {
    const [captured] = stream.getVideoTracks();
    const rectangle = crop !== undefined && 'x' in crop ? withinPicture(crop) : undefined;
    let picture: ScreenPicture | undefined;
    if (crop !== undefined && captured !== undefined) {
      const { pictureOf, showElement } = await import('./screen-part.js');
      if (rectangle === undefined) await showElement(captured, crop as Element);
      else picture = pictureOf(captured, rectangle);
      this.#options.signal.throwIfAborted();
      if (!this.#wanted) {
        picture?.close();
        stopTracks(stream);
        return;
      }
    }
    this.#letGo();
    this.#captured = stream;
    this.#picture = picture;
    this.#rectangle = rectangle;
    this.#movableBy = cropMovableBy;
    this.#publish(
      stream.getTracks().map((track) => (track === captured && picture !== undefined ? picture.track : track)),
    );
    for (const track of stream.getTracks()) {
      track.addEventListener('ended', () => this.#end(track), { once: true, signal: this.#options.signal });
    }
    // A window can close on the way here, and then tells nobody any more.
    for (const track of stream.getTracks()) if (track.readyState === 'ended') this.#end(track);
  }

  /** Another surface for the same share is the same publication. */
  #publish(tracks: readonly MediaStreamTrack[]): void {
    const kinds = tracks.map(({ kind }) => kind as MediaKind).sort();
    const before = this.#publication;
    let publication = before ?? announced('screen', kinds);
    for (const kind of ['audio', 'video'] as const) {
      if (before !== undefined && !kinds.includes(kind)) publication = withoutKind(publication, kind);
    }
    publication = { ...tracks.reduce(before === undefined ? withTrack : withTrackInstead, publication), kinds };
    this.#publication = Object.freeze(publication);
    this.#settle();
  }

  /** Runs a change of the share, one after another. */
  #change(change: (captured: MediaStreamTrack) => Promise<void>): Promise<void> {
    return this.#changes.run(async () => {
      const [captured] = this.#captured?.getVideoTracks() ?? [];
      if (captured === undefined) throw noScreen();
      await change(captured);
      this.#options.signal.throwIfAborted();
      this.#settle();
    });
  }

  async #open(captured: MediaStreamTrack): Promise<void> {
    if (this.#picture !== undefined) return;
    const { pictureOf } = await import('./screen-part.js');
    if (!this.#captured?.getTracks().includes(captured)) throw noScreen();
    this.#picture = pictureOf(captured, this.#rectangle);
  }

  /** Makes the publication what is so now. */
  #settle(): void {
    const before = this.#publication;
    const [captured] = this.#captured?.getVideoTracks() ?? [];
    if (before === undefined || captured === undefined) return;
    const needsPicture = this.#rectangle !== undefined || this.#paused === 'freeze';
    const unneeded = needsPicture ? undefined : this.#picture;
    if (unneeded !== undefined) this.#picture = undefined;
    let publication = withTrackInstead(before, this.#picture?.track ?? captured);
    publication = withMuted(publication, 'video', this.#paused === 'blank');
    if (publication.kinds.includes('audio')) publication = withMuted(publication, 'audio', this.#paused !== undefined);
    const crop: Crop | undefined = this.#rectangle && { ...this.#rectangle, movableBy: this.#movableBy };
    this.#publication = withCrop(publication, crop);
    this.#options.changed();
    unneeded?.close();
  }

  #letGo(): void {
    if (this.#captured !== undefined) stopTracks(this.#captured);
    this.#picture?.close();
    this.#captured = this.#picture = this.#rectangle = this.#paused = undefined;
    this.#movableBy = 'nobody';
  }

  /** By the browser's own “stop sharing”, or because the window is gone. The picture is the share, its sound is not. */
  #end(track: MediaStreamTrack): void {
    if (this.#captured?.getTrackById(track.id) !== track) return;
    if (track.kind === 'video') {
      this.stop();
      return;
    }
    if (this.#publication === undefined) return;
    this.#captured.removeTrack(track);
    this.#publication = withoutKind(this.#publication, 'audio');
    this.#options.changed();
  }
}

function noScreen(): RtcError {
  return new RtcError('media/unknown', 'No screen is shared.', { hint: 'Share one first.' });
}
