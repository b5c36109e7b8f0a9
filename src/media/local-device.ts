import { RtcError } from '../protocol/index.js';
import type { ErrorCode, MediaKind } from '../protocol/index.js';
import type { Captured, Device } from './capture.js';
import type { DeviceState } from './device-state.js';
import { announced, withMuted, withTrack } from './local-publication.js';
import type { LocalPublication } from './local-publication.js';

export interface LocalDeviceOptions {
  readonly device: Device;
  readonly signal: AbortSignal;
  /** `publication` or `state` is another one now. */
  readonly changed: () => void;
  /** The track ended by itself: it is replaced or withdrawn by whoever hears it. */
  readonly ended: (track: MediaStreamTrack) => void;
}

/** What failed devices look like; any other failure leaves them `off`. */
const STATE_OF: Partial<Record<ErrorCode, DeviceState>> = {
  'media/denied': 'denied',
  'media/dismissed': 'denied',
  'media/blocked': 'denied',
  'media/missing': 'missing',
  'media/busy': 'busy',
};

/**
 * This visitor's microphone or camera: wanted or not, muted or not, captured or not yet. Wishes are taken at once and
 * the newest one counts: a capture that is still running when minds change twice is the capture that is used.
 */
export class LocalDevice {
  readonly #options: LocalDeviceOptions;
  readonly #kind: MediaKind;
  #publication: LocalPublication | undefined;
  #state: DeviceState = 'off';
  #track: MediaStreamTrack | undefined;
  #pending: Promise<void> | undefined;
  #muted = false;

  constructor(options: LocalDeviceOptions) {
    this.#options = options;
    this.#kind = options.device === 'microphone' ? 'audio' : 'video';
  }

  /** There is one exactly while the device is wanted, with its track or still without. */
  get publication(): LocalPublication | undefined {
    return this.#publication;
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** What is captured now. */
  get track(): MediaStreamTrack | undefined {
    return this.#track;
  }

  /** Resolves when no capture is under way, however it ended. */
  get settled(): Promise<void> {
    return this.#pending?.catch(() => undefined) ?? Promise.resolve();
  }

  /** Neither wanted nor being captured, so that a capture begun now is the one that will be used. */
  get isIdle(): boolean {
    return this.#publication === undefined && this.#pending === undefined;
  }

  /** The newest wish, which a toggle turns round. */
  get isWantedOn(): boolean {
    return this.#publication !== undefined && !this.#muted;
  }

  /**
   * Publishes the device and captures it by `capture` if it isn't. Announced in the same turn; resolves when the device
   * is there, or no longer wanted. Rejects with the reason there is none, or the signal's.
   */
  async switchOn(capture: () => Promise<Captured>, muted = false): Promise<void> {
    this.#publication ??= announced(this.#options.device, [this.#kind]);
    this.#setMuted(muted);
    if (this.#track !== undefined) return;
    this.#pending ??= this.#capture(capture).finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  /** Silences it in place: the device stays open, so that unmuting takes no time. */
  mute(): void {
    if (this.#publication === undefined) this.release();
    else this.#setMuted(true);
  }

  /** Gives the device back and withdraws the publication. */
  release(): void {
    this.#withdraw('off');
  }

  /** Puts `next` in the place of `expected`, in the same publication; if that is no longer there, stops `next`. */
  replace(next: MediaStreamTrack, expected: MediaStreamTrack | undefined): void {
    const publication = this.#publication;
    if (publication === undefined || this.#track !== expected) {
      next.stop();
      return;
    }
    if (expected !== undefined) {
      expected.stop();
      publication.stream.removeTrack(expected);
    }
    this.#fill(publication, next);
  }

  /** As `replace`, where `next` is somebody else's, or nobody's, unless `expected` runs here; returns whether it does. */
  replaceIf(expected: MediaStreamTrack, next: MediaStreamTrack): boolean {
    if (this.#track !== expected) return false;
    this.replace(next, expected);
    return true;
  }

  /** The device is gone, and why. */
  withdraw({ code }: RtcError): void {
    this.#withdraw(STATE_OF[code] ?? 'off');
  }

  async #capture(capture: () => Promise<Captured>): Promise<void> {
    const captured = await capture();
    this.#options.signal.throwIfAborted();
    if (this.#publication === undefined) {
      // Switched off meanwhile: nobody wants the track, nor to hear that there is none.
      if (!(captured instanceof RtcError)) captured.stop();
    } else if (captured instanceof RtcError) {
      this.withdraw(captured);
      throw captured;
    } else {
      this.#fill(this.#publication, captured);
    }
  }

  #fill(publication: LocalPublication, track: MediaStreamTrack): void {
    this.#track = track;
    this.#publication = withTrack(publication, track);
    this.#setMuted(this.#muted);
    // `ended` comes only for what happens to a track: unplugged, taken by the system, permission withdrawn.
    track.addEventListener('ended', () => this.#end(track), { once: true, signal: this.#options.signal });
    // It may have ended on the way here, and then tells nobody any more.
    if (track.readyState === 'ended') this.#end(track);
  }

  #end(track: MediaStreamTrack): void {
    if (this.#track === track) this.#options.ended(track);
  }

  #setMuted(muted: boolean): void {
    this.#muted = muted;
    if (this.#publication !== undefined) this.#publication = withMuted(this.#publication, this.#kind, muted);
    if (this.#track !== undefined) {
      this.#track.enabled = !muted;
      this.#state = muted ? 'muted' : 'on';
    }
    this.#options.changed();
  }

  #withdraw(state: DeviceState): void {
    if (this.#track !== undefined) {
      this.#track.stop();
      this.#publication?.stream.removeTrack(this.#track);
    }
    this.#track = undefined;
    this.#publication = undefined;
    this.#muted = false;
    this.#state = state;
    this.#options.changed();
  }
}
