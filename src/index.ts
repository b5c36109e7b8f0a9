export { RtcError } from './protocol/index.js';
export type {
  ErrorCode,
  ErrorSeverity,
  IceServer,
  Json,
  MediaKind,
  RoomPolicy,
  SessionKinds,
  Source,
} from './protocol/index.js';
export type { DeviceState, ScreenState } from './media/device-state.js';
export type { ScreenOptions } from './media/screen-capture.js';
export type { PeerState } from './peer/publications.js';
export type { RoomChannel, RoomChannelEvents, SignalingClient } from './signaling/signaling-client.js';
export { RoomController, type RoomControllerDependencies } from './room/room-controller.js';
export * from './room/room-events.js';
export type { RoomOptions } from './room/room-options.js';
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
