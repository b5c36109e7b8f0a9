import { RtcError } from '../protocol/index.js';
import type * as deviceFunctions from './device-functions.js';

/**
 * Microphones, cameras, loudspeakers and screens of this page without a room: listed, followed, captured, chosen. They are
 * loaded with the first call. Rejects with `media/failed`.
 */
export async function devices(): Promise<typeof deviceFunctions> {
  try {
    return await import('./device-functions.js');
  } catch (cause) {
    throw new RtcError('media/failed', 'The part that uses camera and microphone could not be loaded.', { cause });
  }
}
