import type { DataLink } from '../data/data-link.js';
import type { LocalMedia, LocalMediaState } from '../media/local-media.js';
import type { LocalPublication } from '../peer/publications.js';
import type { ScreenOptions } from '../media/screen-capture.js';
import { keepAwake } from '../media/wake-lock.js';
import { RtcError, type Admission, type JoinRequest, type MuteRequest } from '../protocol/index.js';
import type { RoomChannel, RoomChannelEvents, RoomRequests, SignalingClient } from '../signaling/signaling-client.js';
import type { Topology, TopologyEvents } from '../topology/topology.js';
import { Conversation } from './conversation.js';
import { fatal } from './fatal.js';
import { FileExchange } from './file-exchange.js';
import { Membership } from './membership.js';
import { peerConfiguration } from './peer-configuration.js';
import { permittedKinds, permittedOnly, type PermittedKinds, type SentKind } from './permitted.js';
import { joinRequestOf, wantedKinds } from './resolved-options.js';
import { RtcMuteRequestEvent } from './room-events.js';
import type { RoomOptions } from './room-options.js';
import type { RoomState } from './room-state.js';
import type { RoomFact } from './room-updates.js';

/** What a session needs of its controller. */
export interface SessionContext {
  /** Rejects with `signaling/invalid-url`. */
  readonly client: () => Promise<SignalingClient>;
  readonly options: () => RoomOptions;
  readonly state: () => RoomState;
  readonly tell: (fact: RoomFact) => void;
  /** Tells the page; false when it prevented what would follow. */
  readonly dispatch: (event: Event) => boolean;
  /** An error no method rejects with. */
  readonly report: (error: RtcError) => void;
  /** The session cannot go on. */
  readonly fail: (error: RtcError) => void;
  /** The service ended it, for good. */
  readonly ended: (ending: RoomChannelEvents['ended']) => void;
}

/** One visit to a room, from `join` to `leave`: everything below lives and ends with it. */
export class RoomSession {
  readonly files: FileExchange;
  readonly #context: SessionContext;
  readonly #lifetime = new AbortController();
  /** Loaded beside the way to the service, since nearly every visit captures something, and not all do. */
  #media: Promise<LocalMedia> | undefined;
  #publications: readonly LocalPublication[] = [];
  readonly #conversation: Conversation;
  #channel: RoomChannel | undefined;
  #membership: Membership | undefined;
  /** Ends the current membership, when the service forgot it; the session goes on with a new one. */
  #membershipLifetime = new AbortController();
  /** Name and extra as the service has them. */
  #introduced: Pick<JoinRequest, 'displayName' | 'extra'> | undefined;

  constructor(context: SessionContext) {
    this.#context = context;
    const { signal } = this;
    this.#conversation = new Conversation({ ...context, signal });
    this.files = new FileExchange({ ...context, signal });
  }

