import { PageMedia, type Audience } from '../media/page-media.js';
import type { LocalPublication } from '../media/local-publication.js';
import type { Flow } from '../peer/publications.js';
import { shownAs } from '../peer/publications.js';
import { MEDIA_KINDS, RtcError, type MediaKind, type ShownKind, type Source } from '../protocol/index.js';
import { EVERYBODY, Holds } from './holds.js';
import { lifetimeOf } from './live-streams.js';
import { noSuchParticipant } from './no-such-participant.js';
import type { OwnMedia } from './own-media.js';
import type { RoomState, StreamView } from './room-state.js';
import type { RoomFact } from './room-updates.js';

export interface StreamVerbsOptions {
  readonly media: OwnMedia;
  readonly state: () => RoomState;
  readonly tell: (fact: RoomFact) => void;
  /** Throws `room/not-allowed`. */
  readonly require: (kind: ShownKind) => void;
  /** A moderator's request. Rejects with the service's refusal. */
  readonly requestMute: (userId: string, kind: ShownKind) => Promise<void>;
  /** What shall flow is something else now. */
  readonly directed: () => void;
  readonly signal: AbortSignal;
}

export interface PublishOptions {
  /** What it is to the others; `custom` by default. */
  readonly source?: Source;
  /** userIds; everybody by default, who comes later included, but not whoever in this room the stream comes from. */
  readonly to?: string | readonly string[];
}

export interface ReplaceOptions {
  /** userIds; everybody without a replacement of their own by default. */
  readonly to?: string | readonly string[];
}

/**
 * What a page does with streams beside switching its devices. Where a method takes a source it means the first stream of
 * it, and an id means exactly that one. Loaded by the first page that does any of it.
 */
export class StreamVerbs {
  readonly #options: StreamVerbsOptions;
  readonly #page: PageMedia;
  readonly #holds = new Holds();

  constructor(options: StreamVerbsOptions) {
    this.#options = options;
    this.#page = new PageMedia(options.signal);
    options.media.join(this.#page);
  }

  flowWith(userId: string): Flow {
    return this.#holds.flowWith(userId);
  }

  async publish(what: MediaStream | MediaStreamTrack, { source = 'custom', to }: PublishOptions): Promise<string> {
    const lifetime = what instanceof MediaStream ? lifetimeOf(what) : undefined;
    const tracks = what instanceof MediaStream ? what.getTracks() : [what];
    for (const kind of MEDIA_KINDS) {
      if (tracks.some((track) => track.kind === kind)) this.#options.require(shownAs(source, kind));
    }
    // A stream that came from somebody goes when they take it back; its tracks do not end then, their places are used again.
    const streamId = this.#page.publish(lifetime?.aborted === true ? [] : tracks, source, this.#audience(what, to));
    lifetime?.addEventListener('abort', () => this.#page.unpublish((one) => one.streamId === streamId), {
      signal: this.#options.signal,
    });
    return streamId;
  }

  /** All of a source, or the one of this id: a device is given back, a screen is not shared any more. */
  async unpublish(idOrSource: string): Promise<void> {
    const meant = this.#own().filter(isMeant(idOrSource));
    // What is gone already needs no withdrawing.
    for (const publication of meant) await this.#withdraw(publication);
  }

  async replaceTrack(idOrSource: string, track: MediaStreamTrack, { to }: ReplaceOptions): Promise<void> {
    const { streamId, kinds } = this.#require(idOrSource);
    if (!kinds.includes(track.kind as MediaKind)) throw unknown(idOrSource, ` with ${track.kind}`);
    this.#page.replace({ streamId, to: listOf(to) }, track);
  }

  async resetTrack(idOrSource: string, { to, kind }: ReplaceOptions & { readonly kind?: MediaKind }): Promise<void> {
    const { streamId, kinds } = this.#require(idOrSource);
    this.#page.reset({ streamId, kinds: kind === undefined ? kinds : [kind], to: listOf(to) });
  }

  /** To the picture, where there is one. */
  async applyConstraints(idOrSource: string, constraints: MediaTrackConstraints): Promise<void> {
    const { tracks } = this.#require(idOrSource);
    const track = tracks.video ?? tracks.audio;
    if (track === undefined) throw unknown(idOrSource, ' that has begun');
    try {
      await track.applyConstraints(constraints);
    } catch (cause) {
      this.#options.signal.throwIfAborted();
      throw new RtcError('media/over-constrained', 'The device cannot do what was asked for.', {
        hint: 'Ask with “ideal” for what is only a wish.',
        cause,
      });
    }
  }

