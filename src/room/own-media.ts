import { chosenDevices, type DeviceChoice } from '../media/chosen-devices.js';
import type { Resolution } from '../media/device-constraints.js';
import type { DeviceLists } from '../media/device-list.js';
import type { LocalMedia, LocalMediaState } from '../media/local-media.js';
import type { LocalPublication } from '../media/local-publication.js';
import type { CropPosition } from '../media/local-screen.js';
import type { PageMedia } from '../media/page-media.js';
import { WishedDevices } from '../media/wished-devices.js';
import { RtcError, type Role, type ShownKind } from '../protocol/index.js';
import { permittedOnly, type PermittedKinds } from './permitted.js';
import { wantedKinds } from './resolved-options.js';
import type { RoomOptions } from './room-options.js';
import { StartingTogether, type Starter } from './starting-together.js';

export interface OwnMediaOptions {
  readonly options: () => RoomOptions;
  /** What this visitor may send now. */
  readonly permitted: () => PermittedKinds;
  readonly followed: (state: LocalMediaState) => void;
  /** The devices of this machine, as soon as any is captured and whenever they are others. */
  readonly devicesChanged: (devices: DeviceLists) => void;
  /** Id of the loudspeaker to use; empty for the system's, also while the chosen one is not there. */
  readonly speakerChanged: (speaker: string) => void;
  readonly report: (error: RtcError) => void;
  readonly signal: AbortSignal;
}

const NOTHING_ON: LocalMediaState = Object.freeze({
  publications: Object.freeze([]),
  microphone: 'off',
  camera: 'off',
  screen: 'off',
});

