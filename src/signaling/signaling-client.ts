import type { TypedEventTarget } from '../base/typed-event-target.js';
import type {
  Admission,
  CallEnded,
  ClientEvents,
  EndReason,
  IceServers,
  JoinRequest,
  MuteRequest,
  PeerSignal,
  RelayedMessage,
  RoomEvent,
  RoomListing,
  RoomPresence,
  RoomSnapshot,
} from '../protocol/index.js';

/** What a join waits for: somebody who opens the room, or somebody in it who admits. */
export type WaitingFor = 'host' | 'admission';

export interface RoomChannelEvents {
  /** Numbered room events, in order, each once, beginning after the admission's snapshot. */
  event: RoomEvent;
  /** Unchecked but for who sent it. */
  signal: { readonly from: string; readonly signal: unknown };
  /** A frame of a message that somebody could not send directly. */
  relayed: Omit<RelayedMessage, 'room'>;
  /** The service passes on that a moderator asks this member to mute. */
  'mute-requested': MuteRequest;
  /** The way to the service is gone. The membership waits a while for its return; connections with people are not touched. */
  interrupted: null;
  /**
   * The way is back, with the same membership. All events missed meanwhile came before this, in order; where too many were
   * missed the room as it is now comes instead of them.
   */
  resumed: { readonly snapshot: RoomSnapshot | undefined };
  /** The membership is over, by the service's word. Nothing comes after this. `by` is null where nobody did it, or it is not told. */
  ended: { readonly reason: EndReason; readonly by: string | null };
}

/** What a member asks of the room, by the wire's names; the room's name is added by the channel. */
export type RoomRequests = {
  [E in RoomRequestName]: Omit<Parameters<ClientEvents[E]>[0], 'room'>;
};
type RoomRequestName =
  | 'room:close'
  | 'room:lock'
  | 'room:password'
  | 'room:transfer'
  | 'member:update'
  | 'member:hand'
  | 'member:role'
  | 'member:eject'
  | 'member:mute'
  | 'waiting:admit'
  | 'waiting:deny'
  | 'peer:message';

export interface TicketOptions {
  /** How long it holds, in whole seconds: a day by default, at most 30 days. */
  readonly expiresInSeconds?: number;
  readonly signal?: AbortSignal;
}

/** One membership of one room. Holds back what arrives until `open()` is called, so that nothing is missed. */
export interface RoomChannel extends TypedEventTarget<RoomChannelEvents> {
  readonly admission: Admission;
  /** Begins to deliver events, first those that came since the admission. */
  open(): void;
  /**
   * Resolves when the service has passed it on, which may be after an interruption: what is sent during one is kept,
   * in order. Rejects with the service's refusal.
   */
  send(to: string, signal: PeerSignal): Promise<void>;
  /** Resolves when it is done. Rejects with the service's refusal (`room/not-allowed`, …) or `signaling/…`. */
  ask<E extends keyof RoomRequests>(event: E, request: RoomRequests[E]): Promise<void>;
  /** An invitation to the room as it is open now. Rejects as `ask` does, or with the signal's reason. */
  ticket(options: TicketOptions): Promise<string>;
  /** The ICE servers of the admission, with credentials that last again. Rejects as `ask` does. */
  iceServers(): Promise<IceServers>;
  /** Leaves the room. Idempotent; never rejects: without a connection the service finds out by itself. */
  leave(): Promise<void>;
}

export interface IncomingCall {
  readonly callId: string;
  /** The name the caller can be called back under, if any. */
  readonly from: string | null;
  readonly displayName: string;
}

export interface CallLineEvents {
  rang: IncomingCall;
  /** It is over for this page, by whomever. */
  ended: Pick<CallEnded, 'callId' | 'outcome'>;
}

/** Being reachable under a name. Ends with the signal it was made with. */
export interface CallLine extends TypedEventTarget<CallLineEvents> {
  /** Resolves with the room of the two. Rejects with `call/…` or `signaling/…`. */
  answer(callId: string): Promise<string>;
  decline(callId: string): Promise<void>;
}

interface Abortable {
  readonly signal: AbortSignal;
}

/** Port to a signaling service. Adapters: socket.io, and rooms inside the page; each passes `signaling.contract`. */
export interface SignalingClient {
  /**
   * Asks to be let into a room; `waiting` is called when that takes somebody else's doing. Rejects with the service's
   * refusal (`room/…`, `protocol/…`), `signaling/unreachable`, `signaling/timeout` or the signal's reason.
   */
  join(
    request: JoinRequest,
    options: Abortable & { readonly waiting: (waitingFor: WaitingFor) => void },
  ): Promise<RoomChannel>;
  checkPresence(room: string, options: Abortable): Promise<RoomPresence>;
  listRooms(identifier: string, options: Abortable): Promise<readonly RoomListing[]>;
  /** Calls `listener` with the list now and after each change, until the signal aborts. Resolves after the first. */
  watchRooms(identifier: string, listener: (rooms: readonly RoomListing[]) => void, options: Abortable): Promise<void>;
  /** Resolves once calls can come in. Interruptions are bridged. */
  reachableAs(name: string, options: Abortable): Promise<CallLine>;
  /** Resolves with the room of the two when the call is answered. Rejects with `call/…`; an abort cancels it. */
  call(name: string, displayName: string, options: Abortable): Promise<string>;
}
