import * as v from 'valibot';
import { abortable } from '../base/abortable.js';
import { randomId } from '../base/random-id.js';
import { contentOf } from '../data/message-packing.js';
import type { Messages } from '../data/messages.js';
import { HistorySchema, MAX_TOLD_LINES, RtcError, type MessageHeaderOf } from '../protocol/index.js';
import {
  account,
  PLAIN_LINE,
  withAccount,
  withChange,
  withLine,
  withoutText,
  withReader,
  type ChatLines,
} from './chat-log.js';
import { Typing } from './chat-typing.js';
import type { ChatLine, RoomState } from './room-state.js';
import type { RoomFact } from './room-updates.js';

/** Lines a newcomer is told unless the page says otherwise. */
const DEFAULT_HISTORY = 100;
/** Somebody who comes back with the same membership may ask once more. */
const MAX_ACCOUNTS = 2;
/** Whoever is not asked, or does not tell, within this time is not waited for; the next one is asked. */
const ACCOUNT_TIMEOUT_MS = 5_000;
/** How many people are asked what was said before. */
const MAX_TELLERS = 3;
const READ_INTERVAL_MS = 300;
/** Four times what we would tell ourselves. */
const MAX_HISTORY_BYTES = 1_048_576;

export interface ChatOptions {
  readonly state: () => RoomState;
  readonly tell: (fact: RoomFact) => void;
  /** The messages of the current membership. */
  readonly messages: () => Messages;
  /** userIds of everybody a line to the room goes to. */
  readonly everybody: () => readonly string[];
  /** As the page says. */
  readonly history: () => number | undefined;
  readonly signal: AbortSignal;
}

