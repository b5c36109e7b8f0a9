import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatLine, RoomState } from '../src/index.js';
import { numeric } from './attribute-converters.js';
import { chatTextParts } from './chat-text.js';
import { icon } from './icons.js';
import { recipients } from './recipients.js';
import { reported } from './reported.js';
import { isInCall } from './room-capabilities.js';
import { RoomViewElement } from './room-view-element.js';
import { chatStyles } from './rtc-chat-styles.js';
import { personName, text } from './strings.js';
import { themeStyles } from './theme-styles.js';

const DEFAULT_MAX_CHARACTERS = 4_000;
/** How near to its end the log counts as read to the end, in CSS pixels. */
const END_TOLERANCE_PX = 24;

/**
 * What people write to each other. Text is text: links become links, nothing becomes markup.
 *
 * @attr to - user ids to write to, separated by spaces; everybody when empty
 * @attr readonly - shows the messages without a field to write in
 * @attr maxlength - characters a message may have, 4000 by default
 * State: `message-count`, `unread` (messages of others not yet scrolled into view).
 * @slot empty - shown while there is no message
 * @slot send-icon - instead of the drawing on the button
 * @csspart log - the list
 * @csspart message - one line of it
 * @csspart author, time, text - its parts
 * @csspart form, input, send - the field and its button
 */
export class RtcChatElement extends RoomViewElement {
  static override styles = [themeStyles, chatStyles];

  @property() to: string | undefined;
  @property({ type: Boolean }) readonly = false;
  @property({ converter: numeric }) maxlength: number | undefined;

  @query('.log') private readonly log!: HTMLElement;
  @query('textarea') private readonly input!: HTMLTextAreaElement | null;

  #visible = false;
  #unread = 0;
  #counted = 0;
  #atEnd = true;
  readonly #visibility = new IntersectionObserver((entries) => {
    this.#visible = entries.at(-1)?.isIntersecting ?? false;
    this.#markRead();
  });

  protected override slice(room: RoomState): readonly unknown[] {
    return [room.messages, isInCall(room.status), room.policy];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#visibility.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#visibility.disconnect();
    this.#visible = false;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { messages } = this.roomState;
    const fresh = messages.slice(Math.min(this.#counted, messages.length));
    this.#counted = messages.length;
    this.#unread += fresh.filter((line) => !line.self).length;
    // One's own line is what one wants to see next, wherever one was reading.
    if (this.#atEnd || fresh.some((line) => line.self)) this.#scrollToEnd();
    this.#markRead();
  }

  protected override render(): TemplateResult {
    const { messages } = this.roomState;
    return html`
      <div
        class="log"
        part="log"
        role="log"
        tabindex="0"
        aria-label=${text('chat.log')}
        @scroll=${() => this.#scrolled()}
      >
        ${messages.length === 0 ? html`<p class="none"><slot name="empty">${text('chat.empty')}</slot></p>` : nothing}
        ${repeat(
          messages,
          (line) => line.id,
          (line, index) => this.#renderLine(line, messages[index - 1]),
        )}
      </div>
      ${this.readonly ? nothing : this.#renderForm()}
    `;
  }

  #renderLine(line: ChatLine, previous: ChatLine | undefined): TemplateResult {
    const sentAt = new Date(line.sentAt);
    const follows = previous?.from === line.from && line.sentAt - previous.sentAt < 120_000;
    return html`<div class="message ${line.self ? 'own' : ''} ${follows ? 'follows' : ''}" part="message">
      <div class="meta">
        <bdi class="author" part="author">${line.self ? text('person.you') : personName(line)}</bdi>
        <time part="time" datetime=${isoTime(sentAt)}>${clockTime(sentAt)}</time>
        ${line.to === undefined ? nothing : html`<span>· ${text('chat.private')}</span>`}
      </div>
      <div class="text" part="text" dir="auto">${chatTextParts(line.text).map(renderPart)}</div>
      ${
        line.status === 'sending' || line.status === 'failed'
          ? html`<div class="delivery ${line.status}">${text(`chat.${line.status}`)}</div>`
          : nothing
      }
    </div>`;
  }

  #renderForm(): TemplateResult {
    const enabled = isInCall(this.roomState.status) && this.roomState.policy?.session.data !== false;
    return html`<form part="form" @submit=${(event: Event) => this.#submit(event)}>
      <textarea
        part="input"
        rows="1"
        dir="auto"
        aria-label=${text('chat.placeholder')}
        placeholder=${text('chat.placeholder')}
        maxlength=${this.maxlength !== undefined && this.maxlength > 0 ? this.maxlength : DEFAULT_MAX_CHARACTERS}
        ?disabled=${!enabled}
        @keydown=${(event: KeyboardEvent) => this.#keyPressed(event)}
      ></textarea>
      <button class="primary round send" part="send" title=${text('chat.send')} ?disabled=${!enabled}>
        <slot name="send-icon">${icon('send')}</slot><span class="unseen">${text('chat.send')}</span>
      </button>
    </form>`;
  }

  /** Enter sends, Shift+Enter starts a line, and Enter that ends an input method's composition does neither. */
  #keyPressed(event: KeyboardEvent): void {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  #submit(event: Event): void {
    event.preventDefault();
    const { input, controller } = this;
    const message = input?.value.trim();
    if (!input || !message || controller === undefined || !isInCall(this.roomState.status)) return;
    input.value = '';
    reported(controller.send(message, recipients(this.to)));
  }

  #scrolled(): void {
    this.#atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight <= END_TOLERANCE_PX;
    this.#markRead();
  }

  #scrollToEnd(): void {
    this.#atEnd = true;
    this.log.scrollTop = this.log.scrollHeight;
  }

  #markRead(): void {
    if (this.#visible && this.#atEnd) this.#unread = 0;
    this.states.write({ 'message-count': this.#counted, unread: this.#unread });
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

declare global {
  interface HTMLElementTagNameMap {
    'rtc-chat': RtcChatElement;
  }
}
