import type { ConnectionSignal, MessageLane, PeerMessage, RtcError } from '../protocol/index.js';
import type { NegotiationStep } from './negotiator.js';
import type { ByKind, PeerState, RemotePublication } from './publications.js';
import type { RestartReason } from './recovery.js';
import type { Route } from './route.js';

/** What a connection with one person tells. */
export interface PeerEvents {
  signal: ConnectionSignal;
  /** Never `failed`, which is for the one to say who also gives up: `hopeless` says that this connection is past help. */
  state: PeerState;
  route: Route;
  restarting: RestartReason;
  hopeless: null;
  step: NegotiationStep;
  publications: readonly RemotePublication[];
  /** Kinds that one of the two holds. */
  held: ByKind;
  message: PeerMessage;
  /** What came on the files channel. */
  frame: ArrayBuffer | string;
  'message-frame': { readonly lane: MessageLane; readonly frame: ArrayBuffer };
  /** The other side sent what is no message; the receiver drops it. */
  invalid: RtcError;
  error: RtcError;
  /** A channel closed although nobody here has ended the connection. Nothing brings it back but another connection. */
  broken: undefined;
}

/** Where the parts of a connection tell it. */
export type TellPeer = <E extends keyof PeerEvents>(type: E, detail: PeerEvents[E]) => void;
