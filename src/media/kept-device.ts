import { SerialQueue } from '../base/serial-queue.js';
import { RtcError } from '../protocol/index.js';
import { captureDevice, captureExactly, type CaptureContext, type Captured, type Device } from './capture.js';
import { exactDevice, sizeOf, traitsOf } from './device-constraints.js';
import type { DeviceLists } from './device-list.js';
import { LocalDevice, type LocalDeviceOptions } from './local-device.js';

export interface KeptDeviceOptions extends Pick<LocalDeviceOptions, 'device' | 'changed'> {
  readonly context: CaptureContext;
  /** What is wished for now. */
  readonly wish: () => MediaTrackConstraints;
  /** A failure no method reports, or the news that something else took the place of a device. */
  readonly told: (error: RtcError) => void;
}

/** A device that ends sooner than this after it began is broken, and not taken again. */
const MIN_LIFE_MS = 2_000;

/**
 * Keeps one device of this visitor as it is wished: another device, or another size, takes the place of the running one
 * without a negotiation; one that is unplugged is made up for by another, and taken back when it returns.
 */
export class KeptDevice {
  readonly local: LocalDevice;
  readonly #options: KeptDeviceOptions;
  readonly #context: CaptureContext;
  readonly #changes = new SerialQueue();
  /** What the running track was captured for. */
  #taken: MediaTrackConstraints = {};
  #takenAt = 0;
  /** Id of the device that is wished for and was lost, or not there. */
  #missed: string | undefined;
  #wasOn = false;
  /** Held, because a status that nobody holds may be forgotten with its listener. */
  #followed: PermissionStatus | undefined;

