import type { Admission, JoinRequest, PeerSignal, RoomEvent, RtcError } from '../protocol/index.js';
import type { TypedEventTarget } from '../base/typed-event-target.js';

export interface RoomChannelEvents {
  /** Numbered room events, in order, each once, beginning after `admission.sequence`. */
  event: RoomEvent;
  signal: { readonly from: string; readonly signal: PeerSignal };
  /** The way to the service is gone; the membership with it, unless it is `restored`. */
  interrupted: { readonly reason: string };
  /** The way is back; the service no longer knows this membership, so a new join is needed. */
  restored: null;
  /** The service ended this membership, or cannot be reached any more. */
  ended: { readonly error: RtcError };
}

/** One membership of one room. Holds back what arrives until `open()` is called, so that nothing is missed. */
export interface RoomChannel extends TypedEventTarget<RoomChannelEvents> {
  readonly admission: Admission;
  /** Begins to deliver events, first those that came since the admission. */
  open(): void;
  /** Resolves when the service has passed it on. Rejects with the service's refusal or `signaling/…`. */
  send(to: string, signal: PeerSignal): Promise<void>;
  /** Leaves the room. Idempotent; never rejects: without a connection the service finds out by itself. */
  leave(): Promise<void>;
}

/** Port to a signaling service. Adapters: socket.io now; each must pass `signaling.contract`. */
export interface SignalingClient {
  /**
   * Asks to be let into a room. Rejects with the service's refusal (`room/…`, `protocol/…`), `signaling/unreachable`,
   * `signaling/timeout` or the signal's reason.
   */
  join(request: JoinRequest, options: { readonly signal: AbortSignal }): Promise<RoomChannel>;
}
