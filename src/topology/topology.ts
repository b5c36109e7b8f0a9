import type { TypedEventTarget } from '../base/typed-event-target.js';
import type { DataLink } from '../data/data-link.js';
import type { LocalPublication, PeerState, RemotePublication } from '../peer/publications.js';
import type { PeerMessage, PeerSignal, RtcError } from '../protocol/index.js';
import type { Company } from './mesh-plan.js';

export interface TopologyEvents {
  /** `closed` when the connection was taken down although the person stays in the room. */
  state: { readonly userId: string; readonly state: PeerState };
  /** The complete list of what this person offers now. */
  publications: { readonly userId: string; readonly publications: readonly RemotePublication[] };
  /** The way for messages and files to this person is open. Ends with `link.signal`. */
  link: { readonly link: DataLink };
  message: { readonly userId: string; readonly message: PeerMessage };
  frame: { readonly userId: string; readonly frame: ArrayBuffer };
  error: { readonly userId: string; readonly error: RtcError };
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
  /** Hands in what came from `userId` through signaling. */
  receive(userId: string, signal: PeerSignal): void;
  /** The complete list of what everybody shall get. What is gone from it is unpublished. */
  publish(publications: readonly LocalPublication[]): void;
  /** The way to a person, if there is one now. */
  link(userId: string): DataLink | undefined;
  /** For advanced users and measurements: the `RTCPeerConnection` to this person. */
  connectionTo(userId: string): RTCPeerConnection | undefined;
}
