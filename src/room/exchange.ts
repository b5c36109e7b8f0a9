import type { DataLink } from '../data/data-link.js';
import type { Topology, TopologyEvents } from '../topology/topology.js';
import { Conversation, type ConversationOptions } from './conversation.js';
import { FileExchange } from './file-exchange.js';
import { noSuchParticipant } from './no-such-participant.js';

export interface ExchangeOptions extends ConversationOptions {
  /** The connections there are now. */
  readonly topology: () => Topology | undefined;
}

/** What the people of a room send each other beside media: messages and files. */
export class Exchange {
  readonly files: FileExchange;
  readonly #options: ExchangeOptions;
  readonly #conversation: Conversation;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#conversation = new Conversation(options);
    this.files = new FileExchange(options);
  }

  async send(
    content: unknown,
    options: { readonly to: readonly string[] | undefined; readonly topic: string | undefined },
  ): Promise<void> {
    await this.#conversation.send(content, this.#links(options.to), options);
  }

  async sendFiles(files: readonly File[], to: readonly string[] | undefined): Promise<void> {
    await this.files.offer(files, this.#links(to));
  }

  receive({ userId, message }: TopologyEvents['message']): void {
    const link = this.#options.topology()?.link(userId);
    if (link === undefined) return;
    switch (message.type) {
      case 'message:send':
      case 'message:received':
        this.#conversation.receive(link, message);
        return;
      case 'publications:set':
        return;
      case 'file:offer':
      case 'file:accept':
      case 'file:decline':
      case 'file:cancel':
      case 'file:received':
        this.files.receive(link, message);
        return;
      default:
        message satisfies never;
    }
  }

  /** The ways to `to`, or to everybody this visitor is connected with. Throws `protocol/no-such-participant`. */
  #links(to: readonly string[] | undefined): DataLink[] {
    const topology = this.#options.topology();
    if (to === undefined) {
      return this.#options.state().participants.flatMap(({ userId }) => topology?.link(userId) ?? []);
    }
    return to.map((userId) => {
      const link = topology?.link(userId);
      if (link === undefined) throw noSuchParticipant(userId);
      return link;
    });
  }
}
