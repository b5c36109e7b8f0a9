import type { Server } from 'socket.io';
import type { ClientEvents, ServerEvents } from '../../src/protocol/index.js';

/** Somebody's page that a call may ring at. */
export interface Rung {
  readonly socketId: string;
  readonly visitorId: string;
}

export interface RingAnswer {
  readonly rung: readonly Rung[];
  /** Reachable under the name, but in a call. */
  readonly busy: number;
}

/** What the nodes of one installation say to each other. */
export interface NodeEvents {
  /** Something happened in `room`, which is or was in the public lists `lists`. The store knows what. */
  'room:changed': (note: { readonly room: string; readonly lists: readonly string[] }) => void;
  /** Another socket has this membership now. */
  'member:resumed': (note: { readonly userId: string }) => void;
  'call:ring': (
    ring: {
      readonly callId: string;
      readonly name: string;
      readonly from: string | null;
      readonly displayName: string;
    },
    answer: (answer: RingAnswer) => void,
  ) => void;
  /** Somebody who was rung says something. `isKnown`: the call is this node's; the room when that answered it. */
  'call:reply': (
    reply: { readonly callId: string; readonly socketId: string; readonly word: CallWord },
    answer: (answer: { readonly room: string | null; readonly isKnown: boolean }) => void,
  ) => void;
  /** A call is over for those it rang at. */
  'call:over': (over: CallOver) => void;
}

export type CallWord = 'answer' | 'decline' | 'gone';

export interface CallOver {
  readonly callId: string;
  readonly outcome: 'answered' | 'declined' | 'no-answer' | 'cancelled';
  /** Sockets it is over for; null for all. */
  readonly only: readonly string[] | null;
  /** The socket that answered, and where they meet. */
  readonly answeredBy: string | null;
  readonly room: string | null;
}

export type SignalingServer = Server<ClientEvents, ServerEvents, NodeEvents>;

type Told = 'room:changed' | 'member:resumed' | 'call:over';
type Asked = 'call:ring' | 'call:reply';
type Note<E extends keyof NodeEvents> = Parameters<NodeEvents[E]>[0];
type Answer<E extends Asked> = Parameters<Parameters<NodeEvents[E]>[1]>[0];

/**
 * The other nodes of this installation. What is told may be lost while the nodes' way to each other is down, so nothing
 * may depend on it that the store does not also say.
 */
export class Nodes {
  readonly #io: SignalingServer;
  readonly #isAlone: boolean;

  constructor(io: SignalingServer, { isAlone }: { readonly isAlone: boolean }) {
    this.#io = io;
    this.#isAlone = isAlone;
  }

  get areSeveral(): boolean {
    return !this.#isAlone;
  }

  tell<E extends Told>(event: E, note: Note<E>): void {
    if (!this.#isAlone) this.#emit(event, note);
  }

  /** What the others answer; those who do not answer in 5 s are left out. */
  async ask<E extends Asked>(event: E, question: Note<E>): Promise<readonly Answer<E>[]> {
    if (this.#isAlone) return [];
    return new Promise((resolve) => {
      // With an error come the answers there are: a node that died meanwhile is no reason not to reach the others.
      this.#emit(event, question, (_error: unknown, answers: readonly Answer<E>[] | undefined) =>
        resolve(answers ?? []),
      );
    });
  }

  on<E extends keyof NodeEvents>(event: E, listener: NodeEvents[E]): void {
    // socket.io's types cannot follow a generic event name; `NodeEvents` guarantees the shapes.
    (this.#io.on.bind(this.#io) as (event: string, listener: NodeEvents[E]) => unknown)(event, listener);
  }

  #emit(event: keyof NodeEvents, ...values: readonly unknown[]): void {
    (this.#io.serverSideEmit.bind(this.#io) as (event: string, ...values: readonly unknown[]) => boolean)(
      event,
      ...values,
    );
  }
}
