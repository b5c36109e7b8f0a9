import type { PropertyValues, TemplateResult } from 'lit';
import type { RoomState } from '../src/index.js';
import { failureStyles } from './failure-styles.js';
import { LazyViewElement } from './lazy-view-element.js';
import type * as previewView from './preview-view.js';
import { themeStyles } from './theme-styles.js';

/**
 * The green room: see and hear yourself, choose devices, watch the level, then join. What is chosen is remembered, and the
 * room is joined with what is on here. Works without a room too, and then has no button to join.
 *
 * State: `ready` (something to see or hear is there).
 * @slot join-label - on the button that joins
 * @csspart picture, video, level, problems, button, pickers, picker, join - what is shown
 */
export class RtcPreviewElement extends LazyViewElement<typeof previewView> {
  static override styles = [themeStyles, failureStyles];

  #view: previewView.PreviewView | undefined;

  protected override slice(room: RoomState): readonly unknown[] {
    return [room.status];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#view?.rest();
  }

  /** Drawn where nobody looks, it would open the devices again. */
  protected override shouldUpdate(): boolean {
    return this.isConnected;
  }

  protected override fetchScript(): Promise<typeof previewView> {
    return import('./preview-view.js');
  }

  protected override draw({ PreviewView }: typeof previewView): TemplateResult {
    this.#view ??= new PreviewView(this.port, () => this.requestUpdate());
    return this.#view.render();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.states.write({ ready: this.#view?.isReady ?? false });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-preview': RtcPreviewElement;
  }
}
