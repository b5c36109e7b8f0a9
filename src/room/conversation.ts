import * as v from 'valibot';
import { abortable } from '../base/abortable.js';
import { randomId } from '../base/random-id.js';
import { SerialQueue } from '../base/serial-queue.js';
import { contentOf, messageBody, type MessageBody } from '../data/message-packing.js';
import { Messages, type ReceivedMessage } from '../data/messages.js';
import type { Reach } from '../data/message-person.js';
import {
  MAX_ATTACHMENTS,
  MAX_FILE_NAME_CHARACTERS,
  MAX_MEDIA_TYPE_CHARACTERS,
  RtcError,
  TopicSchema,
  type MessageHeaderOf,
} from '../protocol/index.js';
import { Chat } from './chat.js';
import type { ConversationOptions, ConversationPort, MessagePlace, Outgoing } from './conversation-port.js';
import { MessageRelay, relayedFrame } from './message-relay.js';
import { MessageRequests, type RequestOptions } from './message-requests.js';
import { noSuchParticipant } from './no-such-participant.js';
import { RtcMessageEvent } from './room-events.js';
import type { ChatAttachment } from './room-state.js';

const REACH = {
  connecting: 'pending',
  connected: 'open',
  disconnected: 'pending',
  failed: 'failed',
  closed: 'none',
} as const satisfies Record<string, Reach>;

/** What is said in a room: every message is an event, and text without a topic is a line of the chat. */
export class Conversation implements ConversationPort {
  readonly chat: Chat;
  readonly #options: ConversationOptions;
  readonly #requests: MessageRequests;
  #messages: Messages | undefined;
  /** Until each is handed over; a line with files has to offer them first. */
  readonly #lines = new SerialQueue();
  /** Who waits for somebody to be there. */
  #waiting: (() => void)[] = [];

  constructor(options: ConversationOptions) {
    this.#options = options;
    const messages = (): Messages => this.#current();
    const everybody = (): readonly string[] => this.#everybody();
    this.chat = new Chat({ ...options, messages, everybody });
    this.#requests = new MessageRequests({ messages, responders: options.responders });
  }

  enter({ ask, others, signal }: MessagePlace): void {
    const relay = new MessageRelay({ ask, signal });
    const messages = new Messages({ relay: (to, lane, frame) => relay.pass(to, lane, frame), signal });
    this.#messages = messages;
    messages.on('received', (message) => this.#received(message), { signal });
    messages.on('error', ({ error }) => this.#options.report(error), { signal });
    void this.chat.recall(others, signal);
  }

  connect: ConversationPort['connect'] = ({ link }) => {
    this.#messages?.connect(link);
    this.#somebodyIsThere();
  };

  reach: ConversationPort['reach'] = ({ userId, state }) => {
    this.#messages?.reach(userId, REACH[state]);
    // Nobody will connect, so what waits goes through the service.
    if (state === 'failed') this.#somebodyIsThere();
  };

  frame: ConversationPort['frame'] = ({ link, lane, frame }) =>
    this.#messages?.receive(link.userId, lane, new Uint8Array(frame), link);

  relayed: ConversationPort['relayed'] = ({ from, lane, frame }) => {
    const bytes = relayedFrame(frame);
    if (bytes === undefined) return;
    this.#messages?.receive(from, lane, bytes, undefined);
    this.#somebodyIsThere();
  };

  left: ConversationPort['left'] = (userId) => {
    this.#messages?.forget(userId);
    this.chat.left(userId);
  };

  async send(
    content: unknown,
    { to, topic, wait = false, lossy = false, files = [], signal }: Outgoing,
  ): Promise<void> {
    checkTopic(topic);
    const body = messageBody(content);
    const isLine = topic === undefined && body.format === 'text';
    if (files.length > 0 && !isLine)
      throw new RtcError('data/invalid', 'Files are attached to a line of the chat only.');
    if (files.length > MAX_ATTACHMENTS) {
      throw new RtcError('transfer/too-many', `A line of the chat has ${MAX_ATTACHMENTS} files at most.`, {
        hint: 'Send the others with another line, or with sendFile().',
      });
    }
    if (lossy && isLine) throw new RtcError('data/invalid', 'A line of the chat is not lossy; give it a topic.');
    if (wait && to === undefined) await this.#untilSomebody(signal);
    const header: MessageHeaderOf<'message:send'> = {
      type: 'message:send',
      id: randomId(),
      direct: to !== undefined,
      format: body.format,
      sentAt: Date.now(),
      ...(topic !== undefined && { topic }),
      ...(lossy && { lossy }),
    };
    if (lossy) {
      this.#current().tell(topic ?? '', { header, body: body.bytes }, this.#recipients(to));
      return;
    }
    if (!isLine) return this.#current().send('messages', { header, body: body.bytes }, this.#recipients(to), signal);
    const { sent } = await this.#lines.run(async () => {
      signal?.throwIfAborted();
      const people = this.#recipients(to);
      const attachments = await this.#attach(files, to);
      const from = this.#options.state().userId ?? '';
      this.chat.saying({ id: header.id, from, to, text: String(content), sentAt: header.sentAt, attachments });
      const withFiles = attachments.length > 0 ? { ...header, files: [...attachments] } : header;
      return { sent: this.#sendLine(withFiles, body, people, signal) };
    });
    await sent;
  }

  async request(userId: string, topic: string, content: unknown, options: RequestOptions): Promise<unknown> {
    checkTopic(topic);
    return this.#requests.request(this.#present([userId])[0] ?? userId, topic, content, options);
  }

  async #sendLine(
    header: MessageHeaderOf<'message:send'>,
    { bytes }: MessageBody,
    to: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<void> {
    try {
      await this.#current().send('chat', { header, body: bytes }, to, signal);
      this.chat.settled(header.id, 'sent');
    } catch (error) {
      this.chat.settled(header.id, 'failed');
      throw error;
    }
  }

  /** Offers the files, so that the line can say under which ids. */
  async #attach(files: readonly File[], to: readonly string[] | undefined): Promise<readonly ChatAttachment[]> {
    if (files.length === 0) return [];
    const ids = await this.#options.sendFiles(files, to);
    // A longer name is none any disk has taken; the line would be refused for it.
    return files.map(({ name, size: sizeBytes, type }, index) =>
      Object.freeze({
        name: name.slice(0, MAX_FILE_NAME_CHARACTERS),
        sizeBytes,
        mediaType: type.length <= MAX_MEDIA_TYPE_CHARACTERS ? type : '',
        fileId: ids[index] ?? '',
      }),
    );
  }

