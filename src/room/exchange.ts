import type { Sendable } from '../data/chosen-files.js';
import type { DataLink } from '../data/data-link.js';
import { RtcError } from '../protocol/index.js';
import type { Topology, TopologyEvents } from '../topology/topology.js';
import type { ConversationOptions, ConversationPort, MessageEars, MessagePlace } from './conversation-port.js';
import { FileExchange } from './file-exchange.js';
import { noSuchParticipant } from './no-such-participant.js';

export interface ExchangeOptions extends Omit<ConversationOptions, 'sendFiles'> {
  /** The connections there are now. */
  readonly topology: () => Topology | undefined;
  /** A viewer wishes to see another part of this visitor's screen. */
  readonly moveCrop: (userId: string, position: { readonly x: number; readonly y: number }) => void;
}

/** What the people of a room send each other beside media: messages and files. */
export class Exchange {
  readonly files: FileExchange;
  readonly #options: ExchangeOptions;
  #conversation: Promise<ConversationPort> | undefined;
  /** The membership it belongs to. */
  #place: MessagePlace | undefined;

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.files = new FileExchange({ ...options, links: () => this.#links(undefined) });
  }

  /** Fetched when there is a way to somebody, or something to say. Rejects with `data/closed`. */
  conversation(): Promise<ConversationPort> {
    this.#conversation ??= import('./conversation.js').then(
      ({ Conversation }) => {
        const conversation = new Conversation({
          ...this.#options,
          sendFiles: (files, to) => this.sendFiles(files, to),
        });
        if (this.#place !== undefined) conversation.enter(this.#place);
        return conversation;
      },
      (cause: unknown) => {
        throw new RtcError('data/closed', 'The part that carries messages could not be loaded.', { cause });
      },
    );
    return this.#conversation;
  }

  /**
   * What a membership of a room that carries messages reports to. What it says is heard in its order, once it is `calm`: the
   * part that hears it is fetched then.
   */
  listen(place: MessagePlace, calm: Promise<void>): MessageEars {
    this.#place = place;
    void this.#conversation?.then(
      (loaded) => loaded.enter(place),
      // Whoever fetched it was told.
      () => undefined,
    );
    const hearing = calm.then(() => this.conversation());
    hearing.catch((error: unknown) => this.#options.report(error as RtcError));
    const then = (task: (conversation: ConversationPort) => void): void => {
      // A failed load is told above, once; what was received meanwhile has nowhere to go.
      hearing.then(task, () => undefined);
    };
    return {
      connect: (detail) => then((loaded) => loaded.connect(detail)),
      reach: (detail) => then((loaded) => loaded.reach(detail)),
      frame: (detail) => then((loaded) => loaded.frame(detail)),
      relayed: (detail) => then((loaded) => loaded.relayed(detail)),
      left: (userId) => then((loaded) => loaded.left(userId)),
    };
  }

  /** Resolves with the id of each file, once everybody has been asked. */
  async sendFiles(files: readonly Sendable[], to: readonly string[] | undefined): Promise<readonly string[]> {
    return this.files.offer(files, this.#links(to), { shared: to === undefined });
  }

  receive({ userId, message }: TopologyEvents['message']): void {
    const link = this.#options.topology()?.link(userId);
    if (link === undefined) return;
    switch (message.type) {
      case 'publications:set':
      case 'video:want':
      case 'video:limited':
        return;
      case 'screen:move':
        this.#options.moveCrop(userId, message);
        return;
      default:
        message satisfies never;
    }
  }

  receiveFile({ userId, frame }: TopologyEvents['frame']): void {
    const link = this.#options.topology()?.link(userId);
    if (link !== undefined) this.files.receive(link, frame);
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
