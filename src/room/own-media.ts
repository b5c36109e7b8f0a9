import type { LocalMedia, LocalMediaState } from '../media/local-media.js';
import type { LocalPublication } from '../peer/publications.js';
import { RtcError } from '../protocol/index.js';
import type { PermittedKinds, SentKind } from './permitted.js';
import { wantedKinds } from './resolved-options.js';
import type { RoomOptions } from './room-options.js';

export interface OwnMediaOptions {
  readonly options: () => RoomOptions;
  /** What this visitor may send now. */
  readonly permitted: () => PermittedKinds;
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
    if (isAny(this.#wanted())) this.#preload();
  }

  /** Captures what the options want to join with, as far as it is permitted. */
  start(): void {
    if (!isAny(this.#toCapture())) {
      // For a screen: the picker must open in the gesture, with no load before it.
      if (this.#options.permitted().screen) this.#preload();
      return;
    }
    this.load().then(
      (media) => {
        const devices = this.#options.options();
        const muted = new Set((devices.startMuted ?? '').toLowerCase().split(/\s+/));
        const startMuted = { microphone: muted.has('microphone'), camera: muted.has('camera') };
        // Asked again: while the code was loading the role may have changed.
        media.start({ ...this.#toCapture(), startMuted, devices });
      },
      (error: unknown) => {
        if (error instanceof RtcError) this.#options.report(error);
      },
    );
  }

  configure(): void {
    this.#media?.configure(this.#options.options());
  }

  async stopScreen(): Promise<void> {
    await this.#media?.stopScreen();
  }

  /** Gives back what may not be sent any more. */
  restrict(): void {
    this.#media?.restrict(this.#options.permitted());
  }

  /** Mutes the microphone, or gives camera or screen back; also when they are only about to come. */
  silence(kind: SentKind): void {
    if (this.#media !== undefined) this.#media.silence(kind);
    else
      this.#loading?.then(
        (media) => media.silence(kind),
        () => undefined,
      );
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
    const { followed, report, signal } = this.#options;
    const media = new Media({ signal });
    media.configure(this.#options.options());
    media.on('change', followed, { signal });
    media.on('error', report, { signal });
    this.#media = media;
    return media;
  }

  #toCapture(): Devices {
    const wanted = this.#wanted();
    const permitted = this.#options.permitted();
    return { microphone: wanted.microphone && permitted.audio, camera: wanted.camera && permitted.video };
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

function isAny({ microphone, camera }: Devices): boolean {
  return microphone || camera;
}
