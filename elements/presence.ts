import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface PresenceEvents {
  /** The element came into the page; `signal` ends when it goes. */
  readonly entered: (signal: AbortSignal) => void;
  /** The element is out of the page to stay, or the page itself goes. */
  readonly departed: () => void;
  /** The page came back from the browser's back-forward cache, after it had departed. */
  readonly returned: () => void;
}

/**
 * Tells being removed from being moved: whoever moves an element takes it out and puts it back before the
 * current task is over, so a removal counts once a task has passed without a return.
 */
export class Presence implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #events: PresenceEvents;
  #stay: AbortController | undefined;
  #pageIsGone = false;

  constructor(host: ReactiveControllerHost & HTMLElement, events: PresenceEvents) {
    this.#host = host;
    this.#events = events;
    host.addController(this);
  }

  /** In a page that is shown, or about to be: not while it goes, and not in the back-forward cache. */
  get isHere(): boolean {
    return this.#host.isConnected && !this.#pageIsGone;
  }

  hostConnected(): void {
    if (this.#stay !== undefined) return;
    this.#stay = new AbortController();
    this.#pageIsGone = false;
    const { signal } = this.#stay;
    window.addEventListener('pagehide', () => this.#pageWent(), { signal });
    window.addEventListener('pageshow', (event) => event.persisted && this.#pageReturned(), { signal });
    this.#events.entered(signal);
  }

  hostDisconnected(): void {
    const { port1, port2 } = new MessageChannel();
    const check = (): void => {
      port1.close();
      if (this.#host.isConnected || this.#stay === undefined) return;
      this.#stay.abort();
      this.#stay = undefined;
      this.#events.departed();
    };
    port1.addEventListener('message', check, { once: true });
    port1.start();
    // A message is a task of its own, and unlike a timeout it is not held back in a hidden page.
    port2.postMessage(null);
  }

  #pageWent(): void {
    this.#pageIsGone = true;
    this.#events.departed();
  }

  #pageReturned(): void {
    this.#pageIsGone = false;
    this.#events.returned();
  }
}
