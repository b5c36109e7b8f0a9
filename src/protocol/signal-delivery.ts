import * as v from 'valibot';
import type { PeerSignal } from './peer-signal.js';
import { RoomNameSchema, UserIdSchema } from './room-messages.js';

/**
 * Service → client. `from` is what the service knows of the sender's socket, never what the sender wrote. The signal itself
 * is checked by whoever takes it (`PeerSignalSchema`), which is loaded once there is somebody to be connected with.
 */
export const SignalDeliverySchema = v.object({ room: RoomNameSchema, from: UserIdSchema, signal: v.unknown() });

/** The same as the service makes it. */
export interface SignalDelivery {
  readonly room: string;
  readonly from: string;
  readonly signal: PeerSignal;
}
