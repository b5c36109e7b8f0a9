import { filled, type SentenceValues } from './strings.js';

/** The sentences of the built-in call, in English, in the manner of `strings.ts`. */
const ENGLISH = {
  'room.untitled': 'This call',
  'room.join': 'Join',
  'room.join-hint': 'Your browser may ask for your camera and microphone.',
  'room.no-name': 'This room has no name yet.',
  'room.joining': 'Joining…',
  'room.reachable': 'Ready for calls',
  'room.reachable-hint': 'You can be called as {name}.',
  'room.waiting-host': 'Waiting for the host…',
  'room.waiting-host-hint': 'The room is not open yet. You come in as soon as it is.',
  'room.waiting-admission': 'Waiting to be let in…',
  'room.waiting-admission-hint': 'The people inside have been told that you are here.',
  'room.password-title': 'This room has a password',
  'room.password-again': 'That password does not open this room',
  'room.password': 'Password',
  'room.password-send': 'Join',
  'room.banned': 'You cannot come into this room',
  'room.denied': 'You were not let in',
  'room.ask-again': 'Ask again',
  'room.alone': 'You are the only one here',
  'room.alone-hint': 'Send this link to the people you want to meet.',
  'room.copy-link': 'Copy invite link',
  'room.copied': 'Link copied',
  'room.reconnecting': 'Connection lost. Reconnecting…',
  'room.left': 'You left the call',
  'room.left-ejected': 'You were removed from the call',
  'room.left-banned': 'You were removed from the call',
  'room.left-banned-hint': 'You cannot come back into this room.',
  'room.left-replaced': 'The call goes on in another tab or window',
  'room.join-here': 'Join here instead',
  'room.closed': 'This room was closed',
  'room.closed-hint': 'The call is over for everybody.',
  'room.rejoin': 'Rejoin',
  'room.cancel': 'Cancel',
  'room.dismiss': 'Dismiss',
  'room.wants-in': '{name} wants to join',
  'room.admit': 'Admit',
  'room.admit-person': 'Admit {name}',
  'room.deny': 'Deny',
  'room.deny-person': 'Deny {name}',
  'room.more-waiting': '{count} more waiting',
  'room.calling': '{name} is calling',
  'room.calling-hint': 'Answering leaves this call.',
  'room.answer': 'Answer',
  'room.accept': 'Accept',
  'room.decline': 'Decline',
  'room.people': 'People',
  'room.chat': 'Chat',
  'room.files': 'Files',
  'room.close-panel': 'Close panel',
  'room.waiting.one': '{count} waiting',
  'room.waiting.other': '{count} waiting',
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
export function counted(key: 'people' | 'room.new' | 'room.waiting', count: number): string {
  return callText(count === 1 ? `${key}.one` : `${key}.other`, { count });
}
