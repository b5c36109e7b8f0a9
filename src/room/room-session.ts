import type { DataLink } from '../data/data-link.js';
import type { LocalMediaState } from '../media/local-media.js';
import type { ScreenOptions } from '../media/screen-capture.js';
import { RtcError, type Admission, type SessionKinds } from '../protocol/index.js';
import type { RoomChannel, SignalingClient } from '../signaling/signaling-client.js';
import type { TopologyEvents } from '../topology/topology.js';
import { Conversation } from './conversation.js';
import { FileExchange } from './file-exchange.js';
import { Membership } from './membership.js';
import { OwnMedia } from './own-media.js';
import { joinRequestOf } from './resolved-options.js';
import type { RoomOptions } from './room-options.js';
import type { RoomState } from './room-state.js';
import type { RoomFact } from './room-updates.js';

/** What a session needs of its controller. */
export interface SessionContext {
  readonly signaling: SignalingClient;
  readonly options: () => RoomOptions;
  readonly state: () => RoomState;
  readonly tell: (fact: RoomFact) => void;
  /** Tells the page; false when it prevented what would follow. */
  readonly dispatch: (event: Event) => boolean;
  /** An error no method rejects with. */
  readonly report: (error: RtcError) => void;
  /** The session cannot go on. */
  readonly fail: (error: RtcError) => void;
}

/** One visit to a room, from `join` to `leave`: everything below lives and ends with it. */
export class RoomSession {
  readonly #context: SessionContext;
  readonly #lifetime = new AbortController();
  readonly #media: OwnMedia;
  readonly #conversation: Conversation;
  readonly #files: FileExchange;
  #channel: RoomChannel | undefined;
  #membership: Membership | undefined;
  /** Ends the current membership, when the service forgot it; the session goes on with a new one. */
  #membershipLifetime = new AbortController();

  constructor(context: SessionContext) {
    this.#context = context;
    const { signal } = this;
    this.#media = new OwnMedia({
      options: context.options,
      followed: (state) => this.#followMedia(state),
      report: context.report,
      signal,
    });
    this.#conversation = new Conversation({ ...context, signal });
    this.#files = new FileExchange({ ...context, signal });
  }

  /** Aborted once the session is over. */
  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  /** Resolves at admission; capture and connections go on from there. Rejects with the service's refusal. */
  async join(signal: AbortSignal): Promise<Admission> {
    this.#media.expect();
    const admission = await this.#enter(AbortSignal.any([signal, this.signal]));
    this.#media.start(admission.policy.session);
    this.#keepAwake();
    return admission;
  }

  /** Not before anything that matters for the first picture; a screen that goes dark is no reason to complain. */
  #keepAwake(): void {
    import('../media/wake-lock.js').then(
      ({ keepAwake }) => keepAwake(this.signal),
      () => undefined,
    );
  }

  /** Ends everything at once; resolves when the service knows. */
  async leave(): Promise<void> {
    this.#lifetime.abort(new DOMException('Left the room.', 'AbortError'));
    await this.#channel?.leave();
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
    await this.#files.offer(files, this.#links(to));
  }

  get files(): FileExchange {
    return this.#files;
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
  }

  connectionTo(userId: string): RTCPeerConnection | undefined {
    return this.#membership?.topology.connectionTo(userId);
  }

  async #enter(signal: AbortSignal): Promise<Admission> {
    const { signaling, options, tell } = this.#context;
    const request = joinRequestOf(options());
    const channel = await signaling.join(request, { signal });
    this.#channel = channel;
    const { admission } = channel;
    this.#membershipLifetime = new AbortController();
    const membershipSignal = AbortSignal.any([this.#membershipLifetime.signal, this.signal]);
    tell({ type: 'admitted', admission, displayName: request.displayName, extra: request.extra });
    channel.on('interrupted', () => tell({ type: 'interrupted' }), { signal: membershipSignal });
    channel.on('restored', () => void this.#rejoin(), { signal: membershipSignal });
    channel.on('ended', ({ error }) => this.#context.fail(error), { signal: membershipSignal });
    this.#membership = new Membership({
      channel,
      configuration: this.#configuration(admission),
      publications: this.#media.publications,
      tell,
      report: this.#context.report,
      receive: {
        message: (detail) => this.#receiveMessage(detail),
        frame: ({ userId, frame }) => this.#files.receiveFrame(userId, frame),
      },
      signal: membershipSignal,
    });
    return admission;
  }

  /** The service is back and does not know us any more: a new membership takes the place of the lost one. */
  async #rejoin(): Promise<void> {
    this.#membershipLifetime.abort();
    await this.#channel?.leave();
    try {
      await this.#enter(this.signal);
    } catch (error) {
      if (this.signal.aborted) return;
      this.#context.fail(fatal(error));
    }
  }

  #configuration(admission: Admission): RTCConfiguration {
    const { iceServers, iceTransportPolicy } = this.#context.options();
    return {
      iceServers: [...(iceServers ?? admission.iceServers)].map(({ urls, username, credential }) => ({
        urls,
        ...(username === undefined ? {} : { username }),
        ...(credential === undefined ? {} : { credential }),
      })),
      iceTransportPolicy: iceTransportPolicy ?? 'all',
      bundlePolicy: 'max-bundle',
    };
  }

  #followMedia({ publications, microphone, camera, screen }: LocalMediaState): void {
    const { tell, state } = this.#context;
    this.#membership?.topology.publish(publications);
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
        this.#files.receive(link, message);
        return;
      default:
        message satisfies never;
    }
  }

  /** The ways to `to`, or to everybody else in the room. Throws `protocol/no-such-participant`. */
  #links(to: readonly string[] | undefined): DataLink[] {
    const others = this.#context.state().participants.filter(({ self }) => !self);
    const userIds = to ?? others.map(({ userId }) => userId);
    return userIds.map((userId) => {
      const link = this.#membership?.topology.link(userId);
      if (link === undefined) {
        throw new RtcError('protocol/no-such-participant', `Nobody in the room has the id “${userId}”.`);
      }
      return link;
    });
  }

  #require(kind: keyof SessionKinds): void {
    if (this.#context.state().policy?.session[kind] === true) return;
    throw new RtcError('room/not-allowed', `This room carries no ${kind}.`, {
      hint: 'The session attribute of whoever opened the room decides what it carries.',
    });
  }
}

/** `error` as one that ends the session. */
export function fatal(error: unknown): RtcError {
  if (error instanceof RtcError) {
    const { code, message, hint } = error;
    return new RtcError(code, message, { severity: 'fatal', hint, cause: error });
  }
  return new RtcError('protocol/internal', 'Something went wrong.', { severity: 'fatal', cause: error });
}
