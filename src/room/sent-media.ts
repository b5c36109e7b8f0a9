import type { LocalMediaState } from '../media/local-media.js';
import type { ScreenOptions } from '../media/screen-capture.js';
import { OPEN_FLOW } from '../peer/publications.js';
import { RtcError, type MuteRequest, type ShownKind } from '../protocol/index.js';
import type { Terms } from '../topology/topology.js';
import { LiveStreams } from './live-streams.js';
import { OwnMedia } from './own-media.js';
import { permittedNow, permittedOnly, requirePermitted } from './permitted.js';
import { Recipients } from './recipients.js';
import { RtcDevicesChangeEvent, RtcMuteRequestEvent } from './room-events.js';
import type { RoomFact } from './room-updates.js';
import type { SessionContext } from './session-context.js';
import type { StreamVerbs } from './stream-verbs.js';

export interface SentMediaOptions extends SessionContext {
  /** Passes a moderator's request on. Rejects with the service's refusal. */
  readonly requestMute: (userId: string, kind: ShownKind) => Promise<void>;
  /** Somebody may get something else now. */
  readonly agree: () => void;
  /** Something else is sent now. */
  readonly changed: () => void;
}

/** What this visitor sends during one visit, and who gets it: as far as the room, the role in it and the page let it. */
export class SentMedia {
  /** What is captured, and what the page brings. */
  readonly own: OwnMedia;
  readonly #options: SentMediaOptions;
  readonly #recipients: Recipients;
  readonly #streams: LiveStreams;
  #loadingVerbs: Promise<StreamVerbs> | undefined;
  /** Once they are there. */
  #verbs: StreamVerbs | undefined;

  constructor(options: SentMediaOptions) {
    this.#options = options;
    const { state, tell, dispatch, signal } = options;
    this.#recipients = new Recipients(dispatch);
    this.#streams = new LiveStreams(signal);
    this.own = new OwnMedia({
      ...options,
      permitted: () => permittedNow(state()),
      followed: (media) => this.#follow(media),
      devicesChanged: (devices) => dispatch(new RtcDevicesChangeEvent(devices)),
      speakerChanged: (speaker) => tell({ type: 'speaker', speaker }),
    });
  }

  async setMicrophone(on: boolean | undefined): Promise<void> {
    this.#require('audio');
    await this.own.set('microphone', on);
  }

  async setCamera(on: boolean | undefined): Promise<void> {
    this.#require('video');
    await this.own.set('camera', on);
  }

  async shareScreen(options: ScreenOptions | undefined): Promise<void> {
    this.#require('screen');
    await (await this.own.load()).shareScreen(options);
  }

  /** What a page does with streams beside switching its devices. Rejects with `media/failed`. */
  streams(): Promise<StreamVerbs> {
    this.#loadingVerbs ??= this.#loadVerbs().catch((cause: unknown) => {
      // The next wish tries again.
      this.#loadingVerbs = undefined;
      this.#options.signal.throwIfAborted();
      throw new RtcError('media/failed', 'The part that publishes streams could not be loaded.', { cause });
    });
    return this.#loadingVerbs;
  }

  /** What this person gets, and what flows between the two. */
  termsWith(userId: string): Terms {
    const permitted = permittedOnly(this.own.publicationsFor(userId), permittedNow(this.#options.state()));
    return {
      publications: this.#recipients.for(userId, permitted),
      flow: this.#verbs?.flowWith(userId) ?? OPEN_FLOW,
    };
  }

  /** To be called once it is told. */
  follow(fact: RoomFact): void {
    // A role that is lost takes its media with it; one that is gained opens no camera.
    if (fact.type === 'roster' || fact.type === 'admitted') this.own.restrict();
    if (fact.type === 'roster' && fact.left !== undefined) this.#recipients.forget(fact.left.userId);
  }

  /** A moderator's word, passed on by the service. It silences what is there and can open nothing. */
  obey(request: MuteRequest): void {
    this.own.silence(request.kind);
    this.#options.dispatch(new RtcMuteRequestEvent(request));
  }

  async #loadVerbs(): Promise<StreamVerbs> {
    const { StreamVerbs: Loaded } = await import('./stream-verbs.js');
    const { agree, signal } = this.#options;
    signal.throwIfAborted();
    this.#verbs = new Loaded({
      ...this.#options,
      media: this.own,
      require: (kind) => this.#require(kind),
      directed: agree,
    });
    return this.#verbs;
  }

  #follow({ publications, microphone, camera, screen }: LocalMediaState): void {
    const { tell, state, changed } = this.#options;
    changed();
    const { userId } = state();
    if (userId !== undefined) {
      tell({ type: 'published', userId, publications: this.#streams.of('self', publications) });
    }
    tell({ type: 'devices', microphone, camera, screen });
  }

  #require(kind: ShownKind): void {
    requirePermitted(this.#options.state(), kind);
  }
}
