import type { LocalMedia, LocalMediaState } from '../media/local-media.js';
import type { LocalPublication } from '../peer/publications.js';
import { RtcError, type SessionKinds } from '../protocol/index.js';
import { wantedKinds } from './resolved-options.js';
import type { RoomOptions } from './room-options.js';

export interface OwnMediaOptions {
  readonly options: () => RoomOptions;
  readonly followed: (state: LocalMediaState) => void;
  readonly report: (error: RtcError) => void;
  readonly signal: AbortSignal;
}

interface Devices {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/**
 * What this visitor sends during one visit. The code for it is loaded beside the way to the service, since nearly every
 * visit captures something, and not all do.
 */
export class OwnMedia {
  readonly #options: OwnMediaOptions;
  #loading: Promise<LocalMedia> | undefined;
  /** Once it is there. */
  #media: LocalMedia | undefined;

  constructor(options: OwnMediaOptions) {
    this.#options = options;
  }

  get publications(): readonly LocalPublication[] {
    return this.#media?.state.publications ?? [];
  }

  /** A join has begun that may end in a capture. */
  expect(): void {
    const { microphone, camera } = this.#wanted();
    if (microphone || camera) this.#preload();
  }

  /** Captures what the options want to join with, as far as the room carries it. */
  start(room: SessionKinds): void {
    const wanted = this.#wanted();
    const microphone = wanted.microphone && room.audio;
    const camera = wanted.camera && room.video;
    if (!microphone && !camera) {
      // For a screen: the picker must open in the gesture, with no load before it.
      if (room.screen) this.#preload();
      return;
    }
    const devices = this.#options.options();
    const muted = new Set((devices.startMuted ?? '').toLowerCase().split(/\s+/));
    const startMuted = { microphone: muted.has('microphone'), camera: muted.has('camera') };
    this.load().then(
      (media) => media.start({ microphone, camera, startMuted, devices }),
      (error: unknown) => {
        if (error instanceof RtcError) this.#options.report(error);
      },
    );
  }

  /** The devices of the options, for the next capture. */
  configure(): void {
    this.#media?.configure(this.#options.options());
  }

  async stopScreen(): Promise<void> {
    await this.#media?.stopScreen();
  }

  /** Rejects with `media/failed`, or the signal's reason. */
  load(): Promise<LocalMedia> {
    this.#loading ??= this.#load().catch((cause: unknown) => {
      // The next wish tries again.
      this.#loading = undefined;
      this.#options.signal.throwIfAborted();
      throw new RtcError('media/failed', 'The part that uses camera and microphone could not be loaded.', { cause });
    });
    return this.#loading;
  }

  #preload(): void {
    // A failed load is told to whoever asks for a device.
    this.load().catch(() => undefined);
  }

  async #load(): Promise<LocalMedia> {
    const { LocalMedia: Media } = await import('../media/local-media.js');
    const { options, followed, report, signal } = this.#options;
    const media = new Media({ signal });
    media.configure(options());
    media.on('change', followed, { signal });
    media.on('error', report, { signal });
    this.#media = media;
    return media;
  }

  /** What this visitor's own options ask to join with. */
  #wanted(): Devices {
    const options = this.#options.options();
    const own = wantedKinds(options);
    const isAllowed = options.noCapture !== true;
    return {
      microphone: isAllowed && own.audio && options.microphone !== 'none',
      camera: isAllowed && own.video && options.camera !== 'none',
    };
  }
}
