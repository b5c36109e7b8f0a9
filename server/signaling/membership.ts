import type { RtcError } from '../../src/protocol/index.js';
import { Outcome } from './outcome.js';
import type { Visitor } from './visitor.js';

/** How far somebody has come into a room. */
export type Stage = 'entering' | 'awaiting-host' | 'awaiting-admission' | 'member';

/** One socket in one room, or at its door. The socket is who somebody is; nothing a message says can change that. */
export class Membership {
  readonly room: string;
  /** Issued for this membership alone; it survives the socket. */
  readonly userId: string;
  readonly visitor: Visitor;
  stage: Stage = 'entering';
  /** Which room of this name it is; empty until it is in one, or waits in one. */
  epoch = '';
  /** Of the token that resumes it. */
  resumeHash = '';
  /** Whether the client can resume it, and so is waited for when its socket breaks. */
  isResumable = false;
  readonly #told = new Outcome();
  #over: RtcError | undefined;
  /** Made when somebody asks: few memberships ever need it, and it weighs as much as the rest of one. */
  #lifetime: AbortController | undefined;
  #turn: Promise<unknown> | undefined;

  constructor(room: string, userId: string, visitor: Visitor) {
    this.room = room;
    this.userId = userId;
    this.visitor = visitor;
  }

  /** Settles when this socket has been told that it is in (true), or the membership was over before that (false). */
  get told(): Promise<boolean> {
    return this.#told.settled;
  }

  /** Aborted when the visitor leaves, is disconnected or sent away, or was refused. */
  get signal(): AbortSignal {
    if (this.#lifetime === undefined) {
      this.#lifetime = new AbortController();
      if (this.#over !== undefined) this.#lifetime.abort(this.#over);
    }
    return this.#lifetime.signal;
  }

  /** Whether the signal is aborted. */
  get isOver(): boolean {
    return this.#over !== undefined;
  }

  /** For who is in the middle of entering: throws why the visit ended. */
  throwIfOver(): void {
    if (this.#over !== undefined) throw this.#over;
  }

  hasBeenTold(): void {
    this.isResumable = true;
    this.#told.settle(true);
  }

  /** Only `Visitor.close` calls this. */
  end(reason: RtcError): void {
    this.#over ??= reason;
    this.#lifetime?.abort(reason);
    this.#told.settle(false);
  }

  /** Runs `task` after those given before: what somebody sends arrives in the order it was sent, however long a look-up takes. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#turn === undefined ? task() : this.#turn.then(task);
    // Whoever sent it hears of the failure through `done`.
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
