export { RtcError, may, sends } from './protocol/index.js';
export type {
  Action,
  Direction,
  Entry,
  ErrorCode,
  ErrorSeverity,
  IceServer,
  Json,
  MediaKind,
  Presence,
  Role,
  RoomListing,
  RoomPolicy,
  RoomPresence,
  SameVisitor,
  SessionKinds,
  Source,
  Waiting,
} from './protocol/index.js';
export type { DeviceState, ScreenState } from './media/device-state.js';
export type { ScreenOptions } from './media/screen-capture.js';
export type { PeerState } from './peer/publications.js';
export type {
  CallLine,
  CallLineEvents,
  IncomingCall,
  RoomChannel,
  RoomChannelEvents,
  RoomRequests,
  SignalingClient,
  WaitingFor,
} from './signaling/signaling-client.js';
export { RoomController, type RoomControllerDependencies } from './room/room-controller.js';
export * from './room/room-events.js';
export type { RoomOptions } from './room/room-options.js';
export type { JoinOptions } from './room/visits.js';
export {
  INITIAL_ROOM_STATE,
  ROOM_STATUSES,
  type ChatLine,
  type Participant,
  type RoomState,
  type RoomStatus,
  type StreamView,
  type Transfer,
  type TransferStatus,
} from './room/room-state.js';
