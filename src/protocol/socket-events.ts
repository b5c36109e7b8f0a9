import type { ErrorCode } from './error-codes.js';
import type { SignalDelivery, SignalRequest } from './peer-signal.js';
import type { Admission, JoinRequest, LeaveRequest, RoomEvent } from './room-messages.js';

export type Acknowledgement<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: ErrorCode; readonly message: string } };

type Ack<T> = (acknowledgement: Acknowledgement<T>) => void;

/** socket.io events a client may send. Each names its room and is acknowledged. */
export interface ClientEvents {
  'room:join': (request: JoinRequest, acknowledge: Ack<Admission>) => void;
  'room:leave': (request: LeaveRequest, acknowledge: Ack<null>) => void;
  'peer:signal': (request: SignalRequest, acknowledge: Ack<null>) => void;
}

/** socket.io events the service sends. */
export interface ServerEvents {
  'room:happened': (event: RoomEvent) => void;
  'peer:signalled': (delivery: SignalDelivery) => void;
}

/** What a request is answered with. */
export type AnswerTo<E extends keyof ClientEvents> = ClientEvents[E] extends (
  request: never,
  acknowledge: (acknowledgement: Acknowledgement<infer T>) => void,
) => void
  ? T
  : never;
