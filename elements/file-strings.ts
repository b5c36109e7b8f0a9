import { filled, type SentenceValues } from './strings.js';

/** The sentences of files on their way, in English, in the manner of `strings.ts`. */
const ENGLISH = {
  'files.drop': 'Drop files here, or paste them',
  'files.pick': 'Choose files',
  'files.pick-one': 'Choose a file',
  'files.list': 'Transfers',
  'files.from': 'from {name}',
  'files.to': 'to {name}',
  'files.accept': 'Accept',
  'files.decline': 'Decline',
  'files.cancel': 'Cancel',
  'files.download': 'Save',
  'files.offered-in': 'waiting for your answer',
  'files.offered-out': 'waiting for an answer',
  'files.accepted': 'starting…',
  'files.done-in': 'received',
  'files.done-out': 'sent',
  'files.declined': 'declined',
  'files.cancelled': 'cancelled',
  'files.failed': 'failed',
  'files.too-large': '{file} is larger than {limit}',
  'files.wrong-type': '{file} is not an accepted kind of file',
  'files.only-one': 'Only one file at a time',
} as const satisfies Record<string, string>;

export type FileStringKey = keyof typeof ENGLISH;

export function fileText(key: FileStringKey, values?: SentenceValues): string {
  return filled(ENGLISH[key], values);
}
