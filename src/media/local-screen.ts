import type { MediaKind } from '../protocol/index.js';
import type { CaptureSource } from './capture.js';
import { stopTracks } from './captured-stream.js';
import type { ScreenState } from './device-state.js';
import { announced, withoutKind, withTrack } from './local-publication.js';
import type { LocalPublication } from './local-publication.js';
import { captureScreen } from './screen-capture.js';
import type { ScreenOptions } from './screen-capture.js';

export interface LocalScreenOptions {
  readonly source: CaptureSource;
  readonly signal: AbortSignal;
  /** `publication` is another one now. */
  readonly changed: () => void;
}

/** The screen this visitor shares. Announced only when one was chosen: most pickers are looked at and dismissed. */
export class LocalScreen {
  readonly #options: LocalScreenOptions;
  #publication: LocalPublication | undefined;
  #pending: Promise<void> | undefined;
  #wanted = false;

  constructor(options: LocalScreenOptions) {
    this.#options = options;
  }

  get publication(): LocalPublication | undefined {
    return this.#publication;
  }

  get state(): ScreenState {
    return this.#publication === undefined ? 'off' : 'on';
  }

  /**
   * Opens the picker in the same turn, unless a screen is shared or a picker open already. Resolves when the screen is
   * there, or no longer wanted. Rejects as `captureScreen` does.
   */
  async share(options: ScreenOptions): Promise<void> {
    this.#wanted = true;
    if (this.#publication !== undefined) return;
    this.#pending ??= this.#capture(options).finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  /** An open picker can't be closed from here; what is chosen in it after this is not shared. */
  stop(): void {
    this.#wanted = false;
    if (this.#publication === undefined) return;
    stopTracks(this.#publication.stream);
    this.#publication = undefined;
    this.#options.changed();
  }

  async #capture(options: ScreenOptions): Promise<void> {
    const { source, signal } = this.#options;
    try {
      const stream = await captureScreen(options, { source, signal });
      signal.throwIfAborted();
      if (this.#wanted) this.#publish(stream.getTracks());
      else stopTracks(stream);
    } catch (error) {
      // Stopped while the picker was open: that it was then dismissed is no news.
      if (!this.#wanted && !signal.aborted) return;
      this.#wanted = false;
      throw error;
    }
  }

  #publish(tracks: readonly MediaStreamTrack[]): void {
    const kinds = tracks.map(({ kind }) => kind as MediaKind).sort();
    this.#publication = tracks.reduce(withTrack, announced('screen', kinds));
    for (const track of tracks) {
      track.addEventListener('ended', () => this.#end(track), { once: true, signal: this.#options.signal });
    }
    this.#options.changed();
    // A window can close on the way here, and then tells nobody any more.
    for (const track of tracks) if (track.readyState === 'ended') this.#end(track);
  }

  /** By the browser's own “stop sharing”, or because the window is gone. The picture is the share, its sound is not. */
  #end(track: MediaStreamTrack): void {
    if (this.#publication?.stream.getTrackById(track.id) !== track) return;
    if (track.kind === 'video') {
      this.stop();
      return;
    }
    this.#publication = withoutKind(this.#publication, 'audio');
    this.#options.changed();
  }
}
