import { browserCaptureSource, type CaptureDevices, type CaptureSource } from './capture.js';

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

/**
 * The microphones and cameras of a page, captured once for all its rooms: who asks for a device that runs, or is being
 * asked for, gets a clone of its track. Clones are muted and stopped each for itself, and a browser closes a device with the
 * last of its tracks (Media Capture and Streams §4.3.2), so nobody has to count.
 */
export class CapturePool implements CaptureDevices {
  readonly #devices: CaptureDevices;
  readonly #pending = new Set<Pending>();
  #shared: readonly Shared[] = [];

  constructor(devices: CaptureDevices) {
    this.#devices = devices;
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
      await Promise.all(tracks.map((track) => this.#fit(track, wishes[track.kind as Kind] ?? {})));
      return new MediaStream(tracks);
    }
    for (const track of tracks) track.stop();
    throw refused.reason;
  }

  /** A clone of the track of this device, if it runs. */
  #running(kind: Kind, wish: MediaTrackConstraints): MediaStreamTrack | undefined {
    this.#shared = this.#shared.filter(({ track }) => track.readyState === 'live');
    const key = keyOf(kind, wish);
    const id = exactDevice(wish);
    const shared = this.#shared.find(
      (one) =>
        keyOf(one.kind, one.wish) === key ||
        (id !== undefined && one.kind === kind && one.track.getSettings().deviceId === id),
    );
    return shared && this.#share({ ...shared, track: shared.track.clone() });
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

  /** Each clone has a size and rate of its own. */
  async #fit(track: MediaStreamTrack, wish: MediaTrackConstraints): Promise<void> {
    const shared = this.#shared.find((one) => one.track === track);
    if (shared === undefined || JSON.stringify(shared.wish) === JSON.stringify(wish)) return;
    this.#shared = this.#shared.map((one) => (one === shared ? { ...one, wish } : one));
    try {
      await track.applyConstraints(wish);
    } catch {
      // What this device cannot do it does as it is: the wish for size and rate is one, and the device is the right one.
    }
  }
}

let pool: CapturePool | undefined;

/** This page's devices, shared by all its rooms. */
export function pageCaptureSource(): CaptureSource {
  const { mediaDevices, permissions } = browserCaptureSource();
  if (mediaDevices === undefined) return { mediaDevices, permissions };
  pool ??= new CapturePool(mediaDevices);
  return { mediaDevices: mediaDevices.getDisplayMedia === undefined ? withoutScreens(pool) : pool, permissions };
}

function withoutScreens(devices: CaptureDevices): CaptureDevices {
  return { getUserMedia: (constraints) => devices.getUserMedia(constraints) };
}

function kindsOf(wishes: Wishes): Kind[] {
  return (['audio', 'video'] as const).filter((kind) => wishes[kind] !== undefined);
}

/** Which device is meant, whatever size and rate are wished for. */
function keyOf(kind: Kind, { deviceId, facingMode }: MediaTrackConstraints): string {
  return JSON.stringify([kind, deviceId, facingMode]);
}

function exactDevice({ deviceId }: MediaTrackConstraints): string | undefined {
  if (typeof deviceId !== 'object' || Array.isArray(deviceId)) return undefined;
  return typeof deviceId.exact === 'string' ? deviceId.exact : undefined;
}
