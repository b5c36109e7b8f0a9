import { RoomEvent } from './room-event.js';
import type { Sending } from './room-state.js';

/** Somebody began or stopped to speak; what a muted microphone hears is nobody's speech. */
export class RtcSpeakingChangeEvent extends RoomEvent<{ userId: string; speaking: boolean }> {
  static readonly type = 'rtc-speaking-change';
  constructor(userId: string, speaking: boolean) {
    super(RtcSpeakingChangeEvent.type, { userId, speaking });
  }
}

/** Null: nobody speaks. */
export class RtcActiveSpeakerChangeEvent extends RoomEvent<{ userId: string | null }> {
  static readonly type = 'rtc-active-speaker-change';
  constructor(userId: string | null) {
    super(RtcActiveSpeakerChangeEvent.type, { userId });
  }
}

/** This visitor's pictures go out in another quality now, because of the line or the machine. */
export class RtcQualityChangeEvent extends RoomEvent<Sending> {
  static readonly type = 'rtc-quality-change';
  constructor({ picture, reason }: Sending) {
    super(RtcQualityChangeEvent.type, { picture, reason });
  }
}
