import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Whether the page puts its own content into the element, so that nothing built-in is drawn. While the page is still
 * being parsed its children may be on the way: then it counts as composed, and nothing flashes up.
 */
export class Composition implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #children = new MutationObserver(() => this.#look());
  #parsed: AbortController | undefined;
  #composed = false;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  get composed(): boolean {
    return this.#composed;
  }

  hostConnected(): void {
    this.#children.observe(this.#host, { childList: true });
    this.#parsed = new AbortController();
    document.addEventListener('DOMContentLoaded', () => this.#look(), { signal: this.#parsed.signal });
    this.#look();
  }

  hostDisconnected(): void {
    this.#children.disconnect();
    this.#parsed?.abort();
  }

  #look(): void {
    const composed = document.readyState === 'loading' || [...this.#host.childNodes].some(isContent);
    if (composed === this.#composed) return;
    this.#composed = composed;
    this.#host.requestUpdate();
  }
}

/** What the default slot would show: elements for it, and text that is more than the space between tags. */
function isContent(node: Node): boolean {
  return node instanceof Element ? node.slot === '' : node instanceof Text && node.data.trim() !== '';
}
