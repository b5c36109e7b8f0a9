/**
 * For calls made by a click: the controller has already dispatched `rtc-error` for whatever this rejects with, and
 * there is nobody else to tell. Calls made by script get the promise itself.
 */
export function reported(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}
