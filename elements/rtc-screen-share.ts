import type { PropertyValues, TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type {
  CropMovers,
  CropPosition,
  CropRectangle,
  Participant,
  RoomController,
  RoomState,
  ScreenOptions,
  ScreenPause,
} from '../src/index.js';
import { numeric } from './attribute-converters.js';
import { failureStyles } from './failure-styles.js';
import { LazyViewElement } from './lazy-view-element.js';
import { maySend } from './room-capabilities.js';
import type * as screenShareView from './screen-share-view.js';
import { themeStyles } from './theme-styles.js';

const SURFACES = ['monitor', 'window', 'browser'] as const;

/**
 * A button that shows one's screen to the room, and the screens of whoever presents. Beside it, while a screen is shared:
 * pause it, or share another one in its place; and where a screen is cropped, moving what is shown of it, for those who may.
 *
 * @attr audio - with the sound of what is shown, where the browser can
 * @attr surface - `monitor`, `window` or `browser`: what the browser's own dialogue suggests first
 * @attr max-width, max-height - pixels
 * @attr frame-rate - frames per second
 * State: `sharing`, `paused` (what is shared stands still or is blank), `presenter` (user id of who is shown).
 * @slot start-label, stop-label, icon - on the button
 * @csspart button - the button
 * @csspart pause, another, move - the further ones
 * @csspart screen - each `rtc-video` that shows a screen
 * @csspart presenter - the line that says whose it is
 */
export class RtcScreenShareElement extends LazyViewElement<typeof screenShareView> {
  static override styles = [themeStyles, failureStyles];

  @property({ type: Boolean }) audio = false;
  @property() surface: string | undefined;
  @property({ attribute: 'max-width', converter: numeric }) maxWidth: number | undefined;
  @property({ attribute: 'max-height', converter: numeric }) maxHeight: number | undefined;
  @property({ attribute: 'frame-rate', converter: numeric }) frameRate: number | undefined;

  /**
   * Asks the visitor for a screen and shows it to the room, as the attributes and `options` say. Rejects `media/cancelled`
   * when the visitor thinks better of it.
   */
  start(options: ScreenOptions = {}): Promise<void> {
    const { audio, maxWidth, maxHeight, frameRate } = this;
    const surface = SURFACES.find((known) => known === this.surface?.trim().toLowerCase());
    return this.#ask((room) =>
      room.shareScreen({
        audio,
        ...(surface && { surface }),
        ...(maxWidth !== undefined && { maxWidth }),
        ...(maxHeight !== undefined && { maxHeight }),
        ...(frameRate !== undefined && { frameRate }),
        ...options,
      }),
    );
  }

  stop(): Promise<void> {
    return this.#ask((room) => room.stopScreen());
  }

  /** `freeze` (default): the last picture stands, for who comes later too. `blank`: nothing is sent. */
  pause(mode?: ScreenPause): Promise<void> {
    return this.#ask((room) => room.pauseScreen(mode));
  }

  resume(): Promise<void> {
    return this.#ask((room) => room.resumeScreen());
  }

  /**
   * Sends only this part: fractions of the width and height, or an element of this page; `null` for all of it. Also while it
   * is shared. `movableBy`: who else may move it. Rejects `media/unknown` when no screen is shared.
   */
  crop(part: CropRectangle | Element | null, movableBy?: CropMovers): Promise<void> {
    return this.#ask((room) => room.cropScreen(part, movableBy));
  }

  /** Asks a presenter for another part of a cropped screen; whoever may not is not heeded. */
  move(userId: string, position: CropPosition): Promise<void> {
    return this.#ask((room) => room.moveCrop(userId, position));
  }

  protected override slice(room: RoomState): readonly unknown[] {
    return [maySend(room, 'screen'), room.screen, room.participants];
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { screen } = this.roomState;
    this.states.write({
      sharing: screen !== 'off',
      paused: screen === 'paused',
      presenter: this.#presenters[0]?.userId,
    });
  }

  protected override fetchScript(): Promise<typeof screenShareView> {
    return import('./screen-share-view.js');
  }

  protected override draw({ renderScreenShare }: typeof screenShareView): TemplateResult {
    return renderScreenShare({
      element: this,
      room: this.roomState,
      controller: this.controller,
      presenters: this.#presenters,
    });
  }

  /** In the same turn where the room is there: a picker opens in the visitor's gesture only. */
  async #ask(task: (room: RoomController) => Promise<void>): Promise<void> {
    await task(this.controller ?? (await this.bound()));
  }

  /** Others before oneself: one knows one's own screen. */
  get #presenters(): readonly Participant[] {
    const presenting = this.roomState.participants.filter(isPresenting);
    return [...presenting.filter((person) => !person.self), ...presenting.filter((person) => person.self)];
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
