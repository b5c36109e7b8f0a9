import { afterFirstPicture } from '../peer/first-picture.js';
import { RtcError } from '../protocol/index.js';
import type { Topology, TopologyEvents } from '../topology/topology.js';
import type { ShownPictures } from './picture-wishes.js';
import type { Quality, QualityOptions } from './quality.js';
import type { SnapshotOptions } from './snapshot.js';

/** Fetches what watches over a call once somebody is connected, or asks, and hands it what came before. */
export class CallWatch {
  readonly #options: QualityOptions;
  #loading: Promise<Quality> | undefined;
  #membership: { readonly topology: Topology; readonly signal: AbortSignal } | undefined;
  /** What is shown, by place, until there is somebody to tell. */
  readonly #shown = new Map<object, ShownPictures>();

  constructor(options: QualityOptions) {
    this.#options = options;
  }

  /** Rejects with `connection/failed` when it cannot be fetched, or the signal's reason. */
  load(): Promise<Quality> {
    this.#loading ??= this.#load().catch((cause: unknown) => {
      // The next wish tries again.
      this.#loading = undefined;
      this.#options.signal.throwIfAborted();
      throw new RtcError('connection/failed', 'The part that watches over the call could not be loaded.', { cause });
    });
    return this.#loading;
  }

  /** A membership has begun. */
  follow(topology: Topology, signal: AbortSignal): void {
    this.#membership = { topology, signal };
    this.#ifLoaded((quality) => quality.follow(topology, signal));
    // Until there is a connection there is nothing to watch.
    const begin = (): void => this.#soon(() => undefined);
    topology.on('state', ({ state }) => state === 'connected' && afterFirstPicture(signal, begin), { signal });
    topology.on('message', (detail) => isAboutPictures(detail) && this.#soon((quality) => quality.receive(detail)), {
      signal,
    });
  }

  /** The options, or what is sent, may be others now. */
  configure(): void {
    this.#ifLoaded((quality) => quality.configure());
  }

  /** Who is in the room, or whose line to the service is down, may be others now. */
  lookAround(): void {
    this.#ifLoaded((quality) => quality.lookAround());
  }

  /** Everything one place shows of the others' pictures; see `PictureWishes`. */
  show(view: object, pictures: ShownPictures | undefined): void {
    if (pictures === undefined) this.#shown.delete(view);
    else this.#shown.set(view, pictures);
    this.#ifLoaded((quality) => quality.wishes.show(view, pictures));
  }

  async takeSnapshot(userId: string | undefined, options: SnapshotOptions): Promise<Blob> {
    const [{ takeSnapshot }, { wishes }] = await Promise.all([import('./snapshot.js'), this.load()]);
    const { state, signal: visit } = this.#options;
    const signal = options.signal === undefined ? visit : AbortSignal.any([options.signal, visit]);
    return takeSnapshot(state(), userId, wishes, { ...options, signal });
  }

  #soon(then: (quality: Quality) => void): void {
    // A call goes on without what watches over it.
    this.load().then(then, () => undefined);
  }

  #ifLoaded(then: (quality: Quality) => void): void {
    if (this.#loading !== undefined) this.#soon(then);
  }

  async #load(): Promise<Quality> {
    const { Quality: Loaded } = await import('./quality.js');
    this.#options.signal.throwIfAborted();
    const quality = new Loaded(this.#options);
    if (this.#membership !== undefined) quality.follow(this.#membership.topology, this.#membership.signal);
    for (const [view, pictures] of this.#shown) quality.wishes.show(view, pictures);
    return quality;
  }
}

function isAboutPictures({ message: { type } }: TopologyEvents['message']): boolean {
  return type === 'video:want' || type === 'video:limited';
}
