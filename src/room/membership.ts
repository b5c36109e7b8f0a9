import { followNetwork } from '../base/network-changes.js';
import { parseCandidateRules } from '../peer/candidate-rules.js';
import type { DescriptionRules } from '../peer/description-rules.js';
import type { RemotePublication } from '../peer/publications.js';
import {
  RtcError,
  type LeaveReason,
  type PeerSignal,
  type RoomEvent,
  type SessionKinds,
  type Slot,
} from '../protocol/index.js';
import type { RoomChannel, RoomChannelEvents } from '../signaling/signaling-client.js';
import { Mesh } from '../topology/mesh.js';
import { hasRelay, type Terms, type Topology, type TopologyEvents } from '../topology/topology.js';
import { ConnectionConfiguration } from './connection-configuration.js';
import type { MessageEars } from './conversation-port.js';
import { FreshIceServers } from './fresh-ice-servers.js';
import { LiveStreams } from './live-streams.js';
import { logHappening } from './log-happening.js';
import { noWay } from './no-way.js';
import { permittedKinds, permittedOnly } from './permitted.js';
import type { RoomOptions } from './room-options.js';
import type { RoomFact } from './room-updates.js';
import { rosterAfter, rosterOf, type Roster } from './roster.js';

export interface MembershipOptions {
  readonly channel: RoomChannel;
  /** As they are now; what they say about connections holds for the next one. */
  readonly options: () => RoomOptions;
  readonly termsWith: (userId: string) => Terms;
  readonly descriptions: DescriptionRules | undefined;
  readonly tell: (fact: RoomFact) => void;
  readonly report: (error: RtcError) => void;
  /** What the room says is wrong now. */
  readonly error: () => RtcError | undefined;
  readonly receive: Receivers;
  /** The service ended it; called once. */
  readonly ended: (ending: RoomChannelEvents['ended']) => void;
  readonly signal: AbortSignal;
}

interface Receivers extends Partial<MessageEars> {
  readonly message: (detail: TopologyEvents['message']) => void;
  readonly file: (detail: TopologyEvents['frame']) => void;
  readonly link: (detail: TopologyEvents['link']) => void;
  readonly standing: (detail: TopologyEvents['state']) => void;
}

/** Being in a room: connected with its people, told of who comes and goes. Ends with its signal. */
export class Membership {
  readonly topology: Topology;
  readonly #channel: RoomChannel;
  readonly #options: MembershipOptions;
  readonly #configuration: ConnectionConfiguration;
  readonly #userId: string;
  #roster: Roster;
  /** What everybody offers, permitted or not: a change of roles may permit it. */
  readonly #offered = new Map<string, readonly RemotePublication[]>();
  readonly #streams: LiveStreams;
  /** What was said of the people there is no way to. */
  readonly #noWays = new Map<string, RtcError>();

