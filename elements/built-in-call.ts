import { html, type TemplateResult } from 'lit';
import type { RoomState } from '../src/index.js';
import type { CallView, CallViewHost } from './room-call-view.js';
import { failureBar } from './room-failure.js';

export interface BuiltInCallHost extends CallViewHost {
  readonly shadowRoot: ShadowRoot | null;
}

/**
 * The complete call of a room without children. It is a script of its own, fetched when the first room draws it: pages
 * that compose their call never need it.
 */
export class BuiltInCall {
  readonly #host: BuiltInCallHost;
  #view: CallView | undefined;
  #loading: Promise<void> | undefined;
  #unreachable = false;

  constructor(host: BuiltInCallHost) {
    this.#host = host;
  }

  /** Ends when nothing is being fetched. */
  get loaded(): Promise<void> {
    return this.#loading ?? Promise.resolve();
  }

  /** What of the snapshot `render` reads. */
  slice(room: RoomState): readonly unknown[] {
    return this.#view?.slice(room) ?? [];
  }

  render(): TemplateResult {
    if (this.#view !== undefined) return this.#view.render();
    if (this.#unreachable) return failureBar(undefined, () => this.#load());
    if (this.#loading === undefined) this.#load();
    return html`<div class="call" part="call"><span class="spinner"></span></div>`;
  }

  #load(): void {
    this.#unreachable = false;
    this.#loading = this.#fetch();
  }

  async #fetch(): Promise<void> {
    try {
      const { CallView, callStyles } = await import('./room-call-view.js');
      const sheets = callStyles.flatMap(({ styleSheet }) => styleSheet ?? []);
      this.#host.shadowRoot?.adoptedStyleSheets.push(...sheets);
      this.#view = new CallView(this.#host);
    } catch {
      // What the browser says about a script it could not fetch differs and helps nobody; the bar offers to try again.
      this.#unreachable = true;
    }
    this.#host.requestUpdate();
  }
}