  /** Aborted once the session is over. */
  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  /** Resolves at admission; capture and connections go on from there. Rejects with the service's refusal. */
  async join(signal: AbortSignal, { wait }: { readonly wait: boolean }): Promise<Admission> {
    const request = joinRequestOf(this.#context.options(), { wait });
    const wanted = this.#wanted();
    if (wanted.microphone || wanted.camera) this.#preload();
    const admission = await this.#enter(request, AbortSignal.any([signal, this.signal]));
    this.#capture(wanted);
    keepAwake(this.signal);
    return admission;
  }

  /** Ends everything at once; resolves when the service knows. */
  async leave(): Promise<void> {
    this.#lifetime.abort(new DOMException('Left the room.', 'AbortError'));
    await this.#channel?.leave();
  }

  /** Resolves when the service has done it. Rejects with its refusal, or `signaling/…`. */
  async ask<E extends keyof RoomRequests>(event: E, request: RoomRequests[E]): Promise<void> {
    await this.#requireChannel().ask(event, request);
  }

  /** Tells the room name and extra of the options, if they are others than it knows. */
  async introduce(): Promise<void> {
    const { displayName, extra } = joinRequestOf(this.#context.options(), { wait: false });
    const known = this.#introduced;
    const isNewExtra = JSON.stringify(extra) !== JSON.stringify(known?.extra);
    const changes = {
      ...(displayName !== known?.displayName && { displayName }),
      ...(isNewExtra && { extra }),
    };
    if (known === undefined || Object.keys(changes).length === 0) return;
    await this.ask('member:update', changes);
    this.#introduced = { displayName, extra };
  }

  async send(
    content: unknown,
    options: { to: readonly string[] | undefined; topic: string | undefined },
  ): Promise<void> {
    this.#require('data');
    await this.#conversation.send(content, this.#links(options.to), options);
  }

  async sendFiles(files: readonly File[], to: readonly string[] | undefined): Promise<void> {
    this.#require('data');
    await this.files.offer(files, this.#links(to));
  }

  async setMicrophone(on: boolean | undefined): Promise<void> {
    this.#require('audio');
    await (await this.#loadMedia()).setMicrophone(on);
  }

  async setCamera(on: boolean | undefined): Promise<void> {
    this.#require('video');
    await (await this.#loadMedia()).setCamera(on);
  }

  async shareScreen(options: ScreenOptions | undefined): Promise<void> {
    this.#require('screen');
    await (await this.#loadMedia()).shareScreen(options);
  }

  async stopScreen(): Promise<void> {
    await (await this.#media)?.stopScreen();
  }

  /** Options that matter while the call runs. */
  reconfigure(): void {
    this.#withMedia((media) => media.configure(this.#context.options()));
    this.introduce().catch((error: unknown) => {
      // Nobody called a method that could reject; leaving meanwhile is no error.
      if (error instanceof RtcError && !this.signal.aborted) this.#context.report(error);
    });
  }

  /** The connections of this visit. Throws `room/not-joined`, or `protocol/no-such-participant` for a stranger. */
  topologyWith(userId: string): Topology {
    this.#requireChannel();
    const { participants } = this.#context.state();
    const topology = this.#membership?.topology;
    if (topology !== undefined && participants.some((person) => person.userId === userId && !person.self))
      return topology;
    throw noSuchParticipant(userId);
  }

  connectionTo(userId: string): RTCPeerConnection | undefined {
    return this.#membership?.topology.connectionTo(userId);
  }

  async #enter(request: JoinRequest, signal: AbortSignal): Promise<Admission> {
    const { client, options, report } = this.#context;
    const waiting = (waitingFor: 'host' | 'admission'): void => this.#context.tell({ type: 'waiting', waitingFor });
    const channel = await (await client()).join(request, { signal, waiting });
    this.#channel = channel;
    this.#introduced = request;
    const { admission } = channel;
    this.#membershipLifetime = new AbortController();
    const membershipSignal = AbortSignal.any([this.#membershipLifetime.signal, this.signal]);
    const tell = (fact: RoomFact): void => this.#tell(fact);
    tell({ type: 'admitted', admission });
    channel.on('mute-requested', (request) => this.#obey(request), { signal: membershipSignal });
    this.#membership = new Membership({
      channel,
      configuration: peerConfiguration(options(), admission.iceServers),
      publications: permittedOnly(this.#publications, this.#permitted),
      tell,
      report,
      receive: {
        message: (detail) => this.#receiveMessage(detail),
        frame: ({ userId, frame }) => this.files.receiveFrame(userId, frame),
      },
      ended: (ending) => {
        if (ending.reason === 'expired') void this.#rejoin();
        else this.#context.ended(ending);
      },
      signal: membershipSignal,
    });
    return admission;
  }

  /** The service has given us up: a new membership, of the same kind of room, takes the place of the lost one. */
  async #rejoin(): Promise<void> {
    this.#membershipLifetime.abort();
    this.#context.tell({ type: 'interrupted' });
    await this.#channel?.leave();
    try {
      const request = joinRequestOf(this.#context.options(), { wait: true });
      const { policy = request.policy } = this.#context.state();
      // Whoever of us is back first opens the room again, whatever each asked for at first.
      const entry = request.entry === 'open' ? 'open-or-join' : request.entry;
      await this.#enter({ ...request, entry, policy }, this.signal);
    } catch (error) {
      if (!this.signal.aborted) this.#context.fail(fatal(error));
    }
  }

  #tell(fact: RoomFact): void {
    this.#context.tell(fact);
    // A role that is lost takes its media with it; one that is gained opens no camera.
    if (fact.type === 'roster' || fact.type === 'admitted') this.#withMedia((media) => media.restrict(this.#permitted));
  }

  get #permitted(): PermittedKinds {
    const { policy, participants } = this.#context.state();
    return permittedKinds(policy, participants.find(({ self }) => self)?.role);
  }

  /** What this visitor's own options ask to join with. */
  #wanted(): { microphone: boolean; camera: boolean } {
    const options = this.#context.options();
    const own = wantedKinds(options);
    const allowed = options.noCapture !== true;
    return {
      microphone: allowed && own.audio && options.microphone !== 'none',
      camera: allowed && own.video && options.camera !== 'none',
    };
  }

  #capture(wanted: { microphone: boolean; camera: boolean }): void {
    const { audio, video, screen } = this.#permitted;
    if (!(wanted.microphone && audio) && !(wanted.camera && video)) {
      // For a screen: the picker must open in the gesture, with no load before it.
      if (screen) this.#preload();
      return;
    }
    const options = this.#context.options();
    const muted = new Set((options.startMuted ?? '').toLowerCase().split(/\s+/));
    this.#loadMedia().then(
      (media) => {
        // A role may have been lost while this was loaded.
        const permitted = this.#permitted;
        media.start({
          microphone: wanted.microphone && permitted.audio,
          camera: wanted.camera && permitted.video,
          startMuted: { microphone: muted.has('microphone'), camera: muted.has('camera') },
          devices: options,
        });
      },
      (error: unknown) => {
        if (error instanceof RtcError) this.#context.report(error);
      },
    );
  }

  /** Where it is loaded or about to be. */
  #withMedia(act: (media: LocalMedia) => void): void {
    this.#media?.then(act, ignored);
  }

  #preload(): void {
    this.#loadMedia().catch(ignored);
  }

  #loadMedia(): Promise<LocalMedia> {
    this.#media ??= this.#startMedia().catch((cause: unknown) => {
      // The next wish tries again.
      this.#media = undefined;
      this.signal.throwIfAborted();
      throw new RtcError('media/failed', 'The part that uses camera and microphone could not be loaded.', { cause });
    });
    return this.#media;
  }

  async #startMedia(): Promise<LocalMedia> {
    const { LocalMedia: Media } = await import('../media/local-media.js');
    const { signal } = this;
    const media = new Media({ signal });
    media.on('change', (state) => this.#followMedia(state), { signal });
    media.on('error', (error) => this.#context.report(error), { signal });
    return media;
  }

  /** A moderator's word, passed on by the service. It silences what is there and can open nothing. */
  #obey(request: MuteRequest): void {
    this.#withMedia((media) => media.silence(request.kind));
    this.#context.dispatch(new RtcMuteRequestEvent(request));
  }

  #followMedia({ publications, microphone, camera, screen }: LocalMediaState): void {
    const { tell, state } = this.#context;
    this.#publications = publications;
    this.#membership?.topology.publish(permittedOnly(publications, this.#permitted));
    const { userId } = state();
    if (userId !== undefined) {
      tell({
        type: 'published',
        userId,
        publications: publications.map(({ streamId, source, kinds, muted, stream }) => ({
          streamId,
          source,
          kinds,
          muted,
          stream: stream.getTracks().length === 0 ? undefined : stream,
        })),
      });
    }
    tell({ type: 'devices', microphone, camera, screen });
  }

  #receiveMessage({ userId, message }: TopologyEvents['message']): void {
    const link = this.#membership?.topology.link(userId);
    if (link === undefined) return;
    switch (message.type) {
      case 'message:send':
      case 'message:received':
        this.#conversation.receive(link, message);
        return;
      case 'publications:set':
        return;
      case 'file:offer':
      case 'file:accept':
      case 'file:decline':
      case 'file:cancel':
      case 'file:received':
        this.files.receive(link, message);
        return;
      default:
        message satisfies never;
    }
  }

  /** The ways to `to`, or to everybody this visitor is connected with. Throws `protocol/no-such-participant`. */
  #links(to: readonly string[] | undefined): DataLink[] {
    const topology = this.#membership?.topology;
    if (to === undefined) {
      return this.#context.state().participants.flatMap(({ userId }) => topology?.link(userId) ?? []);
    }
    return to.map((userId) => {
      const link = topology?.link(userId);
      if (link === undefined) throw noSuchParticipant(userId);
      return link;
    });
  }

  #requireChannel(): RoomChannel {
    if (this.#channel === undefined) throw new RtcError('room/not-joined', 'Not in the room yet.');
    return this.#channel;
  }

  #require(kind: SentKind | 'data'): void {
    const session = this.#context.state().policy?.session;
    if (kind === 'data' ? session?.data === true : this.#permitted[kind]) return;
    const carried = session?.[kind] === true;
    throw new RtcError(
      'room/not-allowed',
      carried ? `You may not send ${kind} here.` : `This room carries no ${kind}.`,
      {
        hint: carried
          ? 'The direction of the room and your role in it decide what you send.'
          : 'The session attribute of whoever opened the room decides what it carries.',
      },
    );
  }
}

/** A failed load is told to whoever asks for a device. */
function ignored(): void {}

function noSuchParticipant(userId: string): RtcError {
  return new RtcError('protocol/no-such-participant', `Nobody in the room has the id “${userId}”.`);
}
