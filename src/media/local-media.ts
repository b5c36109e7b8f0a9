import { TypedEventTarget } from '../base/typed-event-target.js';
import { RtcError } from '../protocol/index.js';
import { captureBoth, captureDevice } from './capture.js';
import type { Captured, CaptureContext, CaptureSource } from './capture.js';
import { pageCaptureSource } from './capture-pool.js';
import { cameraConstraints, microphoneConstraints } from './device-constraints.js';
import type { DeviceWishes } from './device-constraints.js';
import type { DeviceState, ScreenState } from './device-state.js';
import { LocalDevice } from './local-device.js';
import type { LocalPublication } from './local-publication.js';
import { LocalScreen } from './local-screen.js';
import type { ScreenOptions } from './screen-capture.js';

export interface LocalMediaState {
  readonly publications: readonly LocalPublication[];
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  readonly screen: ScreenState;
}

export interface LocalMediaEvents {
  /** After each change of `state`; unchanged parts are the same objects as before. */
  change: LocalMediaState;
  /**
   * A failure no method reports: at the start, or of a device that ended by itself. Once each, and not again for one
   * that concerned both devices. A method that waits for the same capture rejects with the same object.
   */
  error: RtcError;
}

export interface LocalMediaStart {
  /** What to join with. Nothing else is asked for. */
  readonly microphone: boolean;
  readonly camera: boolean;
  /** A muted microphone is captured, silent; a muted camera is not captured. */
  readonly startMuted?:
    { readonly microphone?: boolean | undefined; readonly camera?: boolean | undefined } | undefined;
  readonly devices?: DeviceWishes | undefined;
}

export interface LocalMediaOptions {
  /** The call: its abort stops every track, also those still on their way. */
  readonly signal: AbortSignal;
  readonly source?: CaptureSource;
}

const INITIAL_STATE: LocalMediaState = Object.freeze({
  publications: Object.freeze([]),
  microphone: 'off',
  camera: 'off',
  screen: 'off',
});

/**
 * What this visitor sends in one call: microphone, camera and screen, captured when asked for and published as
 * they come. Methods reject with an `RtcError` (`media/*`), or the signal's reason once the call is over.
 */
export class LocalMedia extends TypedEventTarget<LocalMediaEvents> {
  readonly #capture: CaptureContext;
  readonly #microphone: LocalDevice;
  readonly #camera: LocalDevice;
  readonly #screen: LocalScreen;
  readonly #told = new WeakSet<RtcError>();
  #devices: DeviceWishes = {};
  #state = INITIAL_STATE;
  #isBatching = false;

