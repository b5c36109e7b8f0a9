import type { ChatLine } from '../src/index.js';
import { chatText } from './chat-strings.js';
import { personName, text } from './strings.js';

export type ChatExportFormat = 'text' | 'json';

/** The lines as a file: text for people, one line of it a message's head; JSON for programs. */
export function exportedChat(lines: readonly ChatLine[], format: ChatExportFormat): Blob {
  if (format === 'json') return new Blob([JSON.stringify(lines, null, 2)], { type: 'application/json' });
  const written = lines.map((line) => {
    const name = line.self ? text('person.you') : personName(line);
    const marks = [
      isoTime(line.sentAt),
      ...(line.to === undefined ? [] : [chatText('chat.private')]),
      ...(line.toldBy === undefined ? [] : [chatText('chat.told-by-somebody')]),
    ];
    const files = line.attachments.map((file) => `[${file.name}]`);
    const said = line.removed ? `(${chatText('chat.deleted')})` : [line.text, ...files].join('\n').trim();
    return `${name} (${marks.join(', ')})\n${said.replaceAll(/^/gm, '  ')}\n`;
  });
  return new Blob([written.join('\n')], { type: 'text/plain' });
}

/** A stranger's clock may say anything, even what no date can hold. */
export function isoTime(sentAt: number): string {
  const time = new Date(sentAt);
  return Number.isNaN(time.getTime()) ? '' : time.toISOString();
}

export function clockTime(sentAt: number): string {
  const time = new Date(sentAt);
  return Number.isNaN(time.getTime()) ? '' : time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
