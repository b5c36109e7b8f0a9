export { setLogger, type LogFields, type Logger } from './base/log.js';
export { RtcError, may, sends, connects } from './protocol/index.js';
export type {
  Action,
  Crop,
  CropMovers,
  Direction,
  Entry,
  ErrorCode,
  ErrorSeverity,
  IceServer,
  Json,
  MediaKind,
  Picture,
  Presence,
  Role,
  RoomListing,
  RoomPolicy,
  RoomPresence,
  SameVisitor,
  SessionKinds,
  ShownKind,
  Source,
  Waiting,
} from './protocol/index.js';
export type { DeviceState, ScreenState } from './media/device-state.js';
export type { DeviceChoice } from './media/chosen-devices.js';
export type { DeviceEntry, DeviceLists } from './media/device-list.js';
export type { CaptureWishes } from './media/device-functions.js';
export { devices } from './media/devices.js';
export type { CropPosition, ScreenPause } from './media/local-screen.js';
export type { ScreenOptions } from './media/screen-capture.js';
export type { CropRectangle } from './media/screen-picture.js';
export type { ByKind, PeerState, Tracks } from './peer/publications.js';
export type { Bandwidth } from './peer/bandwidth.js';
export type { ConnectionQuality } from './peer/connection-quality.js';
export type { NegotiationStep } from './peer/negotiator.js';
export type { RestartReason } from './peer/recovery.js';
export type { PictureWish } from './peer/sender-parameters.js';
export type { CandidateStats, TrackStats, TransportStats } from './peer/stats.js';
export type {
  CallLine,
  CallLineEvents,
  IncomingCall,
  RoomChannel,
  RoomChannelEvents,
  RoomRequests,
  SignalingClient,
  TicketOptions,
  WaitingFor,
} from './signaling/signaling-client.js';
export type { ConnectionHappening } from './topology/connection-happening.js';
export { RoomController, type RoomControllerDependencies, type SendOptions } from './room/room-controller.js';
export type { RequestOptions, Responder } from './room/message-requests.js';
export * from './room/room-events.js';
export type { RoomHooks } from './room/room-hooks.js';
export type { RoomOptions } from './room/room-options.js';
export type { PublishOptions, ReplaceOptions } from './room/stream-verbs.js';
export type { StreamFilter, Streams } from './room/streams.js';
export type { ShownPictures } from './room/picture-wishes.js';
export type { SnapshotOptions } from './room/snapshot.js';
export type { Levels } from './room/speaking.js';
export type { PersonStats, StreamStats } from './room/statistics.js';
export type { JoinOptions } from './room/visits.js';
export {
  INITIAL_ROOM_STATE,
  ROOM_STATUSES,
  type ChatAttachment,
  type ChatLine,
  type Participant,
  type RoomState,
  type RoomStatus,
  type Sending,
  type StreamView,
  type Transfer,
  type TransferStatus,
} from './room/room-state.js';
