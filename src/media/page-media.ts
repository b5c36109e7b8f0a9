import { TypedEventTarget } from '../base/typed-event-target.js';
import { MAX_PUBLICATIONS, RtcError, type MediaKind, type Source } from '../protocol/index.js';
import type { DeviceState } from './device-state.js';
import type { LocalMediaState } from './local-media.js';
import { announced, withMuted, withoutKind, withTrack, type LocalPublication } from './local-publication.js';
import { Replacements, type Target } from './replacements.js';

/** Places kept for microphone, camera and screen. */
const DEVICES = 3;

/** Whether somebody is among those a stream is for, who comes later included. */
export type Audience = (userId: string) => boolean;

interface PageEvents {
  /** What `joined` and `publicationsFor` answer has changed. */
  change: undefined;
}

/**
 * What the page itself brings: streams of its own, and tracks in place of others. They stay the page's: nothing here
 * switches them off, stops them, or goes on with one that has ended.
 */
export class PageMedia extends TypedEventTarget<PageEvents> {
  readonly #signal: AbortSignal;
  readonly #replacements = new Replacements();
  /** Whom a publication is for; everybody where it is not named here. */
  readonly #audiences = new Map<string, Audience>();
  readonly #muted = new Map<string, ReadonlySet<MediaKind>>();
  #own: readonly LocalPublication[] = [];

  constructor(signal: AbortSignal) {
    super();
    this.#signal = signal;
  }

  /** As the page published them. */
  get own(): readonly LocalPublication[] {
    return this.#own;
  }

  /**
   * Offers the first track of each kind. Returns the id it has from now on. Throws `media/ended` when there is no track
   * that runs, `media/too-many`.
   */
  publish(tracks: readonly MediaStreamTrack[], source: Source, audience?: Audience): string {
    const running = (['audio', 'video'] as const).flatMap((kind) => {
      const track = tracks.find((one) => one.kind === kind && one.readyState === 'live');
      return track ?? [];
    });
    if (running.length === 0) throw ended();
    if (this.#own.length >= MAX_PUBLICATIONS - DEVICES) {
      throw new RtcError('media/too-many', `At most ${MAX_PUBLICATIONS} streams are published at once.`);
    }
    const kinds = running.map(({ kind }) => kind as MediaKind);
    const publication = running.reduce(withTrack, announced(source, kinds));
    if (audience !== undefined) this.#audiences.set(publication.streamId, audience);
    this.#own = [...this.#own, publication];
    for (const track of running) this.#watch(track);
    this.emit('change', undefined);
    return publication.streamId;
  }

  /** Withdraws those of the page's own that `isMeant`. Returns how many. */
  unpublish(isMeant: (publication: LocalPublication) => boolean): number {
    const left = this.#own.filter((publication) => !isMeant(publication));
    const count = this.#own.length - left.length;
    if (count === 0) return 0;
    this.#own = left;
    this.#settle();
    return count;
  }

  /** Nothing of these kinds is sent until it is taken back. */
  mute({ streamId, kinds }: Omit<Target, 'to'>, muted: boolean): void {
    const before = this.#muted.get(streamId) ?? [];
    const others = [...before].filter((kind) => !kinds.includes(kind));
    this.#muted.set(streamId, new Set(muted ? [...others, ...kinds] : others));
    this.emit('change', undefined);
  }

  /** Turns the page's own streams of this source on or off, the other of both without `on`. False: there are none. */
  toggle(source: Source, on: boolean | undefined): boolean {
    const meant = this.#own.filter((publication) => publication.source === source).map((one) => this.#dressed(one));
    if (meant.length === 0) return false;
    const muted = !(on ?? meant.every(isMuted));
    for (const publication of meant) this.mute(publication, muted);
    return true;
  }

  /** Throws `media/ended` for a track that has. */
  replace(target: Omit<Target, 'kinds'>, track: MediaStreamTrack): void {
    if (track.readyState === 'ended') throw ended();
    this.#replacements.push(target, track);
    this.#watch(track);
    this.emit('change', undefined);
  }

  /** Goes back to what was sent before the newest replacement. */
  reset(target: Target): void {
    this.#replacements.pop(target);
    this.#settle();
  }

  /** Everything this visitor offers, as everybody gets it who is not named. */
  joined(devices: LocalMediaState): LocalMediaState {
    const all = [...devices.publications, ...this.#own];
    this.#replacements.prune(all);
    const alive = new Set(all.map(({ streamId }) => streamId));
    for (const streamId of this.#muted.keys()) if (!alive.has(streamId)) this.#muted.delete(streamId);
    const publications = all.map((publication) => this.#dressed(publication));
    return {
      publications,
      microphone: this.#stateOf('microphone', devices.microphone),
      camera: this.#stateOf('camera', devices.camera),
      screen: this.#own.some(({ source }) => source === 'screen') && devices.screen === 'off' ? 'on' : devices.screen,
    };
  }

  /** What this person gets. */
  publicationsFor(userId: string, devices: LocalMediaState): readonly LocalPublication[] {
    return [...devices.publications, ...this.#own]
      .filter(({ streamId }) => this.#audiences.get(streamId)?.(userId) !== false)
      .map((publication) => this.#dressed(publication, userId));
  }

  #dressed(publication: LocalPublication, userId?: string): LocalPublication {
    const { streamId, kinds } = publication;
    let dressed = publication;
    for (const kind of kinds) {
      const track = this.#replacements.over(streamId, kind, userId);
      if (track !== undefined) dressed = { ...dressed, tracks: { ...dressed.tracks, [kind]: track } };
      if (this.#muted.get(streamId)?.has(kind) === true) dressed = withMuted(dressed, kind, true);
    }
    return dressed;
  }

  #stateOf(device: 'microphone' | 'camera', state: DeviceState): DeviceState {
    const own = this.#own.filter(({ source }) => source === device).map((publication) => this.#dressed(publication));
    if (own.length === 0 || state === 'on' || state === 'muted') return state;
    return own.every(isMuted) ? 'muted' : 'on';
  }

  #watch(track: MediaStreamTrack): void {
    track.addEventListener('ended', () => this.#settle(), { once: true, signal: this.#signal });
  }

  /** What has ended is withdrawn, unless something stands in for it. */
  #settle(): void {
    this.#own = this.#own.flatMap((publication) => {
      let left = publication;
      for (const kind of publication.kinds) {
        const runs = publication.tracks[kind]?.readyState === 'live';
        if (!runs && this.#replacements.over(publication.streamId, kind, undefined)?.readyState !== 'live') {
          left = withoutKind(left, kind);
        }
      }
      return left.kinds.length === 0 ? [] : [left];
    });
    const alive = new Set(this.#own.map(({ streamId }) => streamId));
    for (const streamId of this.#audiences.keys()) if (!alive.has(streamId)) this.#audiences.delete(streamId);
    this.emit('change', undefined);
  }
}

function isMuted({ kinds, muted }: LocalPublication): boolean {
  return kinds.every((kind) => muted[kind]);
}

function ended(): RtcError {
  return new RtcError('media/ended', 'There is no track that still runs.', {
    hint: 'Publish it before it is stopped.',
  });
}
