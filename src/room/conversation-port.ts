import type { MessageLane, RelayedMessage, RtcError } from '../protocol/index.js';
import type { TopologyEvents } from '../topology/topology.js';
import type { Chat } from './chat.js';
import type { RequestOptions, Responder } from './message-requests.js';
import type { RoomState } from './room-state.js';
import type { RoomFact } from './room-updates.js';

export interface ConversationOptions {
  readonly state: () => RoomState;
  readonly tell: (fact: RoomFact) => void;
  readonly dispatch: (event: Event) => boolean;
  /** An error no method rejects with. */
  readonly report: (error: RtcError) => void;
  /** Lines to tell a newcomer, as the page says. */
  readonly history: () => number | undefined;
  readonly responders: ReadonlyMap<string, Responder>;
  /** Resolves with the id of each file. */
  readonly sendFiles: (files: readonly File[], to: readonly string[] | undefined) => Promise<readonly string[]>;
  /** Aborted once the session is over. */
  readonly signal: AbortSignal;
}

/** What is sent, beside its content. */
export interface Outgoing {
  /** userIds; everybody in the room by default. */
  readonly to?: readonly string[] | undefined;
  readonly topic?: string | undefined;
  /** Whether it waits for somebody to be there; by default it goes to nobody then. */
  readonly wait?: boolean | undefined;
  /** Whether it may be lost: for what the next message replaces. */
  readonly lossy?: boolean | undefined;
  /** Belong to a line of the chat. */
  readonly files?: readonly File[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One membership, as far as messages need it. */
export interface MessagePlace {
  /** Asks the service to pass a frame on, in base64. */
  readonly ask: (request: { to: string; lane: MessageLane; frame: string }) => Promise<void>;
  /** Who was there before, in the order they came; nobody where there is nothing to ask them. */
  readonly others: readonly string[];
  readonly signal: AbortSignal;
}

/** What a membership tells of the ways to people, and what comes over them. */
export interface MessageEars {
  readonly connect: (detail: TopologyEvents['link']) => void;
  readonly reach: (detail: TopologyEvents['state']) => void;
  readonly frame: (detail: TopologyEvents['message-frame']) => void;
  readonly relayed: (detail: Omit<RelayedMessage, 'room'>) => void;
  /** For good. */
  readonly left: (userId: string) => void;
}

/** Port: everything people say to each other in one visit. Typed apart, so that the engine is fetched beside the rest. */
export interface ConversationPort extends MessageEars {
  readonly chat: Pick<Chat, 'setTyping' | 'markRead' | 'remove'>;
  /** From now on under another membership. */
  enter(place: MessagePlace): void;
  /**
   * Resolves when everybody addressed has it. Rejects with `data/…` or `protocol/no-such-participant`.
   */
  send(content: unknown, options: Outgoing): Promise<void>;
  request(userId: string, topic: string, content: unknown, options: RequestOptions): Promise<unknown>;
}
