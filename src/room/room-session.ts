import type { LocalMediaState } from '../media/local-media.js';
import type { ScreenOptions } from '../media/screen-capture.js';
import { RtcError, type Admission, type JoinRequest, type MuteRequest } from '../protocol/index.js';
import type { RoomChannel, RoomChannelEvents, RoomRequests } from '../signaling/signaling-client.js';
import type { Topology } from '../topology/topology.js';
import { Exchange } from './exchange.js';
import { fatal } from './fatal.js';
import type { FileExchange } from './file-exchange.js';
import { Membership } from './membership.js';
import { noSuchParticipant } from './no-such-participant.js';
import { OwnMedia } from './own-media.js';
import { peerConfiguration } from './peer-configuration.js';
import { permittedKinds, permittedOnly, type PermittedKinds, type SentKind } from './permitted.js';
import { joinRequestOf } from './resolved-options.js';
import { RtcMuteRequestEvent } from './room-events.js';
import type { RoomOptions } from './room-options.js';
import type { RoomState } from './room-state.js';
import type { RoomFact } from './room-updates.js';

/** What a session needs of its controller. */
export interface SessionContext {
  /** Asks to be let in. Rejects with the service's refusal, `signaling/…`, or the signal's reason. */
  readonly enter: (request: JoinRequest, signal: AbortSignal) => Promise<RoomChannel>;
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
  /** Aborted once the session is over. */
  readonly signal: AbortSignal;
}

/**
 * One visit to a room, from `join` to `leave`: everything below lives and ends with it. Loaded beside the way to the
 * service, so that a page on which nobody has joined does not carry it.
 */
export class RoomSession {
  /** Aborted once the session is over. */
  readonly signal: AbortSignal;
  readonly #context: SessionContext;
  readonly #media: OwnMedia;
  readonly #exchange: Exchange;
  #channel: RoomChannel | undefined;
  #membership: Membership | undefined;
  /** Ends the current membership, when the service forgot it; the session goes on with a new one. */
  #membershipLifetime = new AbortController();
  /** Name and extra as the service has them. */
  #introduced: Pick<JoinRequest, 'displayName' | 'extra'> | undefined;

  constructor(context: SessionContext) {
    this.#context = context;
    const { signal } = context;
    this.signal = signal;
    this.#exchange = new Exchange({ ...context, topology: () => this.#membership?.topology });
    this.#media = new OwnMedia({
      options: context.options,
      permitted: () => this.#permitted,
      followed: (state) => this.#followMedia(state),
      report: context.report,
      signal,
    });
  }

  /** A join is under way: what a capture needs is fetched meanwhile. */
  expect(): void {
    this.#media.expect();
  }

  /** Let in: connections begin at once, and capture. */
  enter(request: JoinRequest, channel: RoomChannel): Admission {
    this.#begin(request, channel);
    this.#media.start();
    this.#keepAwake();
    return channel.admission;
  }

  /** Not before anything that matters for the first picture; a screen that goes dark is no reason to complain. */
  #keepAwake(): void {
    import('../media/wake-lock.js').then(
      ({ keepAwake }) => keepAwake(this.signal),
      () => undefined,
    );
  }

  /** Resolves when the service knows. */
  async leave(): Promise<void> {
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
    await this.#exchange.send(content, options);
  }

  async sendFiles(files: readonly File[], to: readonly string[] | undefined): Promise<void> {
    this.#require('data');
    await this.#exchange.sendFiles(files, to);
  }

  get files(): FileExchange {
    return this.#exchange.files;
  }

  async setMicrophone(on: boolean | undefined): Promise<void> {
    this.#require('audio');
    await (await this.#media.load()).setMicrophone(on);
  }

  async setCamera(on: boolean | undefined): Promise<void> {
    this.#require('video');
    await (await this.#media.load()).setCamera(on);
  }

  async shareScreen(options: ScreenOptions | undefined): Promise<void> {
    this.#require('screen');
    await (await this.#media.load()).shareScreen(options);
  }

  async stopScreen(): Promise<void> {
    await this.#media.stopScreen();
  }

  /** Options that matter while the call runs. */
  reconfigure(): void {
    this.#media.configure();
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

  #begin(request: JoinRequest, channel: RoomChannel): void {
    const { options, report } = this.#context;
    const exchange = this.#exchange;
    this.#channel = channel;
    this.#introduced = request;
    const { admission } = channel;
    this.#membershipLifetime = new AbortController();
    const membershipSignal = AbortSignal.any([this.#membershipLifetime.signal, this.signal]);
    const tell = (fact: RoomFact): void => this.#tell(fact);
    tell({ type: 'admitted', admission });
    channel.on('mute-requested', (asked) => this.#obey(asked), { signal: membershipSignal });
    this.#membership = new Membership({
      channel,
      configuration: peerConfiguration(options(), admission.iceServers),
      publications: permittedOnly(this.#media.publications, this.#permitted),
      tell,
      report,
      receive: {
        message: (detail) => exchange.receive(detail),
        frame: ({ userId, frame }) => exchange.files.receiveFrame(userId, frame),
      },
      ended: (ending) => {
        if (ending.reason === 'expired') void this.#rejoin();
        else this.#context.ended(ending);
      },
      signal: membershipSignal,
    });
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
      const anew = { ...request, entry, policy };
      const channel = await this.#context.enter(anew, this.signal);
      this.signal.throwIfAborted();
      this.#begin(anew, channel);
    } catch (error) {
      if (!this.signal.aborted) this.#context.fail(fatal(error));
    }
  }

  #tell(fact: RoomFact): void {
    this.#context.tell(fact);
    // A role that is lost takes its media with it; one that is gained opens no camera.
    if (fact.type === 'roster' || fact.type === 'admitted') this.#media.restrict();
  }

  get #permitted(): PermittedKinds {
    const { policy, participants } = this.#context.state();
    return permittedKinds(policy, participants.find(({ self }) => self)?.role);
  }

  /** A moderator's word, passed on by the service. It silences what is there and can open nothing. */
  #obey(request: MuteRequest): void {
    this.#media.silence(request.kind);
    this.#context.dispatch(new RtcMuteRequestEvent(request));
  }

  #followMedia({ publications, microphone, camera, screen }: LocalMediaState): void {
    const { tell, state } = this.#context;
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
