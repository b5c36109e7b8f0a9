import type { ErrorCode, ErrorSeverity, RtcError } from '../protocol/index.js';
import type { RtcCallEndedEvent, RtcCallEvent } from './call-events.js';
import type { RtcDevicesChangeEvent } from './device-events.js';
import type {
  RtcFileFailedEvent,
  RtcFileOfferEvent,
  RtcFileProgressEvent,
  RtcFileReceivedEvent,
  RtcFileSentEvent,
} from './file-events.js';
import type {
  RtcConnectionChangeEvent,
  RtcHandChangeEvent,
  RtcJoinRequestEvent,
  RtcMuteRequestEvent,
  RtcOwnerChangeEvent,
  RtcParticipantChangeEvent,
  RtcParticipantJoinedEvent,
  RtcParticipantLeftEvent,
} from './people-events.js';
import type { RtcActiveSpeakerChangeEvent, RtcQualityChangeEvent, RtcSpeakingChangeEvent } from './quality-events.js';
import type {
  RtcBeforePublishEvent,
  RtcHoldChangeEvent,
  RtcMuteChangeEvent,
  RtcStreamAddedEvent,
  RtcStreamAnnouncedEvent,
  RtcStreamRemovedEvent,
} from './stream-events.js';
import { RoomEvent } from './room-event.js';
import type { RoomStatus } from './room-state.js';

export * from './call-events.js';
export * from './device-events.js';
export * from './file-events.js';
export * from './people-events.js';
// Made by what is fetched once somebody is in a room: a page knows them by their type.
export type * from './quality-events.js';
export * from './room-event.js';
export * from './stream-events.js';

export class RtcStateChangeEvent extends RoomEvent<{ from: RoomStatus; to: RoomStatus; reason: string }> {
  static readonly type = 'rtc-state-change';
  constructor(from: RoomStatus, to: RoomStatus, reason: string) {
    super(RtcStateChangeEvent.type, { from, to, reason });
  }
}

export class RtcJoinedEvent extends RoomEvent<{ name: string; userId: string; owner: boolean; opened: boolean }> {
  static readonly type = 'rtc-joined';
  constructor(detail: { name: string; userId: string; owner: boolean; opened: boolean }) {
    super(RtcJoinedEvent.type, detail);
  }
}

export type LeftReason = 'left' | 'closed' | 'ejected' | 'banned' | 'denied' | 'failed' | 'replaced';

export class RtcLeftEvent extends RoomEvent<{ reason: LeftReason }> {
  static readonly type = 'rtc-left';
  constructor(reason: LeftReason) {
    super(RtcLeftEvent.type, { reason });
  }
}

/** The room is over for everybody. `by` is null when it closed with its owner. */
export class RtcClosedEvent extends RoomEvent<{ by: string | null }> {
  static readonly type = 'rtc-closed';
  constructor(by: string | null) {
    super(RtcClosedEvent.type, { by });
  }
}

/** `detail.data` is text or JSON; `lossy` for what was sent so, which may be out of date. `data` is the same, or the bytes (an `ArrayBuffer`) where `detail.data` is null. */
export class RtcMessageEvent extends RoomEvent<{
  id: string;
  from: string;
  to: readonly string[] | null;
  topic: string | null;
  data: unknown;
  sentAt: number;
  lossy: boolean;
}> {
  static readonly type = 'rtc-message';
  readonly data: unknown;
  constructor(detail: RtcMessageEvent['detail'], content: unknown = detail.data) {
    super(RtcMessageEvent.type, detail);
    this.data = content;
  }
}

/** Cancelable: a page that shows the error itself prevents the element from doing so. */
export class RtcErrorEvent extends RoomEvent<{
  code: ErrorCode;
  message: string;
  severity: ErrorSeverity;
  hint: string;
}> {
  static readonly type = 'rtc-error';
  readonly error: RtcError;
  constructor(error: RtcError) {
    super(RtcErrorEvent.type, error.toJSON(), { cancelable: true });
    this.error = error;
  }
}

/** Every event a room dispatches, by type. */
export interface RoomEventMap {
  'rtc-state-change': RtcStateChangeEvent;
  'rtc-joined': RtcJoinedEvent;
  'rtc-left': RtcLeftEvent;
  'rtc-participant-joined': RtcParticipantJoinedEvent;
  'rtc-participant-left': RtcParticipantLeftEvent;
  'rtc-closed': RtcClosedEvent;
  'rtc-participant-change': RtcParticipantChangeEvent;
  'rtc-hand-change': RtcHandChangeEvent;
  'rtc-owner-change': RtcOwnerChangeEvent;
  'rtc-join-request': RtcJoinRequestEvent;
  'rtc-mute-request': RtcMuteRequestEvent;
  'rtc-call': RtcCallEvent;
  'rtc-call-ended': RtcCallEndedEvent;
  'rtc-stream-announced': RtcStreamAnnouncedEvent;
  'rtc-stream-added': RtcStreamAddedEvent;
  'rtc-stream-removed': RtcStreamRemovedEvent;
  'rtc-mute-change': RtcMuteChangeEvent;
  'rtc-devices-change': RtcDevicesChangeEvent;
  'rtc-hold-change': RtcHoldChangeEvent;
  'rtc-before-publish': RtcBeforePublishEvent;
  'rtc-message': RtcMessageEvent;
  'rtc-file-offer': RtcFileOfferEvent;
  'rtc-file-progress': RtcFileProgressEvent;
  'rtc-file-sent': RtcFileSentEvent;
  'rtc-file-received': RtcFileReceivedEvent;
  'rtc-file-failed': RtcFileFailedEvent;
  'rtc-connection-change': RtcConnectionChangeEvent;
  'rtc-quality-change': RtcQualityChangeEvent;
  'rtc-speaking-change': RtcSpeakingChangeEvent;
  'rtc-active-speaker-change': RtcActiveSpeakerChangeEvent;
  'rtc-error': RtcErrorEvent;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging is the only way to type DOM listeners
  interface GlobalEventHandlersEventMap extends RoomEventMap {}
}
