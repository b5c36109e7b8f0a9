import type { CSSResult, ReactiveControllerHost, TemplateResult } from 'lit';
import { html } from 'lit';
import { failureBar } from './room-failure.js';
import { text } from './strings.js';

/** A script that draws for an element: whatever functions the element calls, and the styles of what they draw. */
export interface DrawingScript {
  readonly styles: readonly CSSResult[];
}

/**
 * What an element draws with a script of its own, fetched when it draws for the first time: tags that a page does not
 * use, or does not use yet, cost it next to nothing.
 */
export class LazyDrawing<Script extends DrawingScript> {
  readonly #host: ReactiveControllerHost & { readonly shadowRoot: ShadowRoot | null };
  readonly #fetchScript: () => Promise<Script>;
  #script: Script | undefined;
  #loading: Promise<void> | undefined;
  #unreachable = false;

  constructor(
    host: ReactiveControllerHost & { readonly shadowRoot: ShadowRoot | null },
    fetchScript: () => Promise<Script>,
  ) {
    this.#host = host;
    this.#fetchScript = fetchScript;
  }

  /** Ends when nothing is being fetched. */
  get loaded(): Promise<void> {
    return this.#loading ?? Promise.resolve();
  }

  render(draw: (script: Script) => TemplateResult): TemplateResult {
    if (this.#script !== undefined) return draw(this.#script);
    if (this.#unreachable) return failureBar(text('drawing.unreachable'), undefined, () => this.#load());
    if (this.#loading === undefined) this.#load();
    return html`<div class="loading"><span class="spinner"></span></div>`;
  }

  #load(): void {
    this.#unreachable = false;
    this.#loading = this.#fetch();
  }

  async #fetch(): Promise<void> {
    try {
      const script = await this.#fetchScript();
      const sheets = script.styles.flatMap(({ styleSheet }) => styleSheet ?? []);
      this.#host.shadowRoot?.adoptedStyleSheets.push(...sheets);
      this.#script = script;
    } catch {
      // What the browser says about a script it could not fetch differs and helps nobody; the bar offers to try again.
      this.#unreachable = true;
    }
    this.#host.requestUpdate();
  }
}
