import { RtcError } from '../../src/protocol/index.js';
import type { EndReason } from '../../src/protocol/index.js';

/** Whether the store itself said no, and so changed nothing. */
export function isRefusal(error: unknown): boolean {
  return error instanceof RtcError && error.code !== 'room/unavailable' && error.code !== 'room/interrupted';
}

/** The visitor's own doing. */
export function interrupted(): RtcError {
  return new RtcError('room/interrupted', 'Left before being let in.');
}

/** The service's word, as whoever is in the middle of entering hears it. */
export function endedBy(reason: EndReason): RtcError {
  switch (reason) {
    case 'closed':
      return new RtcError('room/closed', 'The room closed.');
    case 'banned':
      return new RtcError('room/banned', 'You are banned from this room.');
    case 'ejected':
      return new RtcError('room/denied', 'You were sent out of the room.');
    case 'replaced':
      return new RtcError('room/replaced', 'Another socket took this place.');
    case 'expired':
      return new RtcError('room/expired', 'The membership is over.');
    default:
      return reason satisfies never;
  }
}
