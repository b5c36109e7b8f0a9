import type { DataLink } from '../data/data-link.js';
import { Messages, type IncomingMessage, type OutgoingMessage } from '../data/messages.js';
import type { PeerMessageOf } from '../protocol/index.js';
import { RtcMessageEvent } from './room-events.js';
import type { ChatLine, RoomState } from './room-state.js';
import type { RoomFact } from './room-updates.js';

export interface ConversationOptions {
  readonly state: () => RoomState;
  readonly tell: (fact: RoomFact) => void;
  readonly dispatch: (event: Event) => boolean;
  readonly signal: AbortSignal;
}

/** What is said in a room: every message is an event, and text without a topic is a line of the chat. */
export class Conversation {
  readonly #messages: Messages;
  readonly #options: ConversationOptions;

  constructor(options: ConversationOptions) {
    this.#options = options;
    this.#messages = new Messages(options.signal);
    this.#messages.on('received', (message) => this.#received(message), { signal: options.signal });
  }

  receive(link: DataLink, message: PeerMessageOf<'message:send' | 'message:received'>): void {
    this.#messages.receive(link, message);
  }

  /** Resolves when everybody behind `links` has it. `to`: their ids when it is not for the whole room. */
  async send(
    content: unknown,
    links: readonly DataLink[],
    options: { readonly topic: string | undefined; readonly to: readonly string[] | undefined },
  ): Promise<void> {
    const { tell } = this.#options;
    const message = this.#messages.compose(content, { topic: options.topic, direct: options.to !== undefined });
    const line = this.#lineOf(message, this.#options.state().userId ?? '', options.to);
    if (line !== undefined) tell({ type: 'line', line: { ...line, self: true, status: 'sending' } });
    try {
      await this.#messages.send(message, links);
      if (line !== undefined) tell({ type: 'line-status', id: message.id, status: 'sent' });
    } catch (error) {
      if (line !== undefined) tell({ type: 'line-status', id: message.id, status: 'failed' });
      throw error;
    }
  }

  #received(message: IncomingMessage): void {
    const { tell, dispatch, state } = this.#options;
    const { userId } = state();
    const to = message.direct && userId !== undefined ? [userId] : undefined;
    const line = this.#lineOf(message, message.from, to);
    if (line !== undefined) tell({ type: 'line', line });
    const { id, from, data, sentAt, topic } = message;
    dispatch(new RtcMessageEvent({ id, from, to: to ?? null, topic: topic ?? null, data, sentAt }));
  }

  #lineOf(message: OutgoingMessage, from: string, to: readonly string[] | undefined): ChatLine | undefined {
    if (typeof message.data !== 'string' || message.topic !== undefined) return undefined;
    const sender = this.#options.state().participants.find(({ userId }) => userId === from);
    return Object.freeze<ChatLine>({
      id: message.id,
      from,
      displayName: sender?.displayName ?? '',
      self: false,
      to,
      text: message.data,
      sentAt: message.sentAt,
      status: 'received',
    });
  }
}