/** The lines of a room, and what belongs to a conversation beside them. */
export class Chat {
  readonly #options: ChatOptions;
  readonly #typing: Typing;
  /** Whom this visitor has asked what was said before, with who waits for the account: true for one that says something. */
  readonly #asked = new Map<string, (isTold: boolean) => void>();
  /** How often each has been told. */
  readonly #accounts = new Map<string, number>();
  /** By sender, the newest of its lines it knows this visitor has read. */
  readonly #read = new Map<string, string>();
  #readTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ChatOptions) {
    this.#options = options;
    const { tell, messages, signal } = options;
    this.#typing = new Typing({
      tell: (userIds) => tell({ type: 'chat', parts: { typing: userIds } }),
      say: (on, to) => messages().note('chat', { type: 'chat:typing', on }, to),
      signal,
    });
    signal.addEventListener('abort', () => clearTimeout(this.#readTimer), { once: true });
  }

  /** Asks one after the other of `people` what was said before, until one of them tells. */
  async recall(people: readonly string[], signal: AbortSignal): Promise<void> {
    this.#accounts.clear();
    this.#read.clear();
    this.#asked.clear();
    for (const userId of people.slice(0, MAX_TELLERS)) {
      if (await this.#isToldBy(userId, signal)) return;
    }
  }

  /** A line of one's own is on its way. */
  saying(line: Pick<ChatLine, 'id' | 'from' | 'to' | 'text' | 'sentAt' | 'attachments'>): void {
    this.#typing.said();
    this.#add({ ...PLAIN_LINE, ...line, displayName: this.#nameOf(line.from), self: true, status: 'sending' });
  }

  settled(id: string, status: 'sent' | 'failed'): void {
    this.#tell((lines) => withChange(lines, id, { status }));
  }

  said(header: MessageHeaderOf<'message:send'>, from: string, text: string): void {
    const { messages, userId = '' } = this.#options.state();
    this.#typing.heard(from, false);
    const isTaken = messages.some(({ id, toldBy }) => id === header.id && toldBy === undefined);
    this.#add({
      ...PLAIN_LINE,
      id: isTaken ? randomId() : header.id,
      from,
      displayName: this.#nameOf(from),
      to: header.direct ? [userId] : undefined,
      text,
      sentAt: header.sentAt,
      attachments: (header.files ?? []).map((file) => Object.freeze(file)),
    });
  }

  setTyping(on: boolean, to: readonly string[] | undefined): void {
    this.#typing.set(on, to ?? this.#options.everybody());
  }

  /** Everybody whose lines are new here hears that they have been read, a little later and together. */
  markRead(): void {
    this.#readTimer ??= setTimeout(() => {
      this.#readTimer = undefined;
      const { messages, participants } = this.#options.state();
      for (const { userId, self } of participants) {
        const line = messages.findLast(({ from, toldBy }) => from === userId && toldBy === undefined);
        if (self || line === undefined || this.#read.get(userId) === line.id) continue;
        this.#read.set(userId, line.id);
        const header = { type: 'chat:read', id: line.id } as const;
        // A receipt that is lost is no loss; the next one says as much.
        this.#options
          .messages()
          .send('chat', { header }, [userId])
          .catch(() => undefined);
      }
    }, READ_INTERVAL_MS);
  }

  /** Takes back a line of one's own. Resolves when everybody knows who has it. Rejects with `data/invalid`. */
  async remove(id: string): Promise<void> {
    const { messages, participants } = this.#options.state();
    const line = messages.find((candidate) => candidate.id === id);
    if (line?.self !== true) throw new RtcError('data/invalid', 'This is no line of your own.');
    this.#tell((lines) => withoutText(lines, id, line.from));
    const present = participants.map(({ userId }) => userId);
    const to = line.to?.filter((userId) => present.includes(userId)) ?? this.#options.everybody();
    await this.#options.messages().send('chat', { header: { type: 'chat:remove', id } }, to);
  }

  receive(
    from: string,
    header: MessageHeaderOf<'chat:typing' | 'chat:read' | 'chat:remove' | 'chat:recall' | 'chat:history'>,
    body: Uint8Array<ArrayBuffer>,
  ): void {
    switch (header.type) {
      case 'chat:typing':
        return this.#typing.heard(from, header.on);
      case 'chat:read':
        return this.#tell((lines) => withReader(lines, header.id, from));
      case 'chat:remove':
        return this.#tell((lines) => withoutText(lines, header.id, from));
      case 'chat:recall':
        return this.#account(from);
      case 'chat:history':
        return this.#learn(from, body);
      default:
        header satisfies never;
    }
  }

  left(userId: string): void {
    this.#typing.heard(userId, false);
    this.#accounts.delete(userId);
    this.#read.delete(userId);
    this.#asked.get(userId)?.(false);
  }

  async #isToldBy(userId: string, signal: AbortSignal): Promise<boolean> {
    const told = new Promise<boolean>((resolve) => this.#asked.set(userId, resolve));
    const inTime = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(ACCOUNT_TIMEOUT_MS)]);
    try {
      await this.#options.messages().send('chat', { header: { type: 'chat:recall' } }, [userId], inTime());
      return await abortable(told, inTime());
    } catch {
      // It has left, cannot be reached yet, or does not tell: the next one may know as much.
      return signal.aborted;
    }
  }

  #account(to: string): void {
    const given = this.#accounts.get(to) ?? 0;
    this.#accounts.set(to, given + 1);
    const count = Math.min(MAX_TOLD_LINES, this.#options.history() ?? DEFAULT_HISTORY);
    const told = account(this.#options.state().messages, count);
    if (given >= MAX_ACCOUNTS) return;
    const body = new TextEncoder().encode(JSON.stringify(told));
    const header = { type: 'chat:history' } as const;
    // Told of nothing, it asks the next one at once. Whoever asked has left, and needs no answer.
    this.#options
      .messages()
      .send('chat', { header, body }, [to])
      .catch(() => undefined);
  }

  #learn(from: string, body: Uint8Array<ArrayBuffer>): void {
    const tell = this.#asked.get(from);
    if (tell === undefined) return;
    this.#asked.delete(from);
    const content = body.byteLength > MAX_HISTORY_BYTES ? undefined : contentOf('json', body)?.content;
    const told = v.safeParse(HistorySchema, content);
    const isTold = told.success && told.output.length > 0;
    if (isTold) {
      // One account is enough, also where another comes late.
      this.#asked.clear();
      this.#tell((lines) => withAccount(lines, told.output, from));
    }
    tell(isTold);
  }

  #add(line: ChatLine): void {
    this.#tell((lines) => withLine(lines, Object.freeze(line)));
  }

  #tell(change: (lines: ChatLines) => ChatLines): void {
    const { state, tell } = this.#options;
    const messages = change(state().messages);
    if (messages !== state().messages) tell({ type: 'chat', parts: { messages } });
  }

  #nameOf(userId: string): string {
    return this.#options.state().participants.find((person) => person.userId === userId)?.displayName ?? '';
  }
}
