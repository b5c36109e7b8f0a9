import { TypedEventTarget } from '../base/typed-event-target.js';
import { RtcError } from '../protocol/index.js';
import { captureBoth } from './capture.js';
import type { Captured, CaptureContext, CaptureSource, Device } from './capture.js';
import { pageCaptureSource } from './page-capture.js';
import { cameraConstraints, microphoneConstraints } from './device-constraints.js';
import { isAuto, type Resolution } from './device-constraints.js';
import type { DeviceState, ScreenState } from './device-state.js';
import type { DeviceLists } from './device-list.js';
import { KeptDevice } from './kept-device.js';
import { KeptSpeaker } from './kept-speaker.js';
import type { LocalDevice } from './local-device.js';
import type { LocalPublication } from './local-publication.js';
import { LocalScreen } from './local-screen.js';
import type { ScreenOptions } from './screen-capture.js';
import { WishedDevices, type SaidDevices } from './wished-devices.js';

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
  /** The devices of this machine are others, or have names now. */
  devices: DeviceLists;
  /** Id of the loudspeaker to use now; empty for the system's, also while the chosen one is not there. */
  speaker: string;
}

export interface LocalMediaStart {
  /** What to join with. Nothing else is asked for. */
  readonly microphone: boolean;
  readonly camera: boolean;
  /** A muted microphone is captured, silent; a muted camera is not captured. */
  readonly startMuted?:
    { readonly microphone?: boolean | undefined; readonly camera?: boolean | undefined } | undefined;
  readonly devices?: SaidDevices | undefined;
}

export interface LocalMediaOptions {
  /** The call: its abort stops every track, also those still on their way. */
  readonly signal: AbortSignal;
  readonly source?: CaptureSource;
  /** Which devices are wished for; shared with whoever else needs to know. */
  readonly wishes?: WishedDevices;
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
  readonly #wishes: WishedDevices;
  readonly #keptMicrophone: KeptDevice;
  readonly #keptCamera: KeptDevice;
  readonly #microphone: LocalDevice;
  readonly #camera: LocalDevice;
  readonly #screen: LocalScreen;
  readonly #speaker: KeptSpeaker;
  readonly #told = new WeakSet<RtcError>();
  #autoSize: Resolution | undefined;
  #state = INITIAL_STATE;
  #isBatching = false;

  constructor({ signal, source = pageCaptureSource(), wishes = new WishedDevices() }: LocalMediaOptions) {
    super();
    this.#wishes = wishes;
    const changed = (): void => this.#refresh();
    const told = (error: RtcError): void => this.#tell(error);
    this.#capture = { source, signal, fellBack: told };
    const kept = { context: this.#capture, changed, told };
    this.#keptMicrophone = new KeptDevice({
      ...kept,
      device: 'microphone',
      wish: () => microphoneConstraints(wishes.current),
    });
    this.#keptCamera = new KeptDevice({
      ...kept,
      device: 'camera',
      wish: () => cameraConstraints({ ...wishes.current, autoSize: this.#autoSize }),
    });
    this.#microphone = this.#keptMicrophone.local;
    this.#camera = this.#keptCamera.local;
    this.#screen = new LocalScreen({ source, signal, changed });
    source.devices?.on('change', (devices) => this.emit('devices', devices), { signal });
    this.#speaker = new KeptSpeaker({
      devices: source.devices,
      signal,
      wish: () => wishes.current.speaker,
      changed: (speaker) => this.emit('speaker', speaker),
      told,
    });
    signal.addEventListener('abort', () => this.#stopAll(), { once: true });
  }

  /** Frozen. */
  get state(): LocalMediaState {
    return this.#state;
  }

  /** Which devices are captured, and how. Running ones follow at once; one that cannot goes on, and an error tells. */
  configure(devices: SaidDevices): void {
    this.#wishes.say(devices);
    this.#inBackground(this.follow());
  }

  /**
   * Makes what runs what is wished for now, without a negotiation. Resolves when it is. Rejects with the reason of what
   * cannot be; that goes on as it was.
   */
  async follow(): Promise<void> {
    this.#capture.signal.throwIfAborted();
    const outcomes = await Promise.allSettled([this.#keptMicrophone.follow(), this.#keptCamera.follow()]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** Uses the loudspeaker that is wished for now, as soon and as long as it is there. */
  followSpeaker(): void {
    this.#speaker.follow();
  }

  /**
   * How large the camera is shown anywhere, in pixels; `undefined` for what it begins with. Where the page leaves the size
   * to us, the capture is raised or lowered to that. Other rooms of the page keep their own size of the same camera.
   */
  async fitCamera(size: Resolution | undefined): Promise<void> {
    this.#autoSize = size;
    if (isAuto(this.#wishes.current.resolution)) await this.#keptCamera.follow();
  }

  /**
   * Announces what is wanted in the same turn, so that the others make room for it, and captures it in the
   * background, with one prompt. What can't be captured is withdrawn again and told by `error`.
   */
  start({ microphone, camera, startMuted = {}, devices }: LocalMediaStart): void {
    if (this.#capture.signal.aborted) return;
    if (devices !== undefined) this.#wishes.say(devices);
    const wantsCamera = camera && startMuted.camera !== true;
    this.#together(() => {
      const [captureMicrophone, captureCamera] =
        microphone && wantsCamera && this.#microphone.isIdle && this.#camera.isIdle
          ? this.#captureTogether()
          : [this.#keptMicrophone.capture, this.#keptCamera.capture];
      if (microphone) this.#inBackground(this.#microphone.switchOn(captureMicrophone, startMuted.microphone));
      if (wantsCamera) this.#inBackground(this.#camera.switchOn(captureCamera));
    });
  }

  /** Off mutes in place; on captures if need be. Without an argument turns the newest wish round. */
  async setMicrophone(on = !this.#microphone.isWantedOn): Promise<void> {
    this.#capture.signal.throwIfAborted();
    if (on) await this.#microphone.switchOn(this.#keptMicrophone.capture);
    else this.#microphone.mute();
  }

  /** Off gives the device back; on captures and publishes anew. Without an argument turns the newest wish round. */
  async setCamera(on = !this.#camera.isWantedOn): Promise<void> {
    this.#capture.signal.throwIfAborted();
    if (on) await this.#camera.switchOn(this.#keptCamera.capture);
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

  /** The shared screen, to pause, resume and crop. */
  get screen(): Pick<LocalScreen, 'pause' | 'resume' | 'crop' | 'move'> {
    return this.#screen;
  }

  /** Mutes or unmutes in place what is on; opens nothing. */
  mute(device: Device, muted: boolean): void {
    const local = device === 'microphone' ? this.#microphone : this.#camera;
    if (local.publication === undefined || this.#capture.signal.aborted) return;
    if (muted) local.mute();
    else
      this.#inBackground(
        local.switchOn(device === 'microphone' ? this.#keptMicrophone.capture : this.#keptCamera.capture),
      );
  }

  /** Gives the device back, or ends the share. */
  release(source: Device | 'screen'): void {
    if (source === 'screen') this.#screen.stop();
    else (source === 'microphone' ? this.#microphone : this.#camera).release();
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

  #captureTogether(): [() => Promise<Captured>, () => Promise<Captured>] {
    const [microphone, camera] = [this.#keptMicrophone, this.#keptCamera];
    const both = captureBoth({ microphone: microphone.take(), camera: camera.take() }, this.#capture);
    return [async () => microphone.noted(await both.microphone), async () => camera.noted(await both.camera)];
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
