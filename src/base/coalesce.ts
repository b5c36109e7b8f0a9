/**
 * A function that runs `task` at once when called, and then at most once per `intervalMs`: calls in between are
 * folded into one at its end. For numbers that change faster than anybody reads them.
 */
export function coalesce(task: () => void, intervalMs: number, signal: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  const tick = (): void => {
    timer = undefined;
    if (!again || signal.aborted) return;
    again = false;
    run();
  };
  const run = (): void => {
    timer = setTimeout(tick, intervalMs);
    task();
  };
  return () => {
    if (signal.aborted) return;
    if (timer === undefined) run();
    else again = true;
  };
}
