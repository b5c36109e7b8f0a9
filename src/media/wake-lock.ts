import { SerialQueue } from '../base/serial-queue.js';

/** What the lock needs of its page. */
export interface WakeLockPage {
  /** Absent in older browsers and on pages that are not secure. */
  readonly wakeLock: Pick<WakeLock, 'request'> | undefined;
  readonly document: EventTarget & Pick<Document, 'visibilityState'>;
}

/**
 * Keeps the screen from going dark until `signal` aborts. A browser takes the lock away whenever the page is hidden
 * (Screen Wake Lock §7.2), so it is taken again each time the page comes back.
 */
export function keepAwake(signal: AbortSignal, page: WakeLockPage = thisPage()): void {
  const { wakeLock, document } = page;
  // Without the API the call is as good; only the visitor's screen may go dark.
  if (wakeLock === undefined || signal.aborted) return;
  const queue = new SerialQueue();
  let lock: WakeLockSentinel | undefined;

  const take = async (): Promise<void> => {
    if (signal.aborted || document.visibilityState !== 'visible' || lock?.released === false) return;
    try {
      lock = await wakeLock.request('screen');
    } catch {
      // Refused on low battery, by the page's permissions policy, or because the page was hidden meanwhile. It is a
      // comfort that nobody asked for in words, so nobody is told either; the next return to the page tries again.
      return;
    }
    if (signal.aborted) await lock.release();
  };

  document.addEventListener('visibilitychange', () => void queue.run(take), { signal });
  signal.addEventListener('abort', () => void lock?.release(), { once: true });
  void queue.run(take);
}

function thisPage(): WakeLockPage {
  const { wakeLock } = navigator as Partial<Pick<Navigator, 'wakeLock'>>;
  return { wakeLock, document };
}