  constructor({ signal, source = pageCaptureSource() }: LocalMediaOptions) {
    super();
    this.#capture = { source, signal };
    const changed = (): void => this.#refresh();
    const lost = (error: RtcError): void => this.#tell(error);
    this.#microphone = new LocalDevice({ device: 'microphone', signal, changed, lost });
    this.#camera = new LocalDevice({ device: 'camera', signal, changed, lost });
    this.#screen = new LocalScreen({ source, signal, changed });
    signal.addEventListener('abort', () => this.#stopAll(), { once: true });
  }

  /** Frozen. */
  get state(): LocalMediaState {
    return this.#state;
  }

  /** Which devices the next capture takes, and how; running ones stay as they are. */
  configure(devices: DeviceWishes): void {
    this.#devices = devices;
  }

  /**
   * Announces what is wanted in the same turn, so that the others make room for it, and captures it in the
   * background, with one prompt. What can't be captured is withdrawn again and told by `error`.
   */
  start({ microphone, camera, startMuted = {}, devices }: LocalMediaStart): void {
    if (this.#capture.signal.aborted) return;
    if (devices !== undefined) this.configure(devices);
    const wantsCamera = camera && startMuted.camera !== true;
    this.#together(() => {
      const [captureMicrophone, captureCamera] =
        microphone && wantsCamera && this.#microphone.isIdle && this.#camera.isIdle
          ? this.#captureTogether()
          : [this.#captureMicrophone, this.#captureCamera];
      if (microphone) this.#inBackground(this.#microphone.switchOn(captureMicrophone, startMuted.microphone));
      if (wantsCamera) this.#inBackground(this.#camera.switchOn(captureCamera));
    });
  }

  /** Off mutes in place; on captures if need be. Without an argument turns the newest wish round. */
  async setMicrophone(on = !this.#microphone.isWantedOn): Promise<void> {
    this.#capture.signal.throwIfAborted();
    if (on) await this.#microphone.switchOn(this.#captureMicrophone);
    else this.#microphone.mute();
  }

  /** Off gives the device back; on captures and publishes anew. Without an argument turns the newest wish round. */
  async setCamera(on = !this.#camera.isWantedOn): Promise<void> {
    this.#capture.signal.throwIfAborted();
    if (on) await this.#camera.switchOn(this.#captureCamera);
    else this.#camera.release();
  }

  /** To be called in the visitor's gesture, with no wait before it. Rejects with `media/cancelled` if none was chosen. */
  async shareScreen(options: ScreenOptions = {}): Promise<void> {
    this.#capture.signal.throwIfAborted();
    await this.#screen.share(options);
  }

  async stopScreen(): Promise<void> {
    this.#capture.signal.throwIfAborted();
    this.#screen.stop();
  }

  /** Gives back what may not be sent any more; opens nothing. */
  restrict(permitted: { readonly audio: boolean; readonly video: boolean; readonly screen: boolean }): void {
    this.#together(() => {
      if (!permitted.audio && this.#microphone.publication !== undefined) this.#microphone.release();
      if (!permitted.video && this.#camera.publication !== undefined) this.#camera.release();
      if (!permitted.screen) this.#screen.stop();
    });
  }

  /** Mutes the microphone, or gives camera or screen back; nothing happens to what is not on. */
  silence(kind: 'audio' | 'video' | 'screen'): void {
    if (kind === 'screen') this.#screen.stop();
    else if (kind === 'audio' && this.#microphone.isWantedOn) this.#microphone.mute();
    else if (kind === 'video' && this.#camera.isWantedOn) this.#camera.release();
  }

  readonly #captureMicrophone = (): Promise<Captured> =>
    captureDevice('microphone', microphoneConstraints(this.#devices), this.#capture);

  readonly #captureCamera = (): Promise<Captured> =>
    captureDevice('camera', cameraConstraints(this.#devices), this.#capture);

  #captureTogether(): [() => Promise<Captured>, () => Promise<Captured>] {
    const both = captureBoth(
      { microphone: microphoneConstraints(this.#devices), camera: cameraConstraints(this.#devices) },
      this.#capture,
    );
    return [() => both.microphone, () => both.camera];
  }

  #stopAll(): void {
    this.#together(() => {
      this.#microphone.release();
      this.#camera.release();
      this.#screen.stop();
    });
  }

  #inBackground(capture: Promise<void>): void {
    capture.catch((error: unknown) => {
      if (error instanceof RtcError) this.#tell(error);
      // A capture that was cut short by leaving is nobody's failure; anything else is a bug and must be seen.
      else if (!this.#capture.signal.aborted) throw error;
    });
  }

  #tell(error: RtcError): void {
    if (this.#capture.signal.aborted || this.#told.has(error)) return;
    this.#told.add(error);
    this.emit('error', error);
  }

  /** Several changes, one event. */
  #together(changes: () => void): void {
    this.#isBatching = true;
    changes();
    this.#isBatching = false;
    this.#refresh();
  }

  #refresh(): void {
    if (this.#isBatching) return;
    const next = currentState(this.#state, this.#microphone, this.#camera, this.#screen);
    if (next === this.#state) return;
    this.#state = next;
    this.emit('change', next);
  }
}

/** `previous` itself, or its list, where nothing changed. */
function currentState(
  previous: LocalMediaState,
  microphone: LocalDevice,
  camera: LocalDevice,
  screen: LocalScreen,
): LocalMediaState {
  const current = [microphone, camera, screen].flatMap(({ publication }) => publication ?? []);
  const isSameList =
    current.length === previous.publications.length &&
    current.every((publication, index) => publication === previous.publications[index]);
  const isSame =
    isSameList &&
    microphone.state === previous.microphone &&
    camera.state === previous.camera &&
    screen.state === previous.screen;
  if (isSame) return previous;
  return Object.freeze({
    publications: isSameList ? previous.publications : Object.freeze(current),
    microphone: microphone.state,
    camera: camera.state,
    screen: screen.state,
  });
}
