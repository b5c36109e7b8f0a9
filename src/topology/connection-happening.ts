import type { NegotiationStep } from '../peer/negotiator.js';
import type { PeerState } from '../peer/publications.js';
import type { RestartReason } from '../peer/recovery.js';

/** What happens to the connection with one person, step by step, for whoever looks closer than a snapshot does. */
export type ConnectionHappening = { readonly userId: string } & (
  | {
      readonly type: 'opened';
      /** Counted from 1; more than 1 when it was made anew. */
      readonly attempt: number;
      /** Whether only TURN servers may carry it. */
      readonly relayOnly: boolean;
      readonly connection: RTCPeerConnection;
    }
  | { readonly type: 'state'; readonly state: PeerState }
  | { readonly type: 'ice-restart'; readonly reason: RestartReason }
  | NegotiationStep
);

type WithoutUser<T> = T extends unknown ? Omit<T, 'userId'> : never;
/** The same where it is clear whom it is about. */
export type HappeningOfOne = WithoutUser<ConnectionHappening>;
