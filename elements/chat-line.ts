import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ChatLine, RoomController, RoomState } from '../src/index.js';
import { renderAttachment } from './chat-attachment.js';
import { clockTime, isoTime } from './chat-export.js';
import { chatText } from './chat-strings.js';
import { chatTextParts } from './chat-text.js';
import { drawn } from './icons.js';
import { reported } from './reported.js';
import { personName, text } from './strings.js';

const BIN = svg`<path d="M5 7h14M10 7V4.5h4V7m-7.5 0 .8 12.5h9.4L17.5 7M10.5 10.5v5.5m3-5.5v5.5"/>`;

/** Characters of a line that are shown at first; a million of them at once would hold the page for a second. */
const SHOWN_CHARACTERS = 5_000;

/** Lines of one person to the same people that follow each other within two minutes have one head. */
const TOGETHER_MS = 120_000;

export interface LineContext {
  readonly room: RoomState;
  readonly controller: RoomController | undefined;
  /** The newest of one's own lines that somebody has read. */
  readonly lastRead: string | undefined;
  /** Ids of lines that are shown whole, however long. */
  readonly whole: ReadonlySet<string>;
  readonly showWhole: (id: string) => void;
}

/** One line, and above it where another account begins. */
export function renderLine(line: ChatLine, previous: ChatLine | undefined, context: LineContext): TemplateResult {
  const borders = line.toldBy !== previous?.toldBy;
  const isSameTalk = previous?.from === line.from && String(previous.to) === String(line.to);
  const follows = !borders && isSameTalk && line.sentAt - previous.sentAt < TOGETHER_MS;
  return html`${borders ? html`<p class="account">${accountText(line, context.room)}</p>` : nothing}
    <div
      class="message ${line.self ? 'own' : ''} ${follows ? 'follows' : ''} ${line.toldBy === undefined ? '' : 'told'}"
      part="message"
    >
      <div class="meta">
        <bdi class="author" part="author">${line.self ? text('person.you') : personName(line)}</bdi>
        <time part="time" datetime=${isoTime(line.sentAt)}>${clockTime(line.sentAt)}</time>
        ${line.to === undefined ? nothing : html`<span>· ${privateText(line, context.room)}</span>`}
      </div>
      ${line.removed ? html`<div class="text removed" part="text">${chatText('chat.deleted')}</div>` : renderSaid(line, context)}
      ${renderDelivery(line, context)}
    </div>`;
}

function renderSaid(line: ChatLine, context: LineContext): TemplateResult {
  const isCut = line.text.length > SHOWN_CHARACTERS && !context.whole.has(line.id);
  const shown = isCut ? `${line.text.slice(0, SHOWN_CHARACTERS)}…` : line.text;
  return html`<div class="said">
    <div class="content">
      ${
        line.text === ''
          ? nothing
          : html`<div class="text" part="text" dir="auto">${chatTextParts(shown).map(renderPart)}</div>`
      }
      ${
        isCut
          ? html`<button class="small" @click=${() => context.showWhole(line.id)}>${chatText('chat.more')}</button>`
          : nothing
      }
      ${line.attachments.map((attachment) => renderAttachment(attachment, line, context))}
    </div>
    ${line.self && context.controller !== undefined ? renderDelete(line, context.controller) : nothing}
  </div>`;
}

function renderDelete({ id }: ChatLine, controller: RoomController): TemplateResult {
  return html`<button
    class="delete"
    part="delete"
    title=${chatText('chat.delete')}
    @click=${() => reported(controller.removeMessage(id))}
  >
    ${drawn(BIN)}<span class="unseen">${chatText('chat.delete')}</span>
  </button>`;
}

function renderDelivery(
  { id, status, readBy, removed }: ChatLine,
  { lastRead }: LineContext,
): TemplateResult | typeof nothing {
  if (status === 'sending' || status === 'failed') {
    return html`<div class="delivery ${status}" part="delivery">${chatText(`chat.${status}`)}</div>`;
  }
  if (id !== lastRead || removed) return nothing;
  const read = readBy.length === 1 ? chatText('chat.read') : chatText('chat.read-by', { count: readBy.length });
  return html`<div class="delivery" part="delivery">${read}</div>`;
}

function accountText({ toldBy }: ChatLine, room: RoomState): string {
  if (toldBy === undefined) return chatText('chat.now');
  const name = nameOf(toldBy, room);
  return name === undefined ? chatText('chat.told-by-somebody') : chatText('chat.told', { name });
}

function privateText({ self, to }: ChatLine, room: RoomState): string {
  if (!self) return chatText('chat.private');
  const names = to?.flatMap((userId) => nameOf(userId, room) ?? []).join(', ');
  return names ? chatText('chat.private-to', { names }) : chatText('chat.private');
}

function nameOf(userId: string, { participants }: RoomState): string | undefined {
  const person = participants.find((candidate) => candidate.userId === userId);
  return person && personName(person);
}

function renderPart(part: { readonly text: string; readonly href?: string }): TemplateResult | string {
  if (part.href === undefined) return part.text;
  return html`<a href=${part.href} target="_blank" rel="noopener noreferrer nofollow">${part.text}</a>`;
}
