import { html, nothing, svg, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RoomController } from '../src/index.js';
import { fileSize, inertFileName } from './file-name.js';
import { refusalOf, type FileRules } from './file-rules.js';
import { fileText } from './file-strings.js';
import { drawn, icon } from './icons.js';
import type { ViewPort } from './lazy-view-element.js';
import { ReceivedFiles } from './received-files.js';
import type { Addressees } from './recipients.js';
import { reported } from './reported.js';
import { isInCall } from './room-capabilities.js';
import { fileDropStyles } from './rtc-file-drop-styles.js';
import { renderTransfer, type TransferActions } from './transfer-row.js';

export const styles = [fileDropStyles];

const UPLOAD = svg`<path d="M12 16V5m-4.5 4L12 4.5 16.5 9M5 19.5h14"/>`;

/** The attributes of `rtc-file-drop`. */
export interface FileDropHost extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: ParentNode;
  readonly accept: string;
  readonly multiple: boolean;
  readonly maxSize: number | undefined;
  readonly autoAccept: boolean;
}

/** The zone files are dropped on, and the list of those on their way. */
export class FileDropView implements ReactiveController {
  readonly #host: FileDropHost;
  readonly #port: ViewPort;
  readonly #addressees: () => Addressees;
  #dragging = false;
  #refusals: readonly string[] = [];
  readonly #received = new ReceivedFiles();
  readonly #answered = new Set<string>();
  readonly #actions: TransferActions = {
    accept: (transferId) => this.#answer((room) => room.acceptFile(transferId)),
    decline: (transferId) => this.#answer((room) => room.declineFile(transferId)),
    cancel: (transferId) => this.#answer((room) => room.cancelFile(transferId)),
  };

  constructor(host: FileDropHost, port: ViewPort, addressees: () => Addressees) {
    this.#addressees = addressees;
    this.#host = host;
    this.#port = port;
    host.addController(this);
    host.addEventListener('paste', (event) => {
      const files = event.clipboardData?.files;
      if (files && files.length > 0) this.#send(files);
    });
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#received.update([]);
  }

  hostUpdated(): void {
    this.#port.write({ dragging: this.#dragging });
    if (this.#host.autoAccept) this.#acceptOffers();
  }

  render(): TemplateResult {
    const { transfers } = this.#port.room;
    const { accept, multiple, isConnected } = this.#host;
    if (isConnected) this.#received.update(transfers);
    return html`
      <div
        class="zone ${this.#dragging ? 'dragging' : ''}"
        part="zone"
        @dragenter=${(event: DragEvent) => this.#dragOver(event)}
        @dragover=${(event: DragEvent) => this.#dragOver(event)}
        @dragleave=${(event: DragEvent) => this.#dragLeave(event)}
        @drop=${(event: DragEvent) => this.#drop(event)}
      >
        <slot name="icon">${drawn(UPLOAD)}</slot>
        <span><slot name="label">${fileText('files.drop')}</slot></span>
        <button part="button" ?disabled=${!this.#enabled} @click=${() => this.#input?.click()}>
          ${fileText(multiple ? 'files.pick' : 'files.pick-one')}
        </button>
        <input
          type="file"
          hidden
          tabindex="-1"
          aria-label=${fileText('files.pick')}
          accept=${accept || nothing}
          ?multiple=${multiple}
          @change=${() => this.#picked()}
        />
      </div>
      ${this.#refusals.map((refusal) => html`<p class="refusal">${icon('warning')} <bdi>${refusal}</bdi></p>`)}
      ${
        transfers.length === 0
          ? nothing
          : html`<ul part="list" aria-label=${fileText('files.list')}>
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
    const { status, policy } = this.#port.room;
    return isInCall(status) && policy?.session.data !== false;
  }

  get #input(): HTMLInputElement | null {
    return this.#host.renderRoot.querySelector('input');
  }

  #drag(over: boolean): void {
    if (over === this.#dragging) return;
    this.#dragging = over;
    this.#host.requestUpdate();
  }

  get #rules(): FileRules {
    return { accept: this.#host.accept, maxSizeBytes: this.#host.maxSize };
  }

  #answer(act: (room: RoomController) => Promise<void>): void {
    const { controller } = this.#port;
    if (controller !== undefined) reported(act(controller));
  }

  #acceptOffers(): void {
    for (const transfer of this.#port.room.transfers) {
      const { transferId, direction, status } = transfer;
      if (direction !== 'receiving' || status !== 'offered' || this.#answered.has(transferId)) continue;
      this.#answered.add(transferId);
      if (refusalOf(transfer, this.#rules) === undefined) this.#actions.accept(transferId);
    }
  }

  #send(list: Iterable<File>): void {
    const files = [...list];
    const allowed = this.#host.multiple ? files : files.slice(0, 1);
    const refusals = files.length > allowed.length ? [fileText('files.only-one')] : [];
    const sendable = allowed.filter((file) => {
      const reason = refusalOf({ name: file.name, sizeBytes: file.size, mediaType: file.type }, this.#rules);
      if (reason === undefined) return true;
      refusals.push(fileText(reason, { file: inertFileName(file.name), limit: fileSize(this.#host.maxSize ?? 0) }));
      return false;
    });
    this.#refusals = refusals;
    this.#host.requestUpdate();
    if (sendable.length > 0 && this.#enabled) {
      this.#answer((room) => room.sendFile(sendable, this.#addressees()));
    }
  }

  #picked(): void {
    const input = this.#input;
    if (input === null) return;
    this.#send(input.files ?? []);
    // The same file picked again is a change again.
    input.value = '';
  }

  #dragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = this.#enabled ? 'copy' : 'none';
    this.#drag(this.#enabled);
  }

  #dragLeave(event: DragEvent): void {
    const zone = event.currentTarget;
    // Leaving for a child of the zone is not leaving.
    if (zone instanceof Node && event.relatedTarget instanceof Node && zone.contains(event.relatedTarget)) return;
    this.#drag(false);
  }

  #drop(event: DragEvent): void {
    event.preventDefault();
    this.#drag(false);
    if (event.dataTransfer !== null) this.#send(event.dataTransfer.files);
  }
}
