import type { CallLineEvents, IncomingCall } from '../signaling/signaling-client.js';
import { RoomEvent } from './room-event.js';

/** It rings. Cancelable: cancelling declines. Otherwise it rings until it is answered or declined, here or elsewhere. */
export class RtcCallEvent extends RoomEvent<IncomingCall> {
  static readonly type = 'rtc-call';
  constructor({ callId, from, displayName }: IncomingCall) {
    super(RtcCallEvent.type, { callId, from, displayName }, { cancelable: true });
  }
}

/** It rings no more. */
export class RtcCallEndedEvent extends RoomEvent<CallLineEvents['ended']> {
  static readonly type = 'rtc-call-ended';
  constructor({ callId, outcome }: CallLineEvents['ended']) {
    super(RtcCallEndedEvent.type, { callId, outcome });
  }
}
