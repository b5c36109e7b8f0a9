import type { ConnectionHappening } from '../topology/connection-happening.js';

/** For pages that want to look at, or change, what is below the room. Nothing of it is needed for a call. */
export interface RoomHooks {
  /**
   * What connections are made with: gets what the room would use and returns what to use instead. Called when the room is
   * joined, and again before ICE is restarted or a connection made anew; a promise is waited for, for two seconds then.
   */
  readonly configuration?: (configuration: RTCConfiguration) => RTCConfiguration | Promise<RTCConfiguration>;
  /**
   * A description that came from `userId`, before the browser gets it: returns what it gets instead. What it throws is an
   * error of the negotiation (`connection/description-refused`).
   */
  readonly remoteDescription?: (description: RTCSessionDescriptionInit, userId: string) => RTCSessionDescriptionInit;
  /** Everything that happens to the connections with people, in its order. */
  readonly connectionHappened?: (happening: ConnectionHappening) => void;
}