  #received({ from, header, body }: ReceivedMessage): void {
    switch (header.type) {
      case 'message:send':
        return this.#heard(from, header, body);
      case 'message:request':
      case 'message:response':
      case 'message:failure':
        return this.#requests.receive(from, header, body);
      case 'chat:typing':
      case 'chat:read':
      case 'chat:remove':
      case 'chat:recall':
      case 'chat:history':
        return this.chat.receive(from, header, body);
      default:
        header satisfies never;
    }
  }

  #heard(from: string, header: MessageHeaderOf<'message:send'>, body: Uint8Array<ArrayBuffer>): void {
    const { state, dispatch } = this.#options;
    const read = contentOf(header.format, body);
    if (read === undefined) {
      this.#current().unreadable(from);
      return;
    }
    const { id, topic, direct, sentAt, lossy = false, format } = header;
    if (topic === undefined && format === 'text') this.chat.said(header, from, String(read.content));
    const to = direct ? [state().userId ?? ''] : null;
    const plain = format === 'bytes' ? null : read.content;
    dispatch(new RtcMessageEvent({ id, from, to, topic: topic ?? null, data: plain, sentAt, lossy }, read.content));
  }

  #current(): Messages {
    if (this.#messages === undefined) throw new RtcError('room/not-joined', 'Not in the room yet.');
    return this.#messages;
  }

  /** Those who can be written to, but for whoever was cut off: no line to the room fails because of them. */
  #everybody(): readonly string[] {
    return this.#reachable().filter((userId) => this.#messages?.isCutOff(userId) !== true);
  }

  /** Those the room's direction connects this visitor with, and who have not disconnected. */
  #reachable(): readonly string[] {
    return this.#options
      .state()
      .participants.filter(({ self, connection }) => !self && connection !== 'closed')
      .map(({ userId }) => userId);
  }

  #recipients(to: readonly string[] | undefined): readonly string[] {
    return to === undefined ? this.#everybody() : this.#present(to);
  }

  #present(to: readonly string[]): readonly string[] {
    const reachable = this.#reachable();
    for (const userId of to) if (!reachable.includes(userId)) throw noSuchParticipant(userId);
    return to;
  }

  #somebodyIsThere(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #untilSomebody(given: AbortSignal | undefined): Promise<void> {
    const signal = AbortSignal.any([this.#options.signal, ...(given ? [given] : [])]);
    while (this.#everybody().length === 0) {
      await abortable(new Promise<void>((resolve) => this.#waiting.push(resolve)), signal);
    }
  }
}

function checkTopic(topic: string | undefined): void {
  if (topic === undefined || v.is(TopicSchema, topic)) return;
  throw new RtcError('data/invalid', 'A topic has 1–64 characters.');
}
