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
 * Files from person to person: drop, paste or pick them; accept, pause, cancel and save what comes. With a `name` it is a
 * control of a form too: what was chosen or received is sent with the form, as from a file input.
 *
 * @attr to - user ids to send to, separated by spaces; everybody when empty
 * @attr accept - as on a file input: what may be sent, and what is accepted without asking
 * @attr multiple - several files at a time
 * @attr directory - folders too, with all that is in them; several files at a time
 * @attr max-size - bytes a file may have
 * @attr auto-accept - takes what is offered (within `accept` and `max-size`) without asking
 * @attr name - under which the form gets the files; as of a file input, PHP wants `files[]` for several
 * @attr required - the form is not sent without a file
 * State: `dragging`, `transferring`, `transfer-count`, `user-invalid` (the form was to be sent without a required file).
 * @fires change - when the visitor has changed what goes with the form, or a file for it has come
 * @slot label - instead of the words in the drop zone
 * @slot icon - instead of its drawing
 * @csspart zone, button, attached - the drop zone, its button, the files that go with the form
 * @csspart list, transfer, progress, preview, verified - the list, one row, its bar, its preview, what was verified
 */
export class RtcFileDropElement extends LazyViewElement<typeof fileDropView> {
  static readonly formAssociated = true;
  static override styles = [themeStyles, failureStyles];

  @property() to: string | undefined;
  @property() accept = '';
  @property({ type: Boolean }) multiple = false;
  @property({ type: Boolean }) directory = false;
  @property({ attribute: 'max-size', converter: numeric }) maxSize: number | undefined;
  @property({ type: Boolean, attribute: 'auto-accept' }) autoAccept = false;
  @property() name = '';
  @property({ type: Boolean }) required = false;

  #view: fileDropView.FileDropView | undefined;
  /** What the browser kept of the form, until there is a drawing that can show it. */
  #kept: unknown;

  /** What goes with the form. */
  get files(): readonly File[] {
    return this.#view?.form.files ?? [];
  }

  get form(): HTMLFormElement | null {
    return this.internals.form;
  }

  get validity(): ValidityState {
    return this.internals.validity;
  }

  get validationMessage(): string {
    return this.internals.validationMessage;
  }

  checkValidity(): boolean {
    return this.internals.checkValidity();
  }

  reportValidity(): boolean {
    return this.internals.reportValidity();
  }

  formResetCallback(): void {
    this.#view?.form.reset();
  }

  formDisabledCallback(): void {
    this.requestUpdate();
  }

  formStateRestoreCallback(kept: unknown): void {
    this.#kept = kept;
    this.requestUpdate();
  }

  protected override slice(room: RoomState): readonly unknown[] {
    // Whoever has left cannot be sent a file again.
    const people = room.participants.map(({ userId }) => userId).join(' ');
    return [room.transfers, isInCall(room.status), room.policy, people];
  }

  protected override fetchScript(): Promise<typeof fileDropView> {
    return import('./file-drop-view.js');
  }

  protected override draw({ FileDropView }: typeof fileDropView): TemplateResult {
    this.#view ??= new FileDropView(this, this.port, this.internals, () => recipients(this.to));
    this.#view.form.restore(this.#kept);
    this.#kept = undefined;
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
