import type { LocalPublication, PeerState, RemotePublication } from '../peer/publications.js';
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
import type { Topology, TopologyEvents } from '../topology/topology.js';
import { permittedKinds, permittedOnly } from './permitted.js';
import type { RoomFact } from './room-updates.js';
import { rosterAfter, rosterOf, type Roster } from './roster.js';

export interface MembershipOptions {
  readonly channel: RoomChannel;
  readonly configuration: RTCConfiguration;
  readonly publications: readonly LocalPublication[];
  readonly tell: (fact: RoomFact) => void;
  readonly report: (error: RtcError) => void;
  readonly receive: Pick<Receivers, 'message' | 'frame'>;
  /** The service ended it; called once. */
  readonly ended: (ending: RoomChannelEvents['ended']) => void;
  readonly signal: AbortSignal;
}

interface Receivers {
  readonly message: (detail: TopologyEvents['message']) => void;
  readonly frame: (detail: TopologyEvents['frame']) => void;
}

/** Being in a room: connected with its people, told of who comes and goes. Ends with its signal. */
export class Membership {
  readonly topology: Topology;
  readonly #channel: RoomChannel;
  readonly #options: MembershipOptions;
  readonly #userId: string;
  #roster: Roster;
  /** What everybody offers, permitted or not: a change of roles may permit it. */
  readonly #offered = new Map<string, readonly RemotePublication[]>();

  constructor(options: MembershipOptions) {
    const { channel, configuration, publications, receive, signal } = options;
    this.#options = options;
    this.#channel = channel;
    const { userId, snapshot } = channel.admission;
    this.#userId = userId;
    this.#roster = rosterOf(snapshot);
    this.topology = new Mesh({
      configuration,
      slots: slotsFor(snapshot.policy.session),
      send: (to, outgoing) => void this.#send(to, outgoing),
      signal,
    });
    this.topology.publish(publications);
    this.topology.on('state', ({ userId: other, state }) => this.#followPeer(other, state), { signal });
    this.topology.on('publications', (offer) => this.#followOffers(offer), { signal });
    this.topology.on('message', receive.message, { signal });
    this.topology.on('frame', receive.frame, { signal });
    this.topology.on('error', ({ error }) => options.report(error), { signal });
    channel.on('event', (event) => this.#follow(event), { signal });
    channel.on('signal', ({ from, signal: incoming }) => this.topology.receive(from, incoming), { signal });
    channel.on('interrupted', () => options.tell({ type: 'interrupted' }), { signal });
    channel.on('resumed', (resumed) => this.#resume(resumed), { signal });
    channel.on('ended', options.ended, { signal });
    this.#arrange();
    channel.open();
  }

  #followPeer(userId: string, state: PeerState): void {
    const { tell, report } = this.#options;
    tell({ type: 'peer-state', userId, state });
    if (state !== 'failed') return;
    report(
      new RtcError('connection/failed', 'No connection with one of the people in the room could be made.', {
        hint: 'Their networks may allow no direct way; a TURN server in ice-servers relays for them.',
      }),
    );
  }

  #followOffers({ userId, publications }: TopologyEvents['publications']): void {
    this.#offered.set(userId, publications);
    this.#tellOffers(userId, publications);
  }

  /** The service polices no media, so each receiver does: what the sender's role may not send is not shown. */
  #tellOffers(userId: string, offered: readonly RemotePublication[]): void {
    const role = this.#roster.members.find((member) => member.userId === userId)?.role;
    const publications = permittedOnly(offered, permittedKinds(this.#roster.policy, role));
    this.#options.tell({ type: 'published', userId, publications });
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
    this.#roster = roster;
    this.#options.tell({ type: 'roster', roster, left: left && { userId: left.userId, reason: left.reason } });
    this.#arrange();
    for (const [userId, offered] of [...this.#offered]) {
      if (roster.members.some((member) => member.userId === userId)) this.#tellOffers(userId, offered);
      else this.#offered.delete(userId);
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
