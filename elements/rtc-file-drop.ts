import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { RoomState } from '../src/index.js';
import { numeric } from './attribute-converters.js';
import { fileSize, inertFileName } from './file-name.js';
import { refusalOf, type FileRules } from './file-rules.js';
import { icon } from './icons.js';
import { ReceivedFiles } from './received-files.js';
import { recipients } from './recipients.js';
import { reported } from './reported.js';
import { isInCall } from './room-capabilities.js';
import { RoomViewElement } from './room-view-element.js';
import { fileDropStyles } from './rtc-file-drop-styles.js';
import { text } from './strings.js';
import { themeStyles } from './theme-styles.js';
import { renderTransfer, type TransferActions } from './transfer-row.js';

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
export class RtcFileDropElement extends RoomViewElement {
  static override styles = [themeStyles, fileDropStyles];

  @property() to: string | undefined;
  @property() accept = '';
  @property({ type: Boolean }) multiple = false;
  @property({ attribute: 'max-size', converter: numeric }) maxSize: number | undefined;
  @property({ type: Boolean, attribute: 'auto-accept' }) autoAccept = false;

  @state() private dragging = false;
  @state() private refusals: readonly string[] = [];
  @query('input') private readonly input!: HTMLInputElement;

  readonly #received = new ReceivedFiles();
  readonly #answered = new Set<string>();
  readonly #actions: TransferActions = {
    accept: (transferId) => this.#answer((room) => room.acceptFile(transferId)),
    decline: (transferId) => this.#answer((room) => room.declineFile(transferId)),
    cancel: (transferId) => this.#answer((room) => room.cancelFile(transferId)),
  };

  constructor() {
    super();
    this.addEventListener('paste', (event) => {
      const files = event.clipboardData?.files;
      if (files && files.length > 0) this.#send(files);
    });
  }

  protected override slice(room: RoomState): readonly unknown[] {
    return [room.transfers, isInCall(room.status), room.policy];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#received.update([]);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.isConnected) this.#received.update(this.roomState.transfers);
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { transfers } = this.roomState;
    this.states.write({
      dragging: this.dragging,
      transferring: transfers.some(({ status }) => status === 'transferring'),
      'transfer-count': transfers.length,
    });
    if (this.autoAccept) this.#acceptOffers();
  }

  protected override render(): TemplateResult {
    const { transfers } = this.roomState;
    return html`
      <div
        class="zone ${this.dragging ? 'dragging' : ''}"
        part="zone"
        @dragenter=${(event: DragEvent) => this.#dragOver(event)}
        @dragover=${(event: DragEvent) => this.#dragOver(event)}
        @dragleave=${(event: DragEvent) => this.#dragLeave(event)}
        @drop=${(event: DragEvent) => this.#drop(event)}
      >
        <slot name="icon">${icon('upload')}</slot>
        <span><slot name="label">${text('files.drop')}</slot></span>
        <button part="button" ?disabled=${!this.#enabled} @click=${() => this.input.click()}>
          ${text(this.multiple ? 'files.pick' : 'files.pick-one')}
        </button>
        <input
          type="file"
          hidden
          tabindex="-1"
          aria-label=${text('files.pick')}
          accept=${this.accept || nothing}
          ?multiple=${this.multiple}
          @change=${() => this.#picked()}
        />
      </div>
      ${this.refusals.map((refusal) => html`<p class="refusal">${icon('warning')} <bdi>${refusal}</bdi></p>`)}
      ${
        transfers.length === 0
          ? nothing
          : html`<ul part="list" aria-label=${text('files.list')}>
              ${repeat(
                transfers,
                ({ transferId }) => transferId,
                (transfer) => renderTransfer(transfer, this.#received.address(transfer.transferId), this.#actions),
              )}
            </ul>`
      }
    `;
  }

  get #enabled(): boolean {
    return isInCall(this.roomState.status) && this.roomState.policy?.session.data !== false;
  }

  get #rules(): FileRules {
    return { accept: this.accept, maxSizeBytes: this.maxSize };
  }

  #answer(act: (room: NonNullable<typeof this.controller>) => Promise<void>): void {
    if (this.controller !== undefined) reported(act(this.controller));
  }

  #acceptOffers(): void {
    for (const transfer of this.roomState.transfers) {
      const { transferId, direction, status } = transfer;
      if (direction !== 'receiving' || status !== 'offered' || this.#answered.has(transferId)) continue;
      this.#answered.add(transferId);
      if (refusalOf(transfer, this.#rules) === undefined) this.#actions.accept(transferId);
    }
  }

  #send(list: Iterable<File>): void {
    const files = [...list];
    const allowed = this.multiple ? files : files.slice(0, 1);
    const refusals = files.length > allowed.length ? [text('files.only-one')] : [];
    const sendable = allowed.filter((file) => {
      const reason = refusalOf({ name: file.name, sizeBytes: file.size, mediaType: file.type }, this.#rules);
      if (reason === undefined) return true;
      refusals.push(text(reason, { file: inertFileName(file.name), limit: fileSize(this.maxSize ?? 0) }));
      return false;
    });
    this.refusals = refusals;
    if (sendable.length > 0 && this.#enabled) {
      this.#answer((room) => room.sendFile(sendable, recipients(this.to)));
    }
  }

  #picked(): void {
    this.#send(this.input.files ?? []);
    // The same file picked again is a change again.
    this.input.value = '';
  }

  #dragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = this.#enabled ? 'copy' : 'none';
    this.dragging = this.#enabled;
  }

  #dragLeave(event: DragEvent): void {
    const zone = event.currentTarget;
    // Leaving for a child of the zone is not leaving.
    if (zone instanceof Node && event.relatedTarget instanceof Node && zone.contains(event.relatedTarget)) return;
    this.dragging = false;
  }

  #drop(event: DragEvent): void {
    event.preventDefault();
    this.dragging = false;
    if (event.dataTransfer !== null) this.#send(event.dataTransfer.files);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-file-drop': RtcFileDropElement;
  }
}
