import { html, nothing, svg, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { droppedFiles, MAX_FILES_OF_FOLDERS, unpacked, type Dropped } from './dropped-files.js';
import { pickFiles } from './file-handles.js';
import { fileSize, inertFileName } from './file-name.js';
import { refusalOf, type FileRules } from './file-rules.js';
import { fileText } from './file-strings.js';
import { FormFiles, type FormControlHost } from './form-files.js';
import { drawn, icon } from './icons.js';
import type { ViewPort } from './lazy-view-element.js';
import type { Addressees } from './recipients.js';
import { isInCall } from './room-capabilities.js';
import { fileDropStyles } from './rtc-file-drop-styles.js';
import { TransferBoard } from './transfer-board.js';

export const styles = [fileDropStyles];

const UPLOAD = svg`<path d="M12 16V5m-4.5 4L12 4.5 16.5 9M5 19.5h14"/>`;

/** The attributes of `rtc-file-drop`. */
export interface FileDropHost extends ReactiveControllerHost, FormControlHost {
  readonly renderRoot: ParentNode;
  readonly accept: string;
  readonly multiple: boolean;
  readonly directory: boolean;
  readonly maxSize: number | undefined;
  readonly autoAccept: boolean;
}

/** The zone files are dropped on, the files that go with a form, and the list of those on their way. */
export class FileDropView implements ReactiveController {
  readonly form: FormFiles;
  readonly #host: FileDropHost;
  readonly #port: ViewPort;
  readonly #internals: ElementInternals;
  readonly #addressees: () => Addressees;
  readonly #board: TransferBoard;
  #dragging = false;
  #refusals: readonly string[] = [];
  readonly #answered = new Set<string>();

  constructor(host: FileDropHost, port: ViewPort, internals: ElementInternals, addressees: () => Addressees) {
    this.#addressees = addressees;
    this.#host = host;
    this.#port = port;
    this.#internals = internals;
    const changed = (): void => host.requestUpdate();
    this.form = new FormFiles(host, internals, changed);
    this.#board = new TransferBoard({ port, changed, chooseAgain: () => void this.#pick('.files') });
    host.addController(this);
    host.addEventListener('paste', (event) => this.#paste(event));
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#board.end();
  }

  hostUpdated(): void {
    this.#port.write({ dragging: this.#dragging, 'user-invalid': this.form.problem !== undefined });
    if (this.#host.autoAccept) this.#acceptOffers();
    this.form.receive(this.#port.room.transfers, this.#rules, this.#takesSeveral);
    this.form.update(this.#host.renderRoot.querySelector('.zone button'));
  }

  render(): TemplateResult {
    const { accept, directory, autoAccept, isConnected } = this.#host;
    const { problem } = this.form;
    const labels = Array.from(this.#internals.labels, ({ textContent }) => textContent?.trim()).join(' ');
    return html`
      <div
        class="zone ${this.#dragging ? 'dragging' : ''} ${problem === undefined ? '' : 'invalid'}"
        part="zone"
        role="group"
        aria-label=${labels || fileText('files.zone')}
        @dragenter=${(event: DragEvent) => this.#dragOver(event)}
        @dragover=${(event: DragEvent) => this.#dragOver(event)}
        @dragleave=${(event: DragEvent) => this.#dragLeave(event)}
        @drop=${(event: DragEvent) => this.#drop(event)}
      >
        <slot name="icon">${drawn(UPLOAD)}</slot>
        <span><slot name="label">${fileText('files.drop')}</slot></span>
        <div class="pick">
          ${this.#renderPick('files', this.#takesSeveral ? 'files.pick' : 'files.pick-one')}
          ${directory ? this.#renderPick('folder', 'files.pick-folder') : nothing}
        </div>
        <input
          class="files"
          type="file"
          hidden
          tabindex="-1"
          aria-label=${fileText('files.pick')}
          accept=${accept || nothing}
          ?multiple=${this.#takesSeveral}
          @change=${(event: Event) => this.#picked(event)}
        />
        ${
          directory
            ? html`<input
                class="folder"
                type="file"
                hidden
                webkitdirectory
                tabindex="-1"
                aria-label=${fileText('files.pick-folder')}
                @change=${(event: Event) => this.#picked(event)}
              />`
            : nothing
        }
      </div>
      <div id="problem" role="alert">${problem === undefined ? nothing : refusalLine(problem)}</div>
      ${this.#refusals.map(refusalLine)} ${this.#renderForm()}
      ${isConnected ? this.#board.render({ offersFolder: autoAccept }) : nothing}
    `;
  }

  #renderPick(input: 'files' | 'folder', key: 'files.pick' | 'files.pick-one' | 'files.pick-folder'): TemplateResult {
    return html`<button
      type="button"
      part="button"
      aria-describedby="problem"
      ?disabled=${!this.#enabled}
      @click=${() => void this.#pick(`.${input}`)}
    >
      ${fileText(key)}
    </button>`;
  }

  #renderForm(): TemplateResult | typeof nothing {
    const { files } = this.form;
    if (files.length === 0) return nothing;
    return html`<ul class="attached" part="attached" aria-label=${fileText('files.attached')}>
      ${files.map((file) => {
        const name = inertFileName(file.name);
        return html`<li>
          <bdi class="name" title=${name}>${name}</bdi>
          <span class="detail">${fileSize(file.size)}</span>
          <button
            type="button"
            class="small"
            aria-label=${`${fileText('files.remove')}: ${name}`}
            @click=${() => this.form.remove(file)}
          >
            ${fileText('files.remove')}
          </button>
        </li>`;
      })}
    </ul>`;
  }

  get #sends(): boolean {
    const { status, policy } = this.#port.room;
    return isInCall(status) && policy?.session.data !== false;
  }

  get #enabled(): boolean {
    return (this.#sends || this.form.isControl) && !this.#host.matches(':disabled');
  }

  get #takesSeveral(): boolean {
    return this.#host.multiple || this.#host.directory;
  }

  get #rules(): FileRules {
    return { accept: this.#host.accept, maxSizeBytes: this.#host.maxSize };
  }

  #input(selector: string): HTMLInputElement | null {
    return this.#host.renderRoot.querySelector(`input${selector}`);
  }

  #drag(over: boolean): void {
    if (over === this.#dragging) return;
    this.#dragging = over;
    this.#host.requestUpdate();
  }

  #acceptOffers(): void {
    for (const transfer of this.#port.room.transfers) {
      const { transferId, direction, status } = transfer;
      if (direction !== 'receiving' || status !== 'offered' || this.#answered.has(transferId)) continue;
      this.#answered.add(transferId);
      if (refusalOf(transfer, this.#rules) === undefined) this.#board.accept(transfer);
    }
  }

  /** Takes in what was chosen, as far as the rules allow, and says what they do not. */
  #take(list: Iterable<File>, refused: readonly string[] = []): void {
    if (!this.#enabled) return;
    const files = [...list];
    const allowed = this.#takesSeveral ? files : files.slice(0, 1);
    const refusals = [...refused];
    if (files.length > allowed.length) refusals.push(fileText('files.only-one'));
    const taken = allowed.filter((file) => {
      const reason = refusalOf({ name: file.name, sizeBytes: file.size, mediaType: file.type }, this.#rules);
      if (reason === undefined) return true;
      refusals.push(fileText(reason, { file: inertFileName(file.name), limit: fileSize(this.#host.maxSize ?? 0) }));
      return false;
    });
    this.#refusals = refusals;
    this.#host.requestUpdate();
    this.form.add(taken, this.#takesSeveral);
    if (taken.length > 0 && this.#sends) this.#board.send(taken, this.#addressees());
  }

  #takeDropped({ files, folders }: Dropped): void {
    if (folders.length === 0) this.#take(files);
    else if (this.#host.directory) void this.#unpack({ files, folders });
    else
      this.#take(
        files,
        folders.map(({ name }) => fileText('files.is-folder', { file: inertFileName(name) })),
      );
  }

  async #unpack({ files, folders }: Dropped): Promise<void> {
    const inside = await unpacked(folders);
    const refused = inside.unreadable.map((name) => fileText('files.unreadable', { file: inertFileName(name) }));
    if (!inside.isAll) refused.push(fileText('files.too-many', { count: MAX_FILES_OF_FOLDERS }));
    this.#take([...files, ...inside.files], refused);
  }

  /** With handles where the browser has them, unless only some kinds are wanted: a file input knows better to ask for those. */
  async #pick(input: '.files' | '.folder'): Promise<void> {
    const files = input === '.files' && this.#host.accept === '' ? await pickFiles(this.#takesSeveral) : undefined;
    if (files === undefined) this.#input(input)?.click();
    else this.#take(files);
  }

  #picked({ currentTarget: input }: Event): void {
    if (!(input instanceof HTMLInputElement)) return;
    this.#take(input.files ?? []);
    // The same file picked again is a change again.
    input.value = '';
  }

  #paste(event: ClipboardEvent): void {
    if (event.clipboardData === null || event.clipboardData.files.length === 0) return;
    event.preventDefault();
    this.#takeDropped(droppedFiles(event.clipboardData));
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
    if (event.dataTransfer !== null) this.#takeDropped(droppedFiles(event.dataTransfer));
  }
}

function refusalLine(refusal: string): TemplateResult {
  return html`<p class="refusal">${icon('warning')} <bdi>${refusal}</bdi></p>`;
}
