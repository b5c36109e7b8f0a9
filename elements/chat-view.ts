import { html, nothing, svg, type ReactiveController, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { exportedChat } from './chat-export.js';
import { ChatForm, type ChatFormHost } from './chat-form.js';
import { renderLine } from './chat-line.js';
import { ChatReading } from './chat-reading.js';
import { chatText } from './chat-strings.js';
import { drawn } from './icons.js';
import type { ViewPort } from './lazy-view-element.js';
import type { Addressees } from './recipients.js';
import { reported } from './reported.js';
import { isInCall } from './room-capabilities.js';
import { chatStyles } from './rtc-chat-styles.js';
import { saveBlob } from './save-blob.js';
import { personName } from './strings.js';

export { exportedChat } from './chat-export.js';

export const styles = [chatStyles];

const DOWN = svg`<path d="M12 5v14m-6-6 6 6 6-6"/>`;
const SAVE = svg`<path d="M12 4v11m-4.5-4L12 15.5 16.5 11M5 19.5h14"/>`;

/** The attributes of `rtc-chat`. */
export interface ChatHost extends ChatFormHost {
  readonly readonly: boolean;
}

/** The log, the field, and how far the reader has read. */
export class ChatView implements ReactiveController {
  readonly #host: ChatHost;
  readonly #port: ViewPort;
  readonly #form: ChatForm;
  readonly #reading: ChatReading;
  readonly #whole = new Set<string>();
  #connection = new AbortController();
  #visible = false;
  /** The newest line whose reading was reported. */
  #reportedLine: string | undefined;
  readonly #visibility = new IntersectionObserver((entries) => {
    this.#visible = entries.at(-1)?.isIntersecting ?? false;
    this.#markRead();
  });

  constructor(host: ChatHost, port: ViewPort, addressees: () => Addressees) {
    this.#host = host;
    this.#port = port;
    this.#form = new ChatForm(host, port, addressees);
    this.#reading = new ChatReading(() => host.renderRoot.querySelector('.log'));
    host.addController(this);
  }

  hostConnected(): void {
    this.#connection = new AbortController();
    this.#visibility.observe(this.#host);
    document.addEventListener('visibilitychange', () => this.#markRead(), { signal: this.#connection.signal });
  }

  hostDisconnected(): void {
    this.#connection.abort();
    this.#visibility.disconnect();
    this.#visible = false;
  }

  hostUpdate(): void {
    if (this.#reading.count(this.#port.room.messages)) this.#reading.toEnd();
  }

  hostUpdated(): void {
    this.#reading.drawn();
    this.#markRead();
  }

  render(): TemplateResult {
    const { room, controller } = this.#port;
    const lines = this.#reading.window(room.messages);
    const before = room.messages.at(-lines.length - 1);
    const lastRead = lines.findLast(({ self, readBy }) => self && readBy.length > 0)?.id;
    const showWhole = (id: string): void => {
      this.#whole.add(id);
      this.#host.requestUpdate();
    };
    const context = { room, controller, lastRead, whole: this.#whole, showWhole };
    return html`
      <div
        class="log"
        part="log"
        role="log"
        tabindex="0"
        aria-label=${chatText('chat.log')}
        aria-busy=${this.#reading.isAtEnd ? nothing : 'true'}
        @scroll=${() => this.#scrolled()}
      >
        ${lines.length === 0 ? html`<p class="none"><slot name="empty">${chatText('chat.empty')}</slot></p>` : nothing}
        ${repeat(
          lines,
          (line) => line.id,
          (line, index) => renderLine(line, index === 0 ? before : lines[index - 1], context),
        )}
      </div>
      <div class="bar">
        <div class="typing" part="typing"><bdi>${this.#typingText()}</bdi></div>
        ${this.#reading.isAtEnd ? nothing : this.#renderNewest()} ${lines.length === 0 ? nothing : this.#renderSave()}
      </div>
      ${this.#host.readonly ? nothing : this.#form.render()}
    `;
  }

  #renderNewest(): TemplateResult {
    const { unread } = this.#reading;
    return html`<button
      class="small newest"
      part="newest"
      title=${chatText('chat.newest')}
      @click=${() => this.#toEnd()}
    >
      ${drawn(DOWN)} ${unread > 0 ? chatText('chat.new', { count: unread }) : nothing}
      <span class="unseen">${chatText('chat.newest')}</span>
    </button>`;
  }

  #renderSave(): TemplateResult {
    const save = (): void => saveBlob(exportedChat(this.#port.room.messages, 'text'), 'conversation.txt');
    return html`<button class="plain" part="save" title=${chatText('chat.save')} @click=${save}>
      ${drawn(SAVE)}<span class="unseen">${chatText('chat.save')}</span>
    </button>`;
  }

  #typingText(): string {
    const { participants, typing } = this.#port.room;
    const [one, other, ...more] = participants.filter(({ userId, self }) => !self && typing.includes(userId));
    if (one === undefined) return '';
    if (other === undefined) return chatText('chat.typing-one', { name: personName(one) });
    if (more.length > 0) return chatText('chat.typing-many');
    return chatText('chat.typing-two', { name: personName(one), other: personName(other) });
  }

  #scrolled(): void {
    if (this.#reading.scrolled(this.#port.room.messages.length)) this.#host.requestUpdate();
    this.#markRead();
  }

  #toEnd(): void {
    this.#reading.toEnd();
    this.#host.requestUpdate();
  }

  #markRead(): void {
    const { room, controller } = this.#port;
    if (this.#visible && this.#reading.isAtEnd) {
      this.#reading.unread = 0;
      const newest = room.messages.findLast(({ self, toldBy }) => !self && toldBy === undefined)?.id;
      const isSeen = document.visibilityState === 'visible' && isInCall(room.status);
      if (isSeen && newest !== undefined && newest !== this.#reportedLine && controller !== undefined) {
        this.#reportedLine = newest;
        reported(controller.markRead());
      }
    }
    this.#port.write({ unread: this.#reading.unread });
  }
}
