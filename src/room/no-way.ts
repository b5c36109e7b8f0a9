import { RtcError } from '../protocol/index.js';

/** What is said when the connection with a person fails. The remedy is for whoever runs the site; the visitor has none. */
export function noWay(displayName: string, hasRelay: boolean): RtcError {
  const whom = displayName === '' ? 'one of the people in the room' : displayName;
  if (!hasRelay) {
    return new RtcError('connection/no-route', `No way from your network to ${whom} was found.`, {
      hint: 'Some networks need a TURN server between them: set RTC_TURN_URLS and RTC_TURN_SECRET of the service, or ice-servers.',
    });
  }
  return new RtcError('connection/failed', `The connection with ${whom} could not be made. It is tried again.`, {
    hint: 'Is the TURN server reachable from both networks, over UDP or TCP?',
  });
}
