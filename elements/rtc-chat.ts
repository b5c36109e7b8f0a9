import type { PropertyValues, TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { RoomState } from '../src/index.js';
import { numeric } from './attribute-converters.js';
import type * as chatView from './chat-view.js';
import { failureStyles } from './failure-styles.js';
import { LazyViewElement } from './lazy-view-element.js';
import { recipients } from './recipients.js';
import { isInCall } from './room-capabilities.js';
import { themeStyles } from './theme-styles.js';

/**
 * What people write to each other. Text is text: links become links, nothing becomes markup. A newcomer sees what was said
 * before as somebody's account of it.
 *
 * @attr to - user ids to write to, separated by spaces; everybody when empty
 * @attr readonly - shows the messages without a field to write in
 * @attr maxlength - characters a message may have, 4000 by default
 * State: `message-count`, `unread` (messages of others not yet scrolled into view).
 * @slot empty - shown while there is no message
 * @slot send-icon - instead of the drawing on the button
 * @csspart log - the list
 * @csspart message - one line of it
 * @csspart author, time, text, delivery, attachment, delete - its parts
 * @csspart typing, newest, save - below the list: who is writing, back to the newest line, the conversation as a file
 * @csspart form, input, send, attach - the field and its buttons
 */
export class RtcChatElement extends LazyViewElement<typeof chatView> {
  static override styles = [themeStyles, failureStyles];

  @property() to: string | undefined;
  @property({ type: Boolean }) readonly = false;
  @property({ converter: numeric }) maxlength: number | undefined;

  #view: chatView.ChatView | undefined;

  /** The conversation as a file: `text` for people, `json` for programs. */
  async export(format: 'text' | 'json' = 'text'): Promise<Blob> {
    const { exportedChat } = await this.fetchScript();
    return exportedChat(this.roomState.messages, format);
  }

  protected override slice(room: RoomState): readonly unknown[] {
    const files = room.messages.some(({ attachments }) => attachments.length > 0) ? room.transfers : undefined;
    return [room.messages, isInCall(room.status), room.policy, room.typing, files];
  }

  protected override fetchScript(): Promise<typeof chatView> {
    return import('./chat-view.js');
  }

  protected override draw({ ChatView }: typeof chatView): TemplateResult {
    this.#view ??= new ChatView(this, this.port, () => recipients(this.to));
    return this.#view.render();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.states.write({ 'message-count': this.roomState.messages.length });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-chat': RtcChatElement;
  }
}
