import { delay } from '../base/abortable.js';

/**
 * From the moment a connection stands the first picture takes 60 to 130 ms: keys, camera, encoder and decoder begin all at once, on
 * as few cores as there are. What can wait does (statistics, what watches over the call, what is fetched for later): begun at once it cost
 * 26 ms of JavaScript on either side in this very gap (Chromium 156, two cores).
 */
const FIRST_PICTURE_MS = 250;

/** Runs `task` when a connection that stands now has most likely brought its first picture; never after the signal. */
export function afterFirstPicture(signal: AbortSignal, task: () => void): void {
  // Rejects where nobody waits any more.
  delay(FIRST_PICTURE_MS, signal).then(task, () => undefined);
}
