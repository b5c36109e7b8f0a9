import { TypedEventTarget } from '../base/typed-event-target.js';
import type { CaptureDevices } from './capture.js';
import { exactDevice, sizeOf, traitsOf } from './device-constraints.js';

type Kind = 'audio' | 'video';
type Wishes = Partial<Record<Kind, MediaTrackConstraints>>;

interface Shared {
  readonly kind: Kind;
  /** What it was asked for as. */
  readonly wish: MediaTrackConstraints;
  readonly track: MediaStreamTrack;
}

interface Pending {
  readonly wishes: Wishes;
  /** Everybody who gets something of it, in the same turn it comes. */
  readonly takers: ((outcome: PromiseSettledResult<MediaStream>) => void)[];
}

interface CapturePoolEvents {
  /**
   * A device was opened anew: `after` stands for `before`, which is stopped; without `after` it is gone. Who goes on with
   * `after` calls `take` in the same turn: what nobody takes is stopped.
   */
  replaced: {
    readonly before: MediaStreamTrack;
    readonly after: MediaStreamTrack | undefined;
    readonly take: () => void;
  };
  captured: undefined;
}

/**
 * The microphones and cameras of a page, captured once for all its rooms: who asks for a device that runs, or is being
 * asked for, gets a clone of its track. Clones are muted and stopped each for itself, and a browser closes a device with the
 * last of its tracks (Media Capture and Streams §4.3.2), so nobody has to count.
 */
export class CapturePool extends TypedEventTarget<CapturePoolEvents> implements CaptureDevices {
  readonly #devices: CaptureDevices;
  readonly #pending = new Set<Pending>();
  #shared: readonly Shared[] = [];

  constructor(devices: CaptureDevices) {
    super();
    this.#devices = devices;
  }

  async enumerateDevices(): Promise<readonly Pick<MediaDeviceInfo, 'deviceId' | 'kind'>[]> {
    return (await this.#devices.enumerateDevices?.()) ?? [];
  }

  /**
   * Gives one room's picture another size. A device that several rooms have is as large as it was opened (Chromium does
   * not reconfigure it under several tracks): for a larger picture it is opened anew, and all get new tracks.
   */
  async fit(track: MediaStreamTrack, size: MediaTrackConstraints): Promise<void> {
    const shared = this.#shared.find((one) => one.track === track);
    if (shared === undefined) await track.applyConstraints(size);
    else await this.#fit(shared, size, false);
  }

  getDisplayMedia(options: DisplayMediaStreamOptions): Promise<MediaStream> {
    // Each share is a choice of its own in the browser's picker. Called only where the browser has it.
    return this.#devices.getDisplayMedia?.(options) ?? Promise.reject(new DOMException('', 'NotSupportedError'));
  }

  /** As the browser's own, but asks it only for what no room of this page has or is waiting for. */
  async getUserMedia({ audio, video }: MediaStreamConstraints): Promise<MediaStream> {
    const wishes: Wishes = {
      ...(audio !== undefined && audio !== false && { audio: audio === true ? {} : audio }),
      ...(video !== undefined && video !== false && { video: video === true ? {} : video }),
    };
    const parts: Promise<MediaStreamTrack>[] = [];
    const missing: Wishes = {};
    for (const kind of kindsOf(wishes)) {
      const running = this.#running(kind, wishes[kind] ?? {});
      const pending = running === undefined ? this.#pendingFor(kind, wishes[kind] ?? {}) : undefined;
      if (running !== undefined) parts.push(Promise.resolve(running));
      else if (pending !== undefined) parts.push(this.#join(pending, kind, wishes));
      else missing[kind] = wishes[kind] ?? {};
    }
    if (kindsOf(missing).length > 0) {
      const asked = this.#ask(missing);
      for (const kind of kindsOf(missing)) parts.push(this.#take(asked, kind));
    }
    const settled = await Promise.allSettled(parts);
    const tracks = settled.flatMap((part) => (part.status === 'fulfilled' ? [part.value] : []));
    const refused = settled.find((part) => part.status === 'rejected');
    if (refused === undefined) {
      return new MediaStream(
        await Promise.all(tracks.map((track) => this.#fitted(track, wishes[track.kind as Kind] ?? {}))),
      );
    }
    for (const track of tracks) track.stop();
    throw refused.reason;
  }

  /** A clone of the track of this device, if it runs and was asked to do the same. */
  #running(kind: Kind, wish: MediaTrackConstraints): MediaStreamTrack | undefined {
    const id = exactDevice(wish);
    const shared = this.#live().find(
      (one) =>
        one.kind === kind &&
        (deviceOf(one.wish) === deviceOf(wish) || (id !== undefined && one.track.getSettings().deviceId === id)) &&
        (demandsOf(wish) === NO_DEMANDS || demandsOf(one.wish) === demandsOf(wish)),
    );
    return shared && this.#share({ ...shared, track: shared.track.clone() });
  }

  #live(): readonly Shared[] {
    this.#shared = this.#shared.filter(({ track }) => track.readyState === 'live');
    return this.#shared;
  }

  /** Everybody who has the same device, oneself first. */
  #holdersOf(shared: Shared): readonly Shared[] {
    const { deviceId } = shared.track.getSettings();
    const others = this.#live().filter(
      (one) => one.track !== shared.track && one.kind === shared.kind && one.track.getSettings().deviceId === deviceId,
    );
    return [shared, ...others];
  }

