import type { Sendable } from '../data/chosen-files.js';
import type { CropPosition } from '../media/local-screen.js';
import { RtcError, type Admission, type JoinRequest, type Role } from '../protocol/index.js';
import type { RoomChannel, RoomRequests, TicketOptions } from '../signaling/signaling-client.js';
import { SPARING, type DescriptionRules } from '../peer/description-rules.js';
import type { Topology } from '../topology/topology.js';
import { CallWatch } from './call-watch.js';
import type { ConversationPort, MessagePlace } from './conversation-port.js';
import { Exchange } from './exchange.js';
import { fatal } from './fatal.js';
import { FirstCalm } from './first-calm.js';
import type { FileExchange } from './file-exchange.js';
import { Membership } from './membership.js';
import { noSuchParticipant } from './no-such-participant.js';
import { requirePermitted } from './permitted.js';
import { joinRequestOf } from './resolved-options.js';
import type { RoomState } from './room-state.js';
import type { RoomFact } from './room-updates.js';
import { SentMedia } from './sent-media.js';
import type { SessionContext } from './session-context.js';

/**
 * One visit to a room, from `join` to `leave`: everything below lives and ends with it. Loaded beside the way to the
 * service, so that a page on which nobody has joined does not carry it.
 */
export class RoomSession {
  /** Aborted once the session is over. */
  readonly signal: AbortSignal;
  /** Quality, statistics, who speaks. */
  readonly watch: CallWatch;
  /** What this visitor sends. */
  readonly media: SentMedia;
  readonly #context: SessionContext;
  readonly #exchange: Exchange;
  #channel: RoomChannel | undefined;
  #descriptions: DescriptionRules | undefined;
  #membership: Membership | undefined;
  /** Ends the current membership, when the service forgot it; the session goes on with a new one. */
  #membershipLifetime = new AbortController();
  /** Name and extra as the service has them. */
  #introduced: Pick<JoinRequest, 'displayName' | 'extra'> | undefined;

