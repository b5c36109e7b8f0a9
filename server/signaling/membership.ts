import type { RtcError } from '../../src/protocol/index.js';
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
  /** Settles when this socket has been told that it is in (true), or the membership was over before that (false). */
  readonly told: Promise<boolean>;
  #tell: (isIn: boolean) => void = () => undefined;
  readonly #lifetime = new AbortController();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(room: string, userId: string, visitor: Visitor) {
    this.room = room;
    this.userId = userId;
    this.visitor = visitor;
    this.told = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  /** Aborted when the visitor leaves, is disconnected or sent away, or was refused; the reason says why to who is in the middle of entering. */
  get signal(): AbortSignal {
    return this.#lifetime.signal;
  }

  hasBeenTold(): void {
    this.isResumable = true;
    this.#tell(true);
  }

  /** Only `Visitor.close` calls this. */
  end(reason: RtcError): void {
    this.#lifetime.abort(reason);
    this.#tell(false);
  }

  /** Runs `task` after those given before: what somebody sends arrives in the order it was sent, however long a look-up takes. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(task);
    // Whoever sent it hears of the failure through `done`.
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
