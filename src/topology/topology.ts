import type { TypedEventTarget } from '../base/typed-event-target.js';
import type { DataLink, MessageLink } from '../data/data-link.js';
import type { ByKind, Flow, LocalPublication, PeerState, RemotePublication } from '../peer/publications.js';
import type { MessageLane, PeerMessage, Publication, RtcError } from '../protocol/index.js';
import type { ConnectionHappening } from './connection-happening.js';
import type { Company } from './mesh-plan.js';

/** The way to one person, for everything but media. */
export type Link = DataLink & MessageLink;

export interface TopologyEvents {
  /** `closed` when the connection was taken down although the person stays in the room. `relayed`: by a TURN server. */
  state: { readonly userId: string; readonly state: PeerState; readonly relayed: boolean };
  happened: ConnectionHappening;
  /** The complete list of what this person offers now. */
  publications: { readonly userId: string; readonly publications: readonly RemotePublication[] };
  /** Kinds that one of the two holds. */
  held: { readonly userId: string; readonly held: ByKind };
  /** The way for messages and files to this person is open. Ends with `link.signal`. */
  link: { readonly link: Link };
  message: { readonly userId: string; readonly message: PeerMessage };
  frame: { readonly userId: string; readonly frame: ArrayBuffer | string };
  'message-frame': { readonly link: Link; readonly lane: MessageLane; readonly frame: ArrayBuffer };
  error: { readonly userId: string; readonly error: RtcError };
}

/** What one person gets from this visitor, and what flows between the two. */
export interface Terms {
  /** Complete: what is gone from it is unpublished. */
  readonly publications: readonly LocalPublication[];
  readonly flow: Flow;
}

/** Port: how the people of a room are connected with each other. Mesh now; relay tree and SFU plug in here. */
export interface Topology extends TypedEventTarget<TopologyEvents> {
  /** Connects as the room's policy and everybody's role say, and takes down what they no longer say. Idempotent. */
  arrange(company: Company): void;
  /** Takes the connection with one person down until `reconnectTo`; the other side knows and does not dial. */
  disconnectFrom(userId: string): void;
  /** Takes `disconnectFrom` back. If the other side has disconnected too, it stays so until both want it. */
  reconnectTo(userId: string): void;
  /** After an interruption of signaling: heals the connections whose signals were lost in it. Working ones are not touched. */
  heal(): void;
  /** The page's own network is another one, or is back: connections may be dead and not know it. */
  networkChanged(): void;
  /** Hands in what came from `userId` through signaling, unchecked. */
  receive(userId: string, signal: unknown): void;
  /** Asked for everybody now, and for whoever is connected later. Called again when anything of it has changed. */
  agree(termsWith: (userId: string) => Terms): void;
  /** The way to a person, if there is one now. */
  link(userId: string): Link | undefined;
  /** What this person knows of what we send, with the media sections it travels in. */
  announced(userId: string): readonly Publication[];
  /** For advanced users and measurements: the `RTCPeerConnection` to this person. */
  connectionTo(userId: string): RTCPeerConnection | undefined;
}

/** Whether a TURN server may carry where nothing else does. */
export function hasRelay({ iceServers = [] }: RTCConfiguration): boolean {
  return iceServers.some(({ urls }) => [urls].flat().some((url) => /^turns?:/i.test(url)));
}
