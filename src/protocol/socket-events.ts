import type * as v from 'valibot';
import type { ErrorCode } from './error-codes.js';
import type { SignalRequest } from './peer-signal.js';
import type { SignalDelivery } from './signal-delivery.js';
import type {
  CallEnded,
  CallRangSchema,
  CallRequestSchema,
  CallStartRequestSchema,
  ListRequestSchema,
  PresenceRequestSchema,
  ReachableRequestSchema,
  RoomListing,
  RoomPresence,
  RoomsChangedSchema,
} from './presence-messages.js';
import type { RelayedMessage, RelayMessageRequestSchema } from './relayed-message.js';
import type { IceServers, RoomEvent } from './room-messages.js';
import type {
  AdmitRequestSchema,
  AdmittedSchema,
  CloseRequestSchema,
  DenyRequestSchema,
  EjectRequestSchema,
  EndedSchema,
  HandRequestSchema,
  JoinAnswer,
  JoinRequest,
  LeaveRequestSchema,
  LockRequestSchema,
  MuteRequestedSchema,
  MuteRequestSchema,
  RefusedSchema,
  RenewIceRequestSchema,
  ResumeAnswer,
  ResumeRequest,
  RoleRequestSchema,
  SetPasswordRequestSchema,
  TicketAnswerSchema,
  TicketRequestSchema,
  TransferRequestSchema,
  UpdateMemberRequestSchema,
} from './room-requests.js';

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: ErrorCode; readonly message: string } };

/**
 * `visitor`: with a socket's first answer, when its handshake showed no valid visitor id: a new one, signed. The page keeps
 * it and shows it in the handshake's `auth.visitor` from then on.
 */
export type Acknowledgement<T> = Answer<T> & { readonly visitor?: string };

type Ack<T> = (acknowledgement: Acknowledgement<T>) => void;
type Ask<S extends v.GenericSchema, T = null> = (request: v.InferOutput<S>, acknowledge: Ack<T>) => void;

/** socket.io events a client may send. Each carries one object and is acknowledged. */
export interface ClientEvents {
  'room:join': (request: JoinRequest, acknowledge: Ack<JoinAnswer>) => void;
  'room:resume': (request: ResumeRequest, acknowledge: Ack<ResumeAnswer>) => void;
  'room:leave': Ask<typeof LeaveRequestSchema>;
  'room:close': Ask<typeof CloseRequestSchema>;
  'room:lock': Ask<typeof LockRequestSchema>;
  'room:password': Ask<typeof SetPasswordRequestSchema>;
  'room:ticket': Ask<typeof TicketRequestSchema, v.InferOutput<typeof TicketAnswerSchema>>;
  'room:transfer': Ask<typeof TransferRequestSchema>;
  'member:update': Ask<typeof UpdateMemberRequestSchema>;
  'member:hand': Ask<typeof HandRequestSchema>;
  'member:role': Ask<typeof RoleRequestSchema>;
  'member:eject': Ask<typeof EjectRequestSchema>;
  'member:mute': Ask<typeof MuteRequestSchema>;
  'waiting:admit': Ask<typeof AdmitRequestSchema>;
  'waiting:deny': Ask<typeof DenyRequestSchema>;
  'presence:check': Ask<typeof PresenceRequestSchema, RoomPresence>;
  'rooms:list': Ask<typeof ListRequestSchema, readonly RoomListing[]>;
  /** As `rooms:list`, and `rooms:changed` from then on. */
  'rooms:watch': Ask<typeof ListRequestSchema, readonly RoomListing[]>;
  'rooms:unwatch': Ask<typeof ListRequestSchema>;
  'reachable:set': Ask<typeof ReachableRequestSchema>;
  'call:start': Ask<typeof CallStartRequestSchema, { readonly callId: string }>;
  'call:cancel': Ask<typeof CallRequestSchema>;
  'call:answer': Ask<typeof CallRequestSchema, { readonly room: string }>;
  'call:decline': Ask<typeof CallRequestSchema>;
  'ice:renew': Ask<typeof RenewIceRequestSchema, IceServers>;
  'peer:signal': (request: SignalRequest, acknowledge: Ack<null>) => void;
  'peer:message': Ask<typeof RelayMessageRequestSchema>;
}

/** socket.io events the service sends. */
export interface ServerEvents {
  /** One or more, of one room, in their order. */
  'room:happened': (events: readonly RoomEvent[]) => void;
  'room:admitted': (admitted: v.InferOutput<typeof AdmittedSchema>) => void;
  'room:refused': (refused: v.InferOutput<typeof RefusedSchema>) => void;
  'room:ended': (ended: v.InferOutput<typeof EndedSchema>) => void;
  'member:mute-requested': (requested: v.InferOutput<typeof MuteRequestedSchema>) => void;
  'rooms:changed': (changed: v.InferOutput<typeof RoomsChangedSchema>) => void;
  'call:rang': (rang: v.InferOutput<typeof CallRangSchema>) => void;
  'call:ended': (ended: CallEnded) => void;
  'peer:signalled': (delivery: SignalDelivery) => void;
  'peer:messaged': (relayed: RelayedMessage) => void;
}

/** What a request is answered with. */
export type AnswerTo<E extends keyof ClientEvents> = ClientEvents[E] extends (
  request: never,
  acknowledge: (acknowledgement: Acknowledgement<infer T>) => void,
) => void
  ? T
  : never;
