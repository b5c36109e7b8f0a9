import { abortable } from '../base/abortable.js';
import { randomId } from '../base/random-id.js';
import { contentOf, messageBody } from '../data/message-packing.js';
import type { Messages } from '../data/messages.js';
import { RtcError, type MessageHeaderOf } from '../protocol/index.js';

/** Answers requests of one topic; what it returns is text, JSON or bytes. `undefined` answers null. */
export type Responder = (content: unknown, request: { readonly from: string; readonly topic: string }) => unknown;

export interface RequestOptions {
  /** Milliseconds; 10,000 by default. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 10_000;

/** Requests of one person that are being answered at the same time. */
const MAX_ANSWERING = 64;

export interface MessageRequestsOptions {
  readonly messages: () => Messages;
  /** By topic. */
  readonly responders: ReadonlyMap<string, Responder>;
}

interface Asked {
  readonly userId: string;
  readonly answer: (content: unknown) => void;
  readonly fail: (error: RtcError) => void;
}

/** Questions to one person that have one answer each. */
export class MessageRequests {
  readonly #options: MessageRequestsOptions;
  readonly #asked = new Map<string, Asked>();
  readonly #answering = new Map<string, number>();

  constructor(options: MessageRequestsOptions) {
    this.#options = options;
  }

  /**
   * Resolves with the answer. Rejects with `data/no-responder`, `data/request-failed`, `data/timeout`,
   * `data/unreachable`, or the signal's reason.
   */
  async request(userId: string, topic: string, content: unknown, options: RequestOptions): Promise<unknown> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
    const { format, bytes } = messageBody(content);
    const id = randomId();
    const timeout = AbortSignal.timeout(timeoutMs);
    const until = AbortSignal.any([timeout, ...(signal ? [signal] : [])]);
    const answered = new Promise<unknown>((answer, fail) => this.#asked.set(id, { userId, answer, fail }));
    try {
      const header = { type: 'message:request', id, topic, format } as const;
      const sent = this.#options.messages().send('messages', { header, body: bytes }, [userId], until);
      return await abortable(Promise.race([sent.then(() => answered), answered]), until);
    } catch (error) {
      signal?.throwIfAborted();
      if (timeout.aborted)
        throw new RtcError('data/timeout', `No answer came within ${timeoutMs} ms.`, { cause: error });
      throw error;
    } finally {
      this.#asked.delete(id);
    }
  }

  receive(
    from: string,
    header: MessageHeaderOf<'message:request' | 'message:response' | 'message:failure'>,
    body: Uint8Array<ArrayBuffer>,
  ): void {
    if (header.type === 'message:request') {
      void this.#answer(from, header, body);
      return;
    }
    const asked = this.#asked.get(header.id);
    // An answer of somebody else, or one that nobody waits for any more.
    if (asked?.userId !== from) return;
    if (header.type === 'message:failure') {
      const isMissing = header.code === 'data/no-responder';
      const text = isMissing ? 'Nothing there answers this topic.' : 'The other side could not answer.';
      asked.fail(new RtcError(isMissing ? header.code : 'data/request-failed', text));
      return;
    }
    const answer = contentOf(header.format, body);
    if (answer === undefined) asked.fail(new RtcError('data/invalid', 'The answer cannot be read.'));
    else asked.answer(answer.content);
  }

  /** Never rejects: what goes wrong here is told to whoever asked, and no more of it than its kind. */
  async #answer(
    from: string,
    { id, topic, format }: MessageHeaderOf<'message:request'>,
    body: Uint8Array<ArrayBuffer>,
  ) {
    const messages = this.#options.messages();
    try {
      const responder = this.#options.responders.get(topic);
      if (responder === undefined) throw new RtcError('data/no-responder', 'Nothing answers this topic.');
      const asked = contentOf(format, body);
      if (asked === undefined) throw new RtcError('data/request-failed', 'The request cannot be read.');
      const content = await this.#oneOfFew(from, () => responder(asked.content, { from, topic }));
      const answer = messageBody(content ?? null);
      const header = { type: 'message:response', id, format: answer.format } as const;
      await messages.send('messages', { header, body: answer.bytes }, [from]);
    } catch (error) {
      const code = error instanceof RtcError ? error.code : 'data/request-failed';
      // Whoever asked has left, or waits no longer.
      await messages.send('messages', { header: { type: 'message:failure', id, code } }, [from]).catch(() => undefined);
    }
  }

  /** What `task` gives. Rejects as it does, or with `data/request-failed` while too many tasks for `userId` run. */
  async #oneOfFew(userId: string, task: () => unknown): Promise<unknown> {
    const running = this.#answering.get(userId) ?? 0;
    if (running >= MAX_ANSWERING) throw new RtcError('data/request-failed', 'Too many requests.');
    this.#answering.set(userId, running + 1);
    try {
      return await task();
    } finally {
      const rest = (this.#answering.get(userId) ?? 1) - 1;
      if (rest > 0) this.#answering.set(userId, rest);
      else this.#answering.delete(userId);
    }
  }
}
