import type { PropertyValues, TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Participant, RoomState } from '../src/index.js';
import { numeric } from './attribute-converters.js';
import { failureStyles } from './failure-styles.js';
import { LazyViewElement } from './lazy-view-element.js';
import { reported } from './reported.js';
import { maySend } from './room-capabilities.js';
import type * as screenShareView from './screen-share-view.js';
import { themeStyles } from './theme-styles.js';

const SURFACES = ['monitor', 'window', 'browser'] as const;

/**
 * A button that shows one's screen to the room, and the screen of whoever presents.
 *
 * @attr audio - with the sound of what is shown, where the browser can
 * @attr surface - `monitor`, `window` or `browser`: what the browser's own dialogue suggests first
 * @attr max-width, max-height - pixels
 * @attr frame-rate - frames per second
 * State: `sharing`, `presenter` (user id of who is shown).
 * @slot start-label, stop-label, icon - on the button
 * @csspart button - the button
 * @csspart screen - the `rtc-video` that shows the screen
 * @csspart presenter - the line that says whose it is
 */
export class RtcScreenShareElement extends LazyViewElement<typeof screenShareView> {
  static override styles = [themeStyles, failureStyles];

  @property({ type: Boolean }) audio = false;
  @property() surface: string | undefined;
  @property({ attribute: 'max-width', converter: numeric }) maxWidth: number | undefined;
  @property({ attribute: 'max-height', converter: numeric }) maxHeight: number | undefined;
  @property({ attribute: 'frame-rate', converter: numeric }) frameRate: number | undefined;

  /** Asks the visitor for a screen and shows it to the room. Rejects `media/cancelled` when the visitor thinks better of it. */
  async start(): Promise<void> {
    const { audio, maxWidth, maxHeight, frameRate } = this;
    const surface = SURFACES.find((known) => known === this.surface?.trim().toLowerCase());
    const room = this.controller ?? (await this.bound());
    await room.shareScreen({
      audio,
      ...(surface && { surface }),
      ...(maxWidth !== undefined && { maxWidth }),
      ...(maxHeight !== undefined && { maxHeight }),
      ...(frameRate !== undefined && { frameRate }),
    });
  }

  async stop(): Promise<void> {
    const room = this.controller ?? (await this.bound());
    await room.stopScreen();
  }

  protected override slice(room: RoomState): readonly unknown[] {
    return [maySend(room, 'screen'), room.screen, room.participants];
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.states.write({ sharing: this.#sharing, presenter: this.#presenter?.userId });
  }

  protected override fetchScript(): Promise<typeof screenShareView> {
    return import('./screen-share-view.js');
  }

  protected override draw({ renderScreenShare }: typeof screenShareView): TemplateResult {
    return renderScreenShare({
      room: this.roomState,
      controller: this.controller,
      sharing: this.#sharing,
      presenter: this.#presenter,
      toggle: () => reported(this.#sharing ? this.stop() : this.start()),
    });
  }

  get #sharing(): boolean {
    return this.roomState.screen !== 'off';
  }

  /** Others before oneself: one knows one's own screen. */
  get #presenter(): Participant | undefined {
    const presenting = this.roomState.participants.filter(isPresenting);
    return presenting.find((person) => !person.self) ?? presenting[0];
  }
}

function isPresenting(person: Participant): boolean {
  return person.streams.some((view) => view.source === 'screen');
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-screen-share': RtcScreenShareElement;
  }
}
