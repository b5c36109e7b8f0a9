import type { PropertyValues, TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { RoomState } from '../src/index.js';
import { numeric } from './attribute-converters.js';
import { failureStyles } from './failure-styles.js';
import type * as fileDropView from './file-drop-view.js';
import { LazyViewElement } from './lazy-view-element.js';
import { recipients } from './recipients.js';
import { isInCall } from './room-capabilities.js';
import { themeStyles } from './theme-styles.js';

/**
 * Files from person to person: drop, paste or pick them; accept, decline, cancel and save what comes.
 *
 * @attr to - user ids to send to, separated by spaces; everybody when empty
 * @attr accept - as on a file input: what may be sent, and what is accepted without asking
 * @attr multiple - several files at a time
 * @attr max-size - bytes a file may have
 * @attr auto-accept - takes what is offered (within `accept` and `max-size`) without asking
 * State: `dragging`, `transferring`, `transfer-count`.
 * @slot label - instead of the words in the drop zone
 * @slot icon - instead of its drawing
 * @csspart zone, button, list, transfer, progress - the drop zone, its button, the list, one row, its bar
 */
export class RtcFileDropElement extends LazyViewElement<typeof fileDropView> {
  static override styles = [themeStyles, failureStyles];

  @property() to: string | undefined;
  @property() accept = '';
  @property({ type: Boolean }) multiple = false;
  @property({ attribute: 'max-size', converter: numeric }) maxSize: number | undefined;
  @property({ type: Boolean, attribute: 'auto-accept' }) autoAccept = false;

  #view: fileDropView.FileDropView | undefined;

  protected override slice(room: RoomState): readonly unknown[] {
    return [room.transfers, isInCall(room.status), room.policy];
  }

  protected override fetchScript(): Promise<typeof fileDropView> {
    return import('./file-drop-view.js');
  }

  protected override draw({ FileDropView }: typeof fileDropView): TemplateResult {
    this.#view ??= new FileDropView(this, this.port, () => recipients(this.to));
    return this.#view.render();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { transfers } = this.roomState;
    this.states.write({
      transferring: transfers.some(({ status }) => status === 'transferring'),
      'transfer-count': transfers.length,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-file-drop': RtcFileDropElement;
  }
}
