import { delay } from '../base/abortable.js';
import type { LocalPublication, PeerState } from '../peer/publications.js';
import { RtcError, type PeerSignal, type RoomEvent, type SessionKinds, type Slot } from '../protocol/index.js';
import type { RoomChannel } from '../signaling/signaling-client.js';
import { Mesh } from '../topology/mesh.js';
import type { Topology, TopologyEvents } from '../topology/topology.js';
import type { RoomFact } from './room-updates.js';

/** When the service says it is busy with us: signals wait this long, this often, before the connection is given up. */
const BUSY_RETRY_MS = 500;
const BUSY_RETRIES = 20;

export interface MembershipOptions {
  readonly channel: RoomChannel;
  readonly configuration: RTCConfiguration;
  readonly publications: readonly LocalPublication[];
  readonly tell: (fact: RoomFact) => void;
  readonly report: (error: RtcError) => void;
  readonly receive: Pick<Receivers, 'message' | 'frame'>;
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

  constructor(options: MembershipOptions) {
    const { channel, configuration, publications, receive, signal, tell } = options;
    this.#options = options;
    this.#channel = channel;
    const { admission } = channel;
    this.topology = new Mesh({
      configuration,
      slots: slotsFor(admission.policy.session),
      send: (to, outgoing) => void this.#send(to, outgoing),
      signal,
    });
    this.topology.publish(publications);
    this.topology.on('state', ({ userId, state }) => this.#followPeer(userId, state), { signal });
    this.topology.on(
      'publications',
      ({ userId, publications: offered }) => tell({ type: 'published', userId, publications: offered }),
      { signal },
    );
    this.topology.on('message', receive.message, { signal });
    this.topology.on('frame', receive.frame, { signal });
    this.topology.on('error', ({ error }) => options.report(error), { signal });
    channel.on('event', (event) => this.#follow(event), { signal });
    channel.on('signal', ({ from, signal: incoming }) => this.topology.receive(from, incoming), { signal });
    // The newcomer offers to everybody who is there; whoever comes later offers to us.
    for (const { userId } of admission.members) this.topology.connect(userId, { initiates: true });
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

  #follow(event: RoomEvent): void {
    const { tell } = this.#options;
    switch (event.type) {
      case 'participant-joined':
        tell({ type: 'member-joined', member: event.member });
        this.topology.connect(event.member.userId, { initiates: false });
        return;
      case 'participant-left':
        this.topology.disconnect(event.userId);
        tell({ type: 'member-left', userId: event.userId });
        return;
      case 'owner-changed':
        tell({ type: 'owner-changed', userId: event.userId });
        return;
      default:
        event satisfies never;
    }
  }

  async #send(to: string, outgoing: PeerSignal): Promise<void> {
    const { signal, report } = this.#options;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        await this.#channel.send(to, outgoing);
        return;
      } catch (error) {
        if (signal.aborted || !(error instanceof RtcError)) return;
        // Gone meanwhile, or the service with all it knows: the room's own events tell what follows from that.
        if (error.code !== 'protocol/busy' && error.code !== 'signaling/timeout') return;
        if (attempt === BUSY_RETRIES) {
          report(error);
          return;
        }
        // Only an abort rejects here, which the loop's condition sees.
        await delay(BUSY_RETRY_MS, signal).catch(() => undefined);
      }
    }
  }
}

/** The media sections of every connection in a room of this kind. */
export function slotsFor({ audio, video, screen }: SessionKinds): Slot[] {
  return [
    ...(audio ? (['microphone'] as const) : []),
    ...(video ? (['camera'] as const) : []),
    ...(screen ? (['screen', 'screen-audio'] as const) : []),
  ];
}