  /** Gives all of them new tracks of a device as large as the first wants it; returns the first's, which `isAwaited` by whoever asked. */
  async #reopen(first: Shared, holders: readonly Shared[], isAwaited: boolean): Promise<MediaStreamTrack | undefined> {
    const { deviceId } = first.track.getSettings();
    const enabled = holders.map(({ track }) => track.enabled);
    for (const { track } of holders) track.stop();
    const largest = { ...first.wish, ...(deviceId && { deviceId: { exact: deviceId } }) };
    const request = first.kind === 'video' ? { video: largest } : { audio: largest };
    const stream = await this.#devices.getUserMedia(request).catch(() => undefined);
    const opened = stream?.getTracks()[0];
    // All at once: a clone of a track that was stopped is stopped.
    const tracks = holders.map((_, index) => (index === 0 ? opened : opened?.clone()));
    for (const [index, { kind, wish, track: before }] of holders.entries()) {
      const after = tracks[index];
      if (after !== undefined) {
        const shared = { kind, wish, track: this.#share({ kind, wish, track: after }) };
        await this.#resize(shared, wish);
        after.enabled = enabled[index] !== false;
      }
      // Whoever had `before` may have switched it off, or left, while the device was opened.
      let isTaken = isAwaited && index === 0;
      this.emit('replaced', { before, after, take: () => (isTaken = true) });
      if (!isTaken) after?.stop();
    }
    return opened;
  }

  /** A question to the visitor that will also answer this one. */
  #pendingFor(kind: Kind, wish: MediaTrackConstraints): Pending | undefined {
    const key = keyOf(kind, wish);
    return [...this.#pending].find(({ wishes }) => wishes[kind] !== undefined && keyOf(kind, wishes[kind]) === key);
  }

