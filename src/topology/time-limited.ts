import { abortable } from '../base/abortable.js';

/** A restart must not wait long for fresh credentials: the ones at hand are often still good. */
const RENEW_TIMEOUT_MS = 2_000;

/**
 * `renew`, but never rejecting and never slow: what is known has to do then. Several that ask at the same time are one
 * request.
 */
export function timeLimited(
  renew: () => Promise<RTCConfiguration>,
  known: () => RTCConfiguration,
  signal: AbortSignal,
): () => Promise<RTCConfiguration> {
  let asking: Promise<RTCConfiguration> | undefined;
  const ask = async (): Promise<RTCConfiguration> => {
    try {
      return await abortable(renew(), AbortSignal.any([signal, AbortSignal.timeout(RENEW_TIMEOUT_MS)]));
    } catch {
      // Whoever hands them out reports by itself; an attempt with what is known is better than none.
      return known();
    } finally {
      asking = undefined;
    }
  };
  return () => (asking ??= ask());
}
