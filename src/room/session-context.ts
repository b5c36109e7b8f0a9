import type { JoinRequest, RtcError } from '../protocol/index.js';
import type { RoomChannel, RoomChannelEvents } from '../signaling/signaling-client.js';
import type { Responder } from './message-requests.js';
import type { RoomOptions } from './room-options.js';
import type { RoomState } from './room-state.js';
import type { RoomFact } from './room-updates.js';

/** What a session needs of its controller. */
export interface SessionContext {
  /** Asks to be let in. Rejects with the service's refusal, `signaling/…`, or the signal's reason. */
  readonly enter: (request: JoinRequest, signal: AbortSignal) => Promise<RoomChannel>;
  readonly options: () => RoomOptions;
  readonly state: () => RoomState;
  readonly tell: (fact: RoomFact) => void;
  /** Tells the page; false when it prevented what would follow. */
  readonly dispatch: (event: Event) => boolean;
  /** An error no method rejects with. */
  readonly report: (error: RtcError) => void;
  /** What answers requests, by topic. */
  readonly responders: ReadonlyMap<string, Responder>;
  /** The session cannot go on. */
  readonly fail: (error: RtcError) => void;
  /** The service ended it, for good. */
  readonly ended: (ending: RoomChannelEvents['ended']) => void;
  /** Aborted once the session is over. */
  readonly signal: AbortSignal;
}
