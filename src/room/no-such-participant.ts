import { RtcError } from '../protocol/index.js';

export function noSuchParticipant(userId: string): RtcError {
  return new RtcError('protocol/no-such-participant', `Nobody you are connected with has the id “${userId}”.`);
}
