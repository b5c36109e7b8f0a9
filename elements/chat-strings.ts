import { filled, type SentenceValues } from './strings.js';

/** The sentences of the chat, in English, in the manner of `strings.ts`. */
const ENGLISH = {
  'chat.log': 'Messages',
  'chat.empty': 'No messages yet',
  'chat.placeholder': 'Write a message',
  'chat.send': 'Send',
  'chat.private': 'private',
  'chat.sending': 'sending…',
  'chat.failed': 'not delivered to everybody',
} as const satisfies Record<string, string>;

export type ChatStringKey = keyof typeof ENGLISH;

export function chatText(key: ChatStringKey, values?: SentenceValues): string {
  return filled(ENGLISH[key], values);
}
