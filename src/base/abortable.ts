/**
 * `promise`, or the signal's reason if that comes first. The work behind `promise` is not stopped, only no longer
 * waited for, so whatever it yields late is the caller's to give back.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    // Its failure is nobody's concern any more, and must not surface as unhandled.
    promise.catch(() => undefined);
    return Promise.reject(signal.reason as Error);
  }
  return new Promise<T>((resolve, reject) => {
    const settled = new AbortController();
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true, signal: settled.signal });
    promise.then(resolve, reject).finally(() => settled.abort());
  });
}

/** Resolves after `milliseconds`, or rejects with the signal's reason. */
export function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const settled = new AbortController();
    const timer = setTimeout(() => {
      settled.abort();
      resolve();
    }, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      },
      { once: true, signal: settled.signal },
    );
  });
}