  constructor(options: MembershipOptions) {
    const { channel, descriptions, termsWith, receive, signal } = options;
    this.#options = options;
    this.#channel = channel;
    this.#streams = new LiveStreams(signal);
    const { userId, snapshot } = channel.admission;
    this.#userId = userId;
    this.#roster = rosterOf(snapshot);
    const { hooks = {}, candidates, trickle } = options.options();
    const ice = new FreshIceServers({ channel, options: options.options, signal });
    this.#configuration = new ConnectionConfiguration(ice, hooks);
    this.topology = new Mesh({
      configuration: () => this.#configuration.current,
      renewConfiguration: () => this.#configuration.renew(),
      descriptions,
      slots: slotsFor(snapshot.policy.session),
      rules: {
        trickle: trickle !== 'off',
        candidates: parseCandidateRules(candidates),
        remoteDescription: hooks.remoteDescription,
      },
      send: (to, outgoing) => this.#send(to, outgoing),
      signal,
    });
    this.topology.agree(termsWith);
    this.topology.on('state', (standing) => this.#followPeer(standing), { signal });
    this.topology.on('happened', (happening) => logHappening(happening, hooks), { signal });
    this.topology.on('publications', (offer) => this.#followOffers(offer), { signal });
    this.topology.on('held', (held) => options.tell({ type: 'held', ...held }), { signal });
    this.topology.on('message', receive.message, { signal });
    this.topology.on('frame', receive.file, { signal });
    this.topology.on('link', receive.link, { signal });
    this.topology.on('link', (detail) => receive.connect?.(detail), { signal });
    this.topology.on('message-frame', (detail) => receive.frame?.(detail), { signal });
    channel.on('relayed', (detail) => receive.relayed?.(detail), { signal });
    this.topology.on('error', ({ error }) => options.report(error), { signal });
    channel.on('event', (event) => this.#follow(event), { signal });
    channel.on('signal', ({ from, signal: incoming }) => this.topology.receive(from, incoming), { signal });
    channel.on('interrupted', () => options.tell({ type: 'interrupted' }), { signal });
    channel.on('resumed', (resumed) => this.#resume(resumed), { signal });
    channel.on('ended', options.ended, { signal });
    followNetwork(() => this.topology.networkChanged(), signal);
    void this.#open();
  }

  async #open(): Promise<void> {
    const { signal } = this.#options;
    await this.#configuration.ready(signal);
    if (signal.aborted) return;
    this.#arrange();
    this.#channel.open();
  }

  #followPeer(standing: TopologyEvents['state']): void {
    const { tell, report, receive } = this.#options;
    tell({ type: 'peer-state', ...standing });
    receive.standing(standing);
    receive.reach?.(standing);
    const { userId, state } = standing;
    if (state !== 'failed') {
      this.#findWay(userId);
      return;
    }
    const member = this.#roster.members.find((one) => one.userId === userId);
    const error = noWay(member?.displayName ?? '', hasRelay(this.#configuration.current));
    this.#noWays.set(userId, error);
    report(error);
  }

  /** There is a way after all, or nobody to find one to. */
  #findWay(userId: string): void {
    const { tell, error } = this.#options;
    const over = this.#noWays.get(userId);
    this.#noWays.delete(userId);
    if (over !== undefined && over === error()) tell({ type: 'error', error: [...this.#noWays.values()].at(-1) });
  }

  #followOffers({ userId, publications }: TopologyEvents['publications']): void {
    this.#offered.set(userId, publications);
    this.#tellOffers(userId, publications);
  }

  /** The service polices no media, so each receiver does: what the sender's role may not send is not shown. */
  #tellOffers(userId: string, offered: readonly RemotePublication[]): void {
    const role = this.#roster.members.find((member) => member.userId === userId)?.role;
    const publications = permittedOnly(offered, permittedKinds(this.#roster.policy, role));
    this.#options.tell({ type: 'published', userId, publications: this.#streams.of(userId, publications) });
  }

  #follow(event: RoomEvent): void {
    if (event.type === 'room-closed') {
      this.#options.ended({ reason: 'closed', by: event.by });
      return;
    }
    const left = event.type === 'participant-left' ? event : undefined;
    if (left?.userId === this.#userId) this.#followOwnEnd(left.reason);
    else this.#become(rosterAfter(this.#roster, event), left);
  }

  #followOwnEnd(reason: LeaveReason): void {
    // Having left is this visitor's own doing, and known.
    if (reason !== 'left') this.#options.ended({ reason, by: null });
  }

  #resume({ snapshot }: RoomChannelEvents['resumed']): void {
    if (snapshot !== undefined) this.#become(rosterOf(snapshot), undefined);
    this.#options.tell({ type: 'resumed' });
    this.topology.heal();
  }

  #become(roster: Roster, left: { readonly userId: string; readonly reason: LeaveReason } | undefined): void {
    const gone = this.#roster.members.filter(
      ({ userId }) => !roster.members.some((member) => member.userId === userId),
    );
    this.#roster = roster;
    this.#options.tell({ type: 'roster', roster, left: left && { userId: left.userId, reason: left.reason } });
    this.#arrange();
    for (const { userId } of gone) this.#options.receive.left?.(userId);
    for (const [userId, offered] of [...this.#offered]) {
      if (roster.members.some((member) => member.userId === userId)) this.#tellOffers(userId, offered);
      else {
        this.#offered.delete(userId);
        this.#streams.of(userId, []);
      }
    }
  }

  #arrange(): void {
    const { policy, members } = this.#roster;
    this.topology.arrange({ self: this.#userId, policy, members });
  }

  async #send(to: string, outgoing: PeerSignal): Promise<void> {
    const { signal, report } = this.#options;
    try {
      await this.#channel.send(to, outgoing);
    } catch (error) {
      if (signal.aborted || !(error instanceof RtcError)) return;
      // Refused to somebody who is gone or whose own line is lost: the room's events tell what follows from that, and who
      // comes back asks for what was missed. A service that is silent or busy for long is another matter.
      if (error.code === 'protocol/busy' || error.code === 'signaling/timeout') report(error);
    }
  }
}

/** The media sections of every connection in a room of this kind; who sends in which follows from roles, and may change. */
export function slotsFor({ audio, video, screen }: SessionKinds): Slot[] {
  return [
    ...(audio ? (['microphone'] as const) : []),
    ...(video ? (['camera'] as const) : []),
    ...(screen ? (['screen', 'screen-audio'] as const) : []),
  ];
}
