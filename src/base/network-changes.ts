/** What of the Network Information API is asked for; Chromium has it, and tells the kind of network on phones alone. */
interface NetworkConnection extends EventTarget {
  readonly type?: string;
}

/**
 * Calls `changed` when the browser says that the page's network is back or is another one. The quality estimates that come as
 * the same event (`rtt`, `downlink`) are no change of network.
 */
export function followNetwork(changed: () => void, signal: AbortSignal): void {
  const { navigator } = globalThis;
  addEventListener('online', changed, { signal });
  const { connection } = navigator as Navigator & { readonly connection?: NetworkConnection };
  let type = connection?.type;
  connection?.addEventListener(
    'change',
    () => {
      if (connection.type === type) return;
      type = connection.type;
      // Without any network there is nothing to try yet.
      if (navigator.onLine) changed();
    },
    { signal },
  );
}
