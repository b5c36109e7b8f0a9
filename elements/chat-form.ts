import { html, nothing, svg, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { CLIP } from './chat-attachment.js';
import { chatText } from './chat-strings.js';
import { fileSize, inertFileName } from './file-name.js';
import { drawn } from './icons.js';
import type { ViewPort } from './lazy-view-element.js';
import type { Addressees } from './recipients.js';
import { reported } from './reported.js';
import { isInCall } from './room-capabilities.js';

const SEND = svg`<path d="M5 12 4 5l17 7-17 7 1-7Zm0 0h7"/>`;
const CROSS = svg`<path d="m6 6 12 12M18 6 6 18"/>`;

const DEFAULT_MAX_CHARACTERS = 4_000;
/** Files that one line has room for; more go with lines of their own. */
const FILES_PER_LINE = 32;

export interface ChatFormHost extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: ParentNode;
  readonly maxlength: number | undefined;
}

/** Where a line is written, with the files that go with it. */
export class ChatForm {
  readonly #host: ChatFormHost;
  readonly #port: ViewPort;
  readonly #addressees: () => Addressees;
  #files: readonly File[] = [];

  constructor(host: ChatFormHost, port: ViewPort, addressees: () => Addressees) {
    this.#host = host;
    this.#port = port;
    this.#addressees = addressees;
  }

  render(): TemplateResult {
    const { maxlength } = this.#host;
    const enabled = this.#isOpen && this.#port.room.policy?.session.data !== false;
    return html`<form part="form" @submit=${(event: Event) => this.#submit(event)}>
      ${
        this.#files.length === 0
          ? nothing
          : html`<ul class="chosen">
              ${this.#files.map((file) => this.#renderFile(file))}
            </ul>`
      }
      <button
        type="button"
        class="round attach"
        part="attach"
        title=${chatText('chat.attach')}
        ?disabled=${!enabled}
        @click=${() => this.#host.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click()}
      >
        ${drawn(CLIP)}<span class="unseen">${chatText('chat.attach')}</span>
      </button>
      <input
        type="file"
        multiple
        hidden
        aria-label=${chatText('chat.attach')}
        @change=${(event: Event) => this.#choose(event.currentTarget as HTMLInputElement)}
      />
      <textarea
        part="input"
        rows="1"
        dir="auto"
        aria-label=${chatText('chat.placeholder')}
        placeholder=${chatText('chat.placeholder')}
        maxlength=${maxlength !== undefined && maxlength > 0 ? maxlength : DEFAULT_MAX_CHARACTERS}
        ?disabled=${!enabled}
        @keydown=${(event: KeyboardEvent) => this.#keyPressed(event)}
        @input=${(event: Event) => this.#written(event.currentTarget as HTMLTextAreaElement)}
        @paste=${(event: ClipboardEvent) => this.#pasted(event)}
      ></textarea>
      <button class="primary round send" part="send" title=${chatText('chat.send')} ?disabled=${!enabled}>
        <slot name="send-icon">${drawn(SEND)}</slot><span class="unseen">${chatText('chat.send')}</span>
      </button>
    </form>`;
  }

  #renderFile(file: File): TemplateResult {
    const name = inertFileName(file.name);
    return html`<li>
      <bdi class="name" title=${name}>${name}</bdi> <span class="detail">${fileSize(file.size)}</span>
      <button
        type="button"
        class="detach"
        aria-label=${chatText('chat.detach', { file: name })}
        @click=${() => this.#attach(this.#files.filter((other) => other !== file))}
      >
        ${drawn(CROSS)}
      </button>
    </li>`;
  }

  get #isOpen(): boolean {
    return isInCall(this.#port.room.status);
  }

  #attach(files: readonly File[]): void {
    this.#files = files;
    this.#host.requestUpdate();
  }

  #choose(input: HTMLInputElement): void {
    this.#attach([...this.#files, ...(input.files ?? [])]);
    input.value = '';
  }

  #pasted(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.#attach([...this.#files, ...files]);
  }

  #written({ value }: HTMLTextAreaElement): void {
    const { controller } = this.#port;
    if (controller !== undefined && this.#isOpen)
      reported(controller.setTyping(value.trim() !== '', this.#addressees()));
  }

  /** Enter sends, Shift+Enter starts a line, and Enter that ends an input method's composition does neither. */
  #keyPressed(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  #submit(event: Event): void {
    event.preventDefault();
    const input = this.#host.renderRoot.querySelector('textarea');
    const { controller } = this.#port;
    const message = input?.value.trim() ?? '';
    const files = this.#files;
    if (!input || (message === '' && files.length === 0) || controller === undefined || !this.#isOpen) return;
    input.value = '';
    this.#attach([]);
    for (const { text, ...attached } of linesOf(message, files)) {
      reported(controller.send(text, { ...this.#addressees(), ...attached }));
    }
  }
}

/** What is written goes with the first of the files. */
function* linesOf(message: string, files: readonly File[]): Generator<{ text: string; files?: readonly File[] }> {
  if (files.length === 0) yield { text: message };
  for (let first = 0; first < files.length; first += FILES_PER_LINE) {
    yield { text: first === 0 ? message : '', files: files.slice(first, first + FILES_PER_LINE) };
  }
}
