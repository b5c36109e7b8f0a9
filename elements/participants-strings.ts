import { filled, type SentenceValues } from './strings.js';

/** The sentences of the roster, in English, in the manner of `strings.ts`. */
const ENGLISH = {
  'people.list': 'People in the room',
  'people.empty': 'Nobody here yet',
  'people.role': 'Role of {name}',
  'people.volume': 'Volume of {name}',
  'role.owner': 'Owner',
  'role.moderator': 'Moderator',
  'role.participant': 'Participant',
  'role.viewer': 'Viewer',
  'note.hand': 'Hand raised',
  'note.suspended': 'Connection lost, coming back',
  'note.muted': 'Microphone muted',
  'note.presenting': 'Presenting',
  'act.volume': 'Volume',
  'act.mute-here': 'Mute for me',
  'act.mute-audio': 'Mute microphone',
  'act.mute-video': 'Turn camera off',
  'act.mute-screen': 'Stop presenting',
  'act.lower-hand': 'Lower hand',
  'act.role': 'Role',
  'act.transfer': 'Make owner…',
  'act.transfer-hint': 'The room will belong to {name} and no longer to you.',
  'act.transfer-sure': 'Make {name} the owner',
  'act.eject': 'Remove…',
  'act.eject-ban': 'Do not let them back in',
  'act.eject-sure': 'Remove {name}',
  'waiting.list': 'Waiting to be let in',
  'waiting.admit': 'Admit',
  'waiting.admit-person': 'Admit {name}',
  'waiting.deny': 'Deny',
  'waiting.deny-person': 'Deny {name}',
  'room.lock': 'Lock room',
  'room.lock-hint': 'Nobody new gets in.',
  'room.close': 'End for everybody…',
  'room.close-hint': 'Everybody leaves and the room is closed.',
  'room.close-sure': 'End the call',
} as const satisfies Record<string, string>;

export type PeopleStringKey = keyof typeof ENGLISH;

export function peopleText(key: PeopleStringKey, values?: SentenceValues): string {
  return filled(ENGLISH[key], values);
}
