import type { ErrorCode, ErrorSeverity, MediaKind, RtcError, Source } from '../protocol/index.js';
import type { Participant, RoomStatus, StreamView, Transfer } from './room-state.js';

/**
 * What happens once in a room, as the DOM events a page listens to. They bubble and cross shadow roots; `detail`
 * survives `JSON.stringify`; live objects are properties of the event itself.
 */
export abstract class RoomEvent<Detail> extends Event {
  readonly detail: Detail;

  constructor(type: string, detail: Detail, options: { readonly cancelable?: boolean } = {}) {
    super(type, { bubbles: true, composed: true, cancelable: options.cancelable ?? false });
    this.detail = Object.freeze(detail);
  }
}

/** A participant as an event's detail: what JSON can carry. */
export interface ParticipantDetail {
  readonly userId: string;
  readonly displayName: string;
  readonly role: Participant['role'];
  readonly extra: unknown;
  readonly self: boolean;
}

export function participantDetail(participant: Participant): ParticipantDetail {
  const { userId, displayName, role, extra, self } = participant;
  return { userId, displayName, role, extra, self };
}

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

export class RtcLeftEvent extends RoomEvent<{ reason: 'left' | 'closed' | 'failed' }> {
  static readonly type = 'rtc-left';
  constructor(reason: 'left' | 'closed' | 'failed') {
    super(RtcLeftEvent.type, { reason });
  }
}

export class RtcParticipantJoinedEvent extends RoomEvent<{ participant: ParticipantDetail }> {
  static readonly type = 'rtc-participant-joined';
  readonly participant: Participant;
  constructor(participant: Participant) {
    super(RtcParticipantJoinedEvent.type, { participant: participantDetail(participant) });
    this.participant = participant;
  }
}

export class RtcParticipantLeftEvent extends RoomEvent<{ participant: ParticipantDetail; reason: string }> {
  static readonly type = 'rtc-participant-left';
  readonly participant: Participant;
  constructor(participant: Participant, reason: string) {
    super(RtcParticipantLeftEvent.type, { participant: participantDetail(participant), reason });
    this.participant = participant;
  }
}

export class RtcOwnerChangeEvent extends RoomEvent<{ userId: string; previous: string | null }> {
  static readonly type = 'rtc-owner-change';
  constructor(userId: string, previous: string | null) {
    super(RtcOwnerChangeEvent.type, { userId, previous });
  }
}

export interface StreamDetail {
  readonly streamId: string;
  readonly userId: string;
  readonly source: Source;
  readonly kinds: readonly MediaKind[];
  readonly local: boolean;
}

abstract class StreamEvent extends RoomEvent<StreamDetail> {
  /** The live stream; undefined while it is only announced. */
  readonly stream: MediaStream | undefined;
  constructor(type: string, view: StreamView) {
    const { streamId, userId, source, kinds, local } = view;
    super(type, { streamId, userId, source, kinds, local });
    this.stream = view.stream;
  }
}

/** Somebody offers a stream; its media may still be on the way. */
export class RtcStreamAnnouncedEvent extends StreamEvent {
  static readonly type = 'rtc-stream-announced';
  constructor(view: StreamView) {
    super(RtcStreamAnnouncedEvent.type, view);
  }
}

/** A stream can be shown. Once per publication. */
export class RtcStreamAddedEvent extends StreamEvent {
  static readonly type = 'rtc-stream-added';
  constructor(view: StreamView) {
    super(RtcStreamAddedEvent.type, view);
  }
}

export class RtcStreamRemovedEvent extends StreamEvent {
  static readonly type = 'rtc-stream-removed';
  constructor(view: StreamView) {
    super(RtcStreamRemovedEvent.type, view);
  }
}

export class RtcMuteChangeEvent extends RoomEvent<{
  streamId: string;
  userId: string;
  kind: MediaKind;
  muted: boolean;
}> {
  static readonly type = 'rtc-mute-change';
  constructor(detail: { streamId: string; userId: string; kind: MediaKind; muted: boolean }) {
    super(RtcMuteChangeEvent.type, detail);
  }
}

export class RtcMessageEvent extends RoomEvent<{
  id: string;
  from: string;
  to: readonly string[] | null;
  topic: string | null;
  data: unknown;
  sentAt: number;
}> {
  static readonly type = 'rtc-message';
  constructor(detail: RtcMessageEvent['detail']) {
    super(RtcMessageEvent.type, detail);
  }
}

export interface FileDetail {
  readonly transferId: string;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
}

/** `self` is the visitor's own userId. */
export function fileDetail(transfer: Transfer, self: string): FileDetail {
  const receiving = transfer.direction === 'receiving';
  return {
    transferId: transfer.transferId,
    from: receiving ? transfer.userId : self,
    to: receiving ? self : transfer.userId,
    name: transfer.name,
    size: transfer.sizeBytes,
    type: transfer.mediaType,
  };
}

/** Cancelable: cancelling declines. Otherwise the offer stays pending until it is accepted or declined. */
export class RtcFileOfferEvent extends RoomEvent<FileDetail> {
  static readonly type = 'rtc-file-offer';
  constructor(detail: FileDetail) {
    super(RtcFileOfferEvent.type, detail, { cancelable: true });
  }
}

export class RtcFileProgressEvent extends RoomEvent<{
  transferId: string;
  userId: string;
  bytes: number;
  size: number;
  bytesPerSecond: number;
  secondsLeft: number | null;
}> {
  static readonly type = 'rtc-file-progress';
  constructor(detail: RtcFileProgressEvent['detail']) {
    super(RtcFileProgressEvent.type, detail);
  }
}

export class RtcFileSentEvent extends RoomEvent<FileDetail> {
  static readonly type = 'rtc-file-sent';
  constructor(detail: FileDetail) {
    super(RtcFileSentEvent.type, detail);
  }
}

export class RtcFileReceivedEvent extends RoomEvent<FileDetail> {
  static readonly type = 'rtc-file-received';
  readonly file: File;
  constructor(detail: FileDetail, file: File) {
    super(RtcFileReceivedEvent.type, detail);
    this.file = file;
  }
}

export class RtcFileFailedEvent extends RoomEvent<FileDetail & { readonly code: ErrorCode }> {
  static readonly type = 'rtc-file-failed';
  constructor(detail: FileDetail & { readonly code: ErrorCode }) {
    super(RtcFileFailedEvent.type, detail);
  }
}

export class RtcConnectionChangeEvent extends RoomEvent<{ userId: string; state: Participant['connection'] }> {
  static readonly type = 'rtc-connection-change';
  constructor(userId: string, state: Participant['connection']) {
    super(RtcConnectionChangeEvent.type, { userId, state });
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
  'rtc-owner-change': RtcOwnerChangeEvent;
  'rtc-stream-announced': RtcStreamAnnouncedEvent;
  'rtc-stream-added': RtcStreamAddedEvent;
  'rtc-stream-removed': RtcStreamRemovedEvent;
  'rtc-mute-change': RtcMuteChangeEvent;
  'rtc-message': RtcMessageEvent;
  'rtc-file-offer': RtcFileOfferEvent;
  'rtc-file-progress': RtcFileProgressEvent;
  'rtc-file-sent': RtcFileSentEvent;
  'rtc-file-received': RtcFileReceivedEvent;
  'rtc-file-failed': RtcFileFailedEvent;
  'rtc-connection-change': RtcConnectionChangeEvent;
  'rtc-error': RtcErrorEvent;
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merging is the only way to type DOM listeners
  interface GlobalEventHandlersEventMap extends RoomEventMap {}
}
