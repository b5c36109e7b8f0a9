import { filled, type SentenceValues } from './strings.js';

/** The sentences of the built-in call, in English, in the manner of `strings.ts`. */
const ENGLISH = {
  'room.untitled': 'This call',
  'room.join': 'Join',
  'room.join-hint': 'Your browser may ask for your camera and microphone.',
  'room.no-name': 'This room has no name yet.',
  'room.joining': 'Joining…',
  'room.waiting': 'Waiting for the room to open…',
  'room.alone': 'You are the only one here',
  'room.alone-hint': 'Send this link to the people you want to meet.',
  'room.copy-link': 'Copy invite link',
  'room.copied': 'Link copied',
  'room.reconnecting': 'Connection lost. Reconnecting…',
  'room.left': 'You left the call',
  'room.closed': 'This room was closed',
  'room.rejoin': 'Rejoin',
  'room.cancel': 'Cancel',
  'room.dismiss': 'Dismiss',
  'room.chat': 'Chat',
  'room.files': 'Files',
  'room.close-panel': 'Close panel',
  'room.new.one': '{count} new',
  'room.new.other': '{count} new',
  'room.file-offer': '{name} wants to send you',
  'people.one': '{count} person',
  'people.other': '{count} people',
} as const satisfies Record<string, string>;

export type CallStringKey = keyof typeof ENGLISH;

export function callText(key: CallStringKey, values?: SentenceValues): string {
  return filled(ENGLISH[key], values);
}

/** The sentence for that many. */
export function counted(key: 'people' | 'room.new', count: number): string {
  return callText(count === 1 ? `${key}.one` : `${key}.other`, { count });
}
