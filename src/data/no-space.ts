import { RtcError } from '../protocol/index.js';

export function noSpace(cause: unknown): RtcError {
  return new RtcError('transfer/no-space', 'There is no room for the file.', {
    hint: 'Free some space on this device, or close other pages.',
    cause,
  });
}