  constructor(options: KeptDeviceOptions) {
    this.#options = options;
    this.#context = { ...options.context, fellBack: options.told };
    const { device, changed } = options;
    const { signal, source } = options.context;
    this.local = new LocalDevice({ device, changed, signal, ended: (track) => void this.#recover(track) });
    source.devices?.on('change', (lists) => this.#followDevices(lists), { signal });
    source.replaced?.((before, after) => {
      if (after !== undefined) return this.local.replaceIf(before, after);
      if (this.local.track === before) void this.#recover(before);
      return false;
    }, signal);
  }

  /** What the next capture asks for; noted as what the device runs with. */
  take(): MediaTrackConstraints {
    this.#taken = this.#options.wish();
    this.#takenAt = performance.now();
    this.#wasOn = false;
    return this.#taken;
  }

  readonly capture = async (): Promise<Captured> =>
    this.noted(await captureDevice(this.#device, this.take(), this.#context));

  /** As `captured`; a device that is another one than wished for is told of, and waited for. */
  noted(captured: Captured): Captured {
    const wished = exactDevice(this.#taken);
    this.#missed = undefined;
    if (captured instanceof RtcError || wished === undefined) return captured;
    const { deviceId } = captured.getSettings();
    if (deviceId === undefined || deviceId === wished) return captured;
    this.#missed = wished;
    this.#options.told(this.#news(`The chosen ${this.#device} is not there; another one is used.`));
    return captured;
  }

  /**
   * Makes the running device what is wished for now. Resolves when it is, also when it is off. Rejects with the reason
   * it cannot be; then it goes on as it was.
   */
  follow(): Promise<void> {
    return this.#changes.run(async () => {
      await this.local.settled;
      const { track } = this.local;
      const wish = this.#options.wish();
      if (track === undefined || JSON.stringify(wish) === JSON.stringify(this.#taken)) return;
      if (traitsOf(wish) === traitsOf(this.#taken)) {
        await this.#resize(track, wish);
        this.#taken = wish;
      } else {
        this.#missed = undefined;
        await this.#swap(wish);
      }
    });
  }

  get #device(): Device {
    return this.#options.device;
  }

  async #resize(track: MediaStreamTrack, wish: MediaTrackConstraints): Promise<void> {
    const size = sizeOf(wish);
    const { mediaDevices } = this.#context.source;
    // Ideals: a camera that cannot comes as near as it can, and what it refuses altogether changes nothing.
    await (mediaDevices?.fit?.(track, size) ?? track.applyConstraints(size)).catch(() => undefined);
  }

  async #swap(wish: MediaTrackConstraints): Promise<void> {
    const before = this.#taken;
    const running = this.local.track;
    let captured = await captureExactly(this.#device, wish, this.#context);
    if (captured instanceof RtcError && captured.code === 'media/busy' && running !== undefined) {
      // A phone opens one camera at a time.
      running.stop();
      captured = await captureExactly(this.#device, wish, this.#context);
      if (captured instanceof RtcError) await this.#restore(before, running);
    }
    if (captured instanceof RtcError) throw captured;
    this.#taken = wish;
    this.#takenAt = performance.now();
    this.noted(captured);
    this.local.replace(captured, running);
  }

  async #restore(wish: MediaTrackConstraints, stopped: MediaStreamTrack): Promise<void> {
    const captured = await captureDevice(this.#device, wish, this.#context);
    if (captured instanceof RtcError) this.local.withdraw(captured);
    else this.local.replace(captured, stopped);
  }

  /** The device ended by itself: unplugged, taken by the system, or no longer allowed. */
  async #recover(track: MediaStreamTrack): Promise<void> {
    const { deviceId } = track.getSettings();
    const lived = performance.now() - this.#takenAt;
    const permission = await this.#permission();
    this.#followPermission(permission);
    let isDenied = permission?.state === 'denied';
    if (lived >= MIN_LIFE_MS && permission?.state === 'granted') {
      try {
        const captured = await captureDevice(this.#device, this.take(), { ...this.#context, fellBack: undefined });
        isDenied = (await this.#permission())?.state === 'denied';
        if (captured instanceof RtcError) {
          isDenied ||= captured.code === 'media/denied';
        } else if (isDenied || this.local.track !== track) {
          captured.stop();
        } else {
          this.#missed = deviceId;
          this.#options.told(this.#news(`The ${this.#device} stopped; another one is used.`));
          this.local.replace(captured, track);
          return;
        }
      } catch {
        // The call is over, and with it the device.
        return;
      }
    }
    if (this.local.track !== track) return;
    this.#missed = deviceId;
    this.#wasOn = true;
    this.#lose(isDenied);
  }

  #lose(isDenied: boolean): void {
    const remedy = isDenied ? 'Allow' : `Connect the ${this.#device} again, or allow`;
    const error = new RtcError(isDenied ? 'media/denied' : 'media/missing', `The ${this.#device} stopped.`, {
      hint: `${remedy} it in the browser’s site settings, then switch it on.`,
    });
    this.local.withdraw(error);
    this.#options.told(error);
  }

  /**
   * A device that is denied is off. Chromium ends the track before it says that the permission is gone, and until then it
   * looks unplugged; and a device that it opens in the moment of the denial goes on running (seen in 156).
   */
  #followPermission(permission: PermissionStatus | undefined): void {
    if (permission === undefined || this.#followed !== undefined) return;
    this.#followed = permission;
    const follow = (): void => {
      const { state, track } = this.local;
      if (permission.state === 'denied' && (state === 'missing' || track !== undefined)) this.#lose(true);
    };
    permission.addEventListener('change', follow, { signal: this.#context.signal });
  }

  /** `granted`: a capture now would ask the visitor nothing. */
  async #permission(): Promise<PermissionStatus | undefined> {
    try {
      return await this.#context.source.permissions?.query({ name: this.#device });
    } catch {
      // A browser that does not know the name might ask: nobody wants a question out of nothing.
      return undefined;
    }
  }

  #followDevices({ microphones, cameras }: DeviceLists): void {
    const missed = this.#missed;
    if (missed === undefined) return;
    const there = this.#device === 'microphone' ? microphones : cameras;
    const isBack = there.some(({ deviceId }) => deviceId === missed);
    if (this.#wasOn && this.local.state === 'missing' && there.some(({ deviceId }) => deviceId !== '')) {
      this.#inBackground(this.local.switchOn(this.capture));
    } else if (isBack && this.local.track !== undefined) {
      this.#missed = undefined;
      const back = this.#changes.run(async () => {
        const wish = { ...this.#options.wish(), deviceId: { exact: missed } };
        await this.#swap(wish);
        this.#taken = this.#options.wish();
        this.#options.told(this.#news(`The ${this.#device} is back.`));
      });
      this.#inBackground(back);
    }
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      // Leaving meanwhile is nobody's failure.
      if (error instanceof RtcError) this.#options.told(error);
    });
  }

  #news(message: string): RtcError {
    return new RtcError('media/missing', message, { severity: 'info' });
  }
}