const together = new StartingTogether();

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
  readonly #wishes = new WishedDevices();
  #starter: Starter | undefined;
  #loading: Promise<LocalMedia> | undefined;
  /** Once it is there. */
  #media: LocalMedia | undefined;
  #page: PageMedia | undefined;

  constructor(options: OwnMediaOptions) {
    this.#options = options;
    // Chosen in another room of the page, or before any was joined.
    chosenDevices().on('change', () => this.#follow(), { signal: options.signal });
  }

  /** As everybody gets them who gets nothing else. */
  get publications(): readonly LocalPublication[] {
    return this.#state.publications;
  }

  /** What this person gets, as far as the page has chosen when it published. */
  publicationsFor(userId: string): readonly LocalPublication[] {
    return this.#page?.publicationsFor(userId, this.#devices) ?? this.publications;
  }

  /** The page brings streams of its own. */
  join(page: PageMedia): void {
    this.#page = page;
    page.on('change', () => this.#options.followed(this.#state), { signal: this.#options.signal });
  }

  /** A join has begun that may end in a capture. */
  expect(): void {
    if (!isAny(this.#wanted())) return;
    this.#preload();
    const starter = together.expect();
    this.#starter = starter;
    this.#options.signal.addEventListener('abort', () => starter.withdraw(), { once: true });
  }

  /** Captures what the options want to join with, as far as it is permitted. */
  start(): void {
    this.#wishes.say(this.#options.options());
    this.#tellSpeaker();
    if (!isAny(this.#toCapture())) {
      this.#starter?.withdraw();
      // For a screen: the picker must open in the gesture, with no load before it.
      if (this.#options.permitted().screen) this.#preload();
      return;
    }
    this.load().then(
      (media) => {
        const devices = this.#options.options();
        const muted = new Set((devices.startMuted ?? '').toLowerCase().split(/\s+/));
        const startMuted = { microphone: muted.has('microphone'), camera: muted.has('camera') };
        const { microphone, camera } = this.#toCapture();
        (this.#starter ?? together.expect()).ready(Number(microphone) + Number(camera), () => {
          // Asked again: meanwhile the role may have changed.
          media.start({ ...this.#toCapture(), startMuted, devices });
        });
      },
      (error: unknown) => {
        this.#starter?.withdraw();
        if (error instanceof RtcError) this.#options.report(error);
      },
    );
  }

  configure(): void {
    this.#wishes.say(this.#options.options());
    this.#follow();
  }

  /**
   * The visitor's own choice: used here at once, whatever the page says, and from now on wherever the page leaves it to
   * them. Rejects with the reason it cannot be; then nothing has changed.
   */
  async useDevices(choice: DeviceChoice): Promise<void> {
    const takeBack = this.#wishes.pick(choice);
    try {
      await this.#media?.follow();
    } catch (error) {
      takeBack();
      throw error;
    }
    this.#tellSpeaker();
    chosenDevices().remember(choice);
  }

  /** Switches a device; where the page brings a stream of its own instead, mutes that in place. */
  async set(device: 'microphone' | 'camera', on: boolean | undefined): Promise<void> {
    const isCaptured = this.#devices.publications.some(({ source }) => source === device);
    if (!isCaptured && this.#page?.toggle(device, on) === true) return;
    const media = await this.load();
    await (device === 'microphone' ? media.setMicrophone(on) : media.setCamera(on));
  }

  /** The shared screen, if there may be one. Throws `media/unknown` where there is none. */
  get screen(): LocalMedia['screen'] {
    if (this.#media !== undefined) return this.#media.screen;
    throw new RtcError('media/unknown', 'No screen is shared.', { hint: 'Share one first.' });
  }

  /** A viewer's wish for another part of it; not heeded where that is not for them to say. */
  moveCrop(role: Role | undefined, position: CropPosition): void {
    if (role !== undefined) this.#media?.screen.move(role, position);
  }

  /** As large as anybody shows it; what a camera refuses changes nothing. */
  async fitCamera(size: Resolution): Promise<void> {
    // Left meanwhile.
    await this.#media?.fitCamera(size).catch(() => undefined);
  }

  async stopScreen(): Promise<void> {
    this.#page?.unpublish(({ source }) => source === 'screen');
    await this.#media?.stopScreen();
  }

  /** Gives back what may not be sent any more. */
  restrict(): void {
    const permitted = this.#options.permitted();
    this.#media?.restrict(permitted);
    this.#page?.unpublish((publication) => permittedOnly([publication], permitted).length === 0);
  }

  /** Mutes the microphone, or gives camera or screen back; also when they are only about to come. */
  silence(kind: ShownKind): void {
    this.#silencePage(kind);
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

  #follow(): void {
    this.#media?.configure(this.#options.options());
    this.#tellSpeaker();
  }

  /** Whether the loudspeaker is there is known to what captures, which a viewer loads for it. */
  #tellSpeaker(): void {
    const { speaker = '' } = this.#wishes.current;
    const isChosen = speaker !== '' && speaker !== 'default';
    if (isChosen) this.#preload();
    if (this.#media === undefined) this.#options.speakerChanged(isChosen ? speaker : '');
    else this.#media.followSpeaker();
  }

  #silencePage(kind: ShownKind): void {
    for (const publication of this.#page?.own ?? []) {
      const { streamId, source, kinds } = publication;
      if (source === 'screen') {
        if (kind === 'screen') this.#page?.unpublish((one) => one === publication);
      } else if (kind !== 'screen' && kinds.includes(kind)) {
        this.#page?.mute({ streamId, kinds: [kind] }, true);
      }
    }
  }

  get #devices(): LocalMediaState {
    return this.#media?.state ?? NOTHING_ON;
  }

  get #state(): LocalMediaState {
    return this.#page?.joined(this.#devices) ?? this.#devices;
  }

  #preload(): void {
    // A failed load is told to whoever asks for a device.
    this.load().catch(() => undefined);
  }

  async #load(): Promise<LocalMedia> {
    const { LocalMedia: Media } = await import('../media/local-media.js');
    const { followed, report, devicesChanged, speakerChanged, signal } = this.#options;
    const media = new Media({ signal, wishes: this.#wishes });
    media.on('change', () => followed(this.#state), { signal });
    media.on('error', report, { signal });
    media.on('devices', devicesChanged, { signal });
    media.on('speaker', speakerChanged, { signal });
    this.#media = media;
    media.followSpeaker();
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