  async hold(kind: MediaKind | undefined, userId: string | undefined, held: boolean): Promise<void> {
    this.#requirePerson(userId);
    this.#holds.hold(kind === undefined ? MEDIA_KINDS : [kind], userId ?? EVERYBODY, held);
    const { userId: self } = this.#options.state();
    this.#options.directed();
    if (self !== undefined) this.#options.tell({ type: 'held', userId: self, held: this.#holds.everybody });
  }

  async setReceiving(userId: string, kinds: readonly ShownKind[]): Promise<void> {
    if (userId !== EVERYBODY) this.#requirePerson(userId);
    this.#holds.receive(kinds, userId);
    this.#options.directed();
  }

  /** How loud somebody is here, 0…1. Rejects with `attribute/invalid`. */
  async setVolume(userId: string, volume: number): Promise<void> {
    this.#requirePerson(userId);
    const isVolume = volume >= 0 && volume <= 1;
    if (!isVolume) throw new RtcError('attribute/invalid', 'A volume is a number from 0 to 1.');
    this.#options.tell({ type: 'volume', userId, volume });
  }

  /** One's own are muted in place; their owners are asked to silence others, as a moderator may. */
  async mute(views: readonly StreamView[], kind: MediaKind | undefined): Promise<void> {
    await this.#each(views, kind, (publication, kinds) => this.#mute(publication, kinds, true));
  }

  /** One's own only: nobody opens another's microphone. */
  async unmute(views: readonly StreamView[], kind: MediaKind | undefined): Promise<void> {
    const own = views.filter(({ local }) => local);
    await this.#each(own, kind, (publication, kinds) => this.#mute(publication, kinds, false));
  }

  /** One's own are withdrawn; their owners are asked to silence others, as a moderator may. */
  async stop(views: readonly StreamView[]): Promise<void> {
    await this.#each(views, undefined, (publication) => this.#withdraw(publication));
  }

  async #each(
    views: readonly StreamView[],
    kind: MediaKind | undefined,
    act: (publication: LocalPublication, kinds: readonly MediaKind[]) => Promise<void>,
  ): Promise<void> {
    const own = this.#own();
    const asked = new Set<string>();
    for (const { streamId, userId, local, source, kinds } of views) {
      const meant = kind === undefined ? kinds : kinds.filter((one) => one === kind);
      const publication = own.find((one) => one.streamId === streamId);
      if (local && publication !== undefined && meant.length > 0) await act(publication, meant);
      if (local) continue;
      for (const shown of meant.map((one) => shownAs(source, one))) {
        const request = `${userId} ${shown}`;
        if (asked.has(request)) continue;
        asked.add(request);
        await this.#options.requestMute(userId, shown);
      }
    }
  }

  async #mute({ streamId, source }: LocalPublication, kinds: readonly MediaKind[], muted: boolean): Promise<void> {
    const isPages = this.#page.own.some((one) => one.streamId === streamId);
    if (!isPages && (source === 'microphone' || source === 'camera')) {
      (await this.#options.media.load()).mute(source, muted);
    } else {
      this.#page.mute({ streamId, kinds }, muted);
    }
  }

  async #withdraw({ streamId, source }: LocalPublication): Promise<void> {
    if (this.#page.unpublish((one) => one.streamId === streamId) > 0 || source === 'custom') return;
    (await this.#options.media.load()).release(source);
  }

  /** Who sends something does not get it back, unless they are named: it would be their own echo. */
  #audience(what: MediaStream | MediaStreamTrack, to: PublishOptions['to']): Audience | undefined {
    const named = listOf(to);
    if (named !== undefined) return (userId) => named.includes(userId);
    const origin = this.#options.state().participants.find(({ streams }) => streams.some((one) => one.stream === what));
    return origin && ((userId) => userId !== origin.userId);
  }

  #own(): readonly LocalPublication[] {
    return this.#options.media.publications;
  }

  #require(idOrSource: string): LocalPublication {
    const publication = this.#own().find(isMeant(idOrSource));
    if (publication === undefined) throw unknown(idOrSource, '');
    return publication;
  }

  #requirePerson(userId: string | undefined): void {
    const { participants } = this.#options.state();
    if (userId === undefined || participants.some((person) => person.userId === userId && !person.self)) return;
    throw noSuchParticipant(userId);
  }
}

function isMeant(idOrSource: string): (publication: LocalPublication) => boolean {
  return ({ streamId, source }) => streamId === idOrSource || source === idOrSource;
}

function unknown(idOrSource: string, which: string): RtcError {
  return new RtcError('media/unknown', `You publish no “${idOrSource}”${which}.`, {
    hint: 'Name a source that is on, or the id that publish() gave.',
  });
}

function listOf(people: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof people === 'string' ? [people] : people;
}