  constructor(context: SessionContext) {
    this.#context = context;
    const { signal } = context;
    this.signal = signal;
    this.#exchange = new Exchange({
      ...context,
      history: () => context.options().history,
      topology: () => this.#membership?.topology,
      moveCrop: (userId, position) => this.media.own.moveCrop(roleOf(context.state(), userId), position),
    });
    this.media = new SentMedia({
      ...context,
      requestMute: (userId, kind) => this.ask('member:mute', { userId, kind }),
      agree: () => this.#agree(),
      changed: () => {
        this.#agree();
        this.watch.configure();
      },
    });
    this.watch = new CallWatch({
      ...context,
      topology: () => this.#membership?.topology,
      fitCamera: (size) => this.media.own.fitCamera(size),
    });
  }

  /** A join is under way: what a capture needs is fetched meanwhile, and what connections must have from the start. */
  async expect(): Promise<void> {
    this.media.own.expect();
    warmUp();
    const { codecs = '', quality } = this.#context.options();
    const usual = quality === 'full' ? undefined : SPARING;
    this.#descriptions = usual;
    if (codecs.trim() === '') return;
    try {
      const { codecRules } = await import('../peer/codec-preferences.js');
      this.#descriptions = codecRules(codecs, usual);
    } catch (error) {
      // Without them the browser chooses, as it does for everybody else.
      if (error instanceof RtcError) this.#context.report(error);
    }
  }

  /** Let in: connections begin at once, and capture. */
  enter(request: JoinRequest, channel: RoomChannel): Admission {
    const calm = this.#begin(request, channel);
    this.media.own.start();
    void calm.then(() => this.#keepAwake());
    return channel.admission;
  }

  /** A screen that goes dark is no reason to complain. */
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

  /** Rejects as `ask` does, or with the signal's reason. */
  async createTicket(options: TicketOptions): Promise<string> {
    return this.#requireChannel().ticket(options);
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

  /** What is said here. Rejects with `room/not-allowed` where nothing is, or `data/closed`. */
  async conversation(): Promise<ConversationPort> {
    requirePermitted(this.#context.state(), 'data');
    return this.#exchange.conversation();
  }

  async sendFiles(files: readonly Sendable[], to: readonly string[] | undefined): Promise<readonly string[]> {
    requirePermitted(this.#context.state(), 'data');
    return this.#exchange.sendFiles(files, to);
  }

  get files(): FileExchange {
    return this.#exchange.files;
  }

  /** Asks a presenter for another part of a cropped screen; it decides. Resolves when it has been asked. */
  async moveCrop(userId: string, { x, y }: CropPosition): Promise<void> {
    await this.topologyWith(userId).link(userId)?.send({ type: 'screen:move', x, y });
  }

  /** Options that matter while the call runs. */
  reconfigure(): void {
    this.media.own.configure();
    this.watch.configure();
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

  /** Resolves when there is time for what is not needed for the first connections. */
  #begin(request: JoinRequest, channel: RoomChannel): Promise<void> {
    const { options, report } = this.#context;
    const exchange = this.#exchange;
    this.#channel = channel;
    this.#introduced = request;
    const { admission } = channel;
    this.#membershipLifetime = new AbortController();
    const membershipSignal = AbortSignal.any([this.#membershipLifetime.signal, this.signal]);
    const calm = new FirstCalm(membershipSignal);
    if (admission.snapshot.members.length === 1) calm.come();
    const tell = (fact: RoomFact): void => {
      this.#context.tell(fact);
      this.media.follow(fact);
      if (fact.type === 'roster') this.watch.lookAround();
      if (fact.type !== 'peer-state' || fact.state === 'connecting') return;
      if (fact.state === 'connected') calm.connected();
      else calm.come();
    };
    tell({ type: 'admitted', admission });
    channel.on('mute-requested', (asked) => this.media.obey(asked), { signal: membershipSignal });
    this.#membership = new Membership({
      channel,
      options,
      termsWith: (userId) => this.media.termsWith(userId),
      descriptions: this.#descriptions,
      tell,
      report,
      error: () => this.#context.state().error,
      receive: {
        message: (detail) => exchange.receive(detail),
        file: (detail) => exchange.receiveFile(detail),
        link: ({ link }) => exchange.files.linked(link),
        standing: ({ userId, state }) => exchange.files.wavers(userId, state !== 'connected'),
        ...(admission.snapshot.policy.session.data &&
          exchange.listen(this.#place(channel, membershipSignal), calm.reached)),
      },
      ended: (ending) => {
        if (ending.reason === 'expired') void this.#rejoin();
        else this.#context.ended(ending);
      },
      signal: membershipSignal,
    });
    this.watch.follow(this.#membership.topology, membershipSignal);
    return calm.reached;
  }

  #place(channel: RoomChannel, signal: AbortSignal): MessagePlace {
    const { userId, opened, snapshot } = channel.admission;
    const others = opened ? [] : snapshot.members.map((member) => member.userId).filter((other) => other !== userId);
    return { ask: (request) => channel.ask('peer:message', request), others, signal };
  }

  /** The service has given us up: a new membership, of the same kind of room, takes the place of the lost one. */
  async #rejoin(): Promise<void> {
    this.#membershipLifetime.abort();
    this.#context.tell({ type: 'interrupted' });
    await this.#channel?.leave();
    try {
      const request = joinRequestOf(this.#context.options(), { wait: true });
      const { policy = request.policy, protected: isProtected } = this.#context.state();
      // Whoever of us is back first opens the room again, whatever each asked for at first. But not without its password:
      // who came in by a ticket waits for somebody who knows it.
      const mayOpen = !isProtected || request.password !== null;
      const entry = !mayOpen ? 'join' : request.entry === 'open' ? 'open-or-join' : request.entry;
      const anew = { ...request, entry, policy };
      const channel = await this.#context.enter(anew, this.signal);
      this.signal.throwIfAborted();
      void this.#begin(anew, channel);
    } catch (error) {
      if (!this.signal.aborted) this.#context.fail(fatal(error));
    }
  }

  #agree(): void {
    this.#membership?.topology.agree((userId) => this.media.termsWith(userId));
  }

  #requireChannel(): RoomChannel {
    if (this.#channel === undefined) throw new RtcError('room/not-joined', 'Not in the room yet.');
    return this.#channel;
  }
}

/**
 * A browser builds what connections need at first use: 3–15 ms on a laptop, which would else pass between the admission and
 * the first offer. Asking for codecs is the smallest use.
 */
function warmUp(): void {
  const { RTCRtpReceiver: Receiver } = globalThis as Partial<typeof globalThis>;
  Receiver?.getCapabilities('audio');
}

function roleOf({ participants }: RoomState, userId: string): Role | undefined {
  return participants.find((person) => person.userId === userId)?.role;
}
