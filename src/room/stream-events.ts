import type { MediaKind, Source } from '../protocol/index.js';
import { RoomEvent } from './room-event.js';
import type { StreamView } from './room-state.js';

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

/** Sound or picture between this visitor and one person stopped flowing either way, or flows again. */
export class RtcHoldChangeEvent extends RoomEvent<{ userId: string; kind: MediaKind; held: boolean }> {
  static readonly type = 'rtc-hold-change';
  constructor(detail: { userId: string; kind: MediaKind; held: boolean }) {
    super(RtcHoldChangeEvent.type, detail);
  }
}

/** Asked before a person gets a stream, once for each of both. Cancelable: that person does not get it. */
export class RtcBeforePublishEvent extends RoomEvent<{ streamId: string; source: Source; to: string }> {
  static readonly type = 'rtc-before-publish';
  constructor(detail: { streamId: string; source: Source; to: string }) {
    super(RtcBeforePublishEvent.type, detail, { cancelable: true });
  }
}
