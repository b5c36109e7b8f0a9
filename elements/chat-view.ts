import { html, nothing, svg, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatLine } from '../src/index.js';
import { chatText } from './chat-strings.js';
import { chatTextParts } from './chat-text.js';
import { drawn } from './icons.js';
import type { ViewPort } from './lazy-view-element.js';
import type { Addressees } from './recipients.js';
import { reported } from './reported.js';
import { isInCall } from './room-capabilities.js';
import { chatStyles } from './rtc-chat-styles.js';
import { personName, text } from './strings.js';

export const styles = [chatStyles];

const SEND = svg`<path d="M5 12 4 5l17 7-17 7 1-7Zm0 0h7"/>`;

const DEFAULT_MAX_CHARACTERS = 4_000;
/** How near to its end the log counts as read to the end, in CSS pixels. */
const END_TOLERANCE_PX = 24;

/** The attributes of `rtc-chat`. */
export interface ChatHost extends ReactiveControllerHost, HTMLElement {
  readonly renderRoot: ParentNode;
  readonly readonly: boolean;
  readonly maxlength: number | undefined;
}

/** The log, the field, and how far the reader has read. */
export class ChatView implements ReactiveController {
  readonly #host: ChatHost;
  readonly #port: ViewPort;
  readonly #addressees: () => Addressees;
  #visible = false;
  #unread = 0;
  #counted = 0;
  #atEnd = true;
  readonly #visibility = new IntersectionObserver((entries) => {
    this.#visible = entries.at(-1)?.isIntersecting ?? false;
    this.#markRead();
  });

  constructor(host: ChatHost, port: ViewPort, addressees: () => Addressees) {
    this.#addressees = addressees;
    this.#host = host;
    this.#port = port;
    host.addController(this);
  }

  hostConnected(): void {
    this.#visibility.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#visibility.disconnect();
    this.#visible = false;
  }

  hostUpdated(): void {
    const { messages } = this.#port.room;
    const fresh = messages.slice(Math.min(this.#counted, messages.length));
    this.#counted = messages.length;
    this.#unread += fresh.filter((line) => !line.self).length;
    // One's own line is what one wants to see next, wherever one was reading.
    if (this.#atEnd || fresh.some((line) => line.self)) this.#scrollToEnd();
    this.#markRead();
  }

  render(): TemplateResult {
    const { messages } = this.#port.room;
    return html`
      <div
        class="log"
        part="log"
        role="log"
        tabindex="0"
        aria-label=${chatText('chat.log')}
        @scroll=${() => this.#scrolled()}
      >
        ${messages.length === 0 ? html`<p class="none"><slot name="empty">${chatText('chat.empty')}</slot></p>` : nothing}
        ${repeat(
          messages,
          (line) => line.id,
          (line, index) => this.#renderLine(line, messages[index - 1]),
        )}
      </div>
      ${this.#host.readonly ? nothing : this.#renderForm()}
    `;
  }

  #renderLine(line: ChatLine, previous: ChatLine | undefined): TemplateResult {
    const sentAt = new Date(line.sentAt);
    const follows = previous?.from === line.from && line.sentAt - previous.sentAt < 120_000;
    return html`<div class="message ${line.self ? 'own' : ''} ${follows ? 'follows' : ''}" part="message">
      <div class="meta">
        <bdi class="author" part="author">${line.self ? text('person.you') : personName(line)}</bdi>
        <time part="time" datetime=${isoTime(sentAt)}>${clockTime(sentAt)}</time>
        ${line.to === undefined ? nothing : html`<span>· ${chatText('chat.private')}</span>`}
      </div>
      <div class="text" part="text" dir="auto">${chatTextParts(line.text).map(renderPart)}</div>
      ${
        line.status === 'sending' || line.status === 'failed'
          ? html`<div class="delivery ${line.status}">${chatText(`chat.${line.status}`)}</div>`
          : nothing
      }
    </div>`;
  }

  #renderForm(): TemplateResult {
    const { maxlength } = this.#host;
    const enabled = isInCall(this.#port.room.status) && this.#port.room.policy?.session.data !== false;
    return html`<form part="form" @submit=${(event: Event) => this.#submit(event)}>
      <textarea
        part="input"
        rows="1"
        dir="auto"
        aria-label=${chatText('chat.placeholder')}
        placeholder=${chatText('chat.placeholder')}
        maxlength=${maxlength !== undefined && maxlength > 0 ? maxlength : DEFAULT_MAX_CHARACTERS}
        ?disabled=${!enabled}
        @keydown=${(event: KeyboardEvent) => this.#keyPressed(event)}
      ></textarea>
      <button class="primary round send" part="send" title=${chatText('chat.send')} ?disabled=${!enabled}>
        <slot name="send-icon">${drawn(SEND)}</slot><span class="unseen">${chatText('chat.send')}</span>
      </button>
    </form>`;
  }

  /** Enter sends, Shift+Enter starts a line, and Enter that ends an input method's composition does neither. */
  #keyPressed(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  #submit(event: Event): void {
    event.preventDefault();
    const input = this.#host.renderRoot.querySelector('textarea');
    const { controller, room } = this.#port;
    const message = input?.value.trim();
    if (!input || !message || controller === undefined || !isInCall(room.status)) return;
    input.value = '';
    reported(controller.send(message, this.#addressees()));
  }

  get #log(): Element | null {
    return this.#host.renderRoot.querySelector('.log');
  }

  #scrolled(): void {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = this.#log ?? {};
    this.#atEnd = scrollHeight - scrollTop - clientHeight <= END_TOLERANCE_PX;
    this.#markRead();
  }

  #scrollToEnd(): void {
    this.#atEnd = true;
    const log = this.#log;
    if (log !== null) log.scrollTop = log.scrollHeight;
  }

  #markRead(): void {
    if (this.#visible && this.#atEnd) this.#unread = 0;
    this.#port.write({ unread: this.#unread });
  }
}

function renderPart(part: { readonly text: string; readonly href?: string }): TemplateResult | string {
  if (part.href === undefined) return part.text;
  return html`<a href=${part.href} target="_blank" rel="noopener noreferrer nofollow">${part.text}</a>`;
}

/** A stranger's clock may say anything, even what no date can hold. */
function isoTime(time: Date): string {
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

function clockTime(time: Date): string {
  return Number.isNaN(time.getTime()) ? '' : time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
