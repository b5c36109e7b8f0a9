import { RtcError } from '../protocol/index.js';

/** `error` as one that ends the visit. */
export function fatal(error: unknown): RtcError {
  if (error instanceof RtcError) {
    const { code, message, hint } = error;
    return new RtcError(code, message, { severity: 'fatal', hint, cause: error });
  }
  return new RtcError('protocol/internal', 'Something went wrong.', { severity: 'fatal', cause: error });
}
