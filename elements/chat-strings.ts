import { filled, type SentenceValues } from './strings.js';

/** The sentences of the chat, in English, in the manner of `strings.ts`. */
const ENGLISH = {
  'chat.log': 'Messages',
  'chat.empty': 'No messages yet',
  'chat.placeholder': 'Write a message',
  'chat.send': 'Send',
  'chat.attach': 'Attach files',
  'chat.detach': 'Do not attach {file}',
  'chat.private': 'private',
  'chat.private-to': 'private, to {names}',
  'chat.sending': 'sending…',
  'chat.failed': 'not delivered to everybody',
  'chat.read': 'read',
  'chat.read-by': 'read by {count}',
  'chat.delete': 'Delete message',
  'chat.deleted': 'Message deleted',
  'chat.more': 'Show all',
  'chat.told': 'Said before, as {name} tells it',
  'chat.told-by-somebody': 'Said before, as somebody told it',
  'chat.now': 'Since you joined',
  'chat.typing-one': '{name} is writing…',
  'chat.typing-two': '{name} and {other} are writing…',
  'chat.typing-many': 'Several people are writing…',
  'chat.newest': 'Newest messages',
  'chat.new': '{count} new',
  'chat.save': 'Save conversation',
  'chat.get': 'Get',
  'chat.get-file': 'Get {file}',
  'chat.decline': 'Decline',
  'chat.decline-file': 'Decline {file}',
  'chat.save-file': 'Save',
  'chat.save-this-file': 'Save {file}',
} as const satisfies Record<string, string>;

export type ChatStringKey = keyof typeof ENGLISH;

export function chatText(key: ChatStringKey, values?: SentenceValues): string {
  return filled(ENGLISH[key], values);
}