  /** As `#take`; but a question for more than this can fail for what is not wished for here, and then this is asked alone. */
  async #join(pending: Pending, kind: Kind, wishes: Wishes): Promise<MediaStreamTrack> {
    try {
      return await this.#take(pending, kind);
    } catch (error) {
      if (kindsOf(pending.wishes).every((asked) => wishes[asked] !== undefined)) throw error;
      const wish = wishes[kind] ?? {};
      return this.#take(this.#pendingFor(kind, wish) ?? this.#ask({ [kind]: wish }), kind);
    }
  }

  #ask(wishes: Wishes): Pending {
    const pending: Pending = { wishes, takers: [] };
    this.#pending.add(pending);
    const settle = (outcome: PromiseSettledResult<MediaStream>): void => {
      this.#pending.delete(pending);
      // All in one turn, before any of them can stop its own.
      for (const take of pending.takers) take(outcome);
      if (outcome.status === 'fulfilled') this.emit('captured', undefined);
    };
    const { audio = false, video = false } = wishes;
    this.#devices.getUserMedia({ audio, video }).then(
      (value) => settle({ status: 'fulfilled', value }),
      (reason: unknown) => settle({ status: 'rejected', reason }),
    );
    return pending;
  }

  /** The first taker of a kind gets the captured track itself, the others its clones. */
  #take({ wishes, takers }: Pending, kind: Kind): Promise<MediaStreamTrack> {
    return new Promise((resolve, reject) => {
      takers.push((outcome) => {
        if (outcome.status === 'rejected') {
          reject(outcome.reason);
          return;
        }
        const track = outcome.value.getTracks().find((candidate) => candidate.kind === kind);
        if (track === undefined) {
          reject(new DOMException('The stream came without a track', 'NotFoundError'));
          return;
        }
        const isTaken = this.#shared.some((shared) => shared.track === track);
        resolve(this.#share({ kind, wish: wishes[kind] ?? {}, track: isTaken ? track.clone() : track }));
      });
    });
  }

  #share(shared: Shared): MediaStreamTrack {
    // A clone of a muted track comes muted.
    shared.track.enabled = true;
    this.#shared = [...this.#shared, shared];
    return shared.track;
  }

  /** Each clone has a size and rate of its own. Resolves with the track that has this one. */
  async #fitted(track: MediaStreamTrack, wish: MediaTrackConstraints): Promise<MediaStreamTrack> {
    const shared = this.#shared.find((one) => one.track === track);
    if (shared === undefined || JSON.stringify(shared.wish) === JSON.stringify(wish)) return track;
    // A microphone has no size, and what else is wished for is what it was chosen by.
    return shared.kind === 'video' ? this.#fit(shared, sizeOf(wish), true) : track;
  }

  async #fit(shared: Shared, size: MediaTrackConstraints, isAwaited: boolean): Promise<MediaStreamTrack> {
    const wish = { ...shared.wish, ...size };
    await this.#resize(shared, wish);
    const holders = this.#holdersOf({ ...shared, wish });
    if (holders.length < 2 || !isSmaller(shared.track, size)) return shared.track;
    return (await this.#reopen({ ...shared, wish }, holders, isAwaited)) ?? shared.track;
  }

  async #resize(shared: Shared, wish: MediaTrackConstraints): Promise<void> {
    this.#shared = this.#shared.map((one) => (one.track === shared.track ? { ...one, wish } : one));
    // What this device cannot do it does as it is: the wish for size and rate is one, and the device is the right one.
    await shared.track.applyConstraints(sizeOf(wish)).catch(() => undefined);
  }
}

function kindsOf(wishes: Wishes): Kind[] {
  return (['audio', 'video'] as const).filter((kind) => wishes[kind] !== undefined);
}

/** Which device is meant and what it is to do, whatever size and rate are wished for. */
function keyOf(kind: Kind, wish: MediaTrackConstraints): string {
  return `${kind} ${traitsOf(wish)}`;
}

function deviceOf({ deviceId, facingMode }: MediaTrackConstraints): string {
  return JSON.stringify([deviceId, facingMode]);
}

function demandsOf({ deviceId: _, facingMode: __, ...demands }: MediaTrackConstraints): string {
  return traitsOf(demands);
}

const NO_DEMANDS = demandsOf({});

/** Whether the picture is not as large as wished although the device might do it. */
function isSmaller(track: MediaStreamTrack, { width }: MediaTrackConstraints): boolean {
  const wanted = typeof width === 'object' ? width.ideal : width;
  const { width: given = 0 } = track.getSettings();
  const most = track.getCapabilities?.().width?.max ?? given;
  return wanted !== undefined && given < Math.min(wanted, most);
}
