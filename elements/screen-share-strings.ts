import { filled, type SentenceValues } from './strings.js';

/** The sentences of screen sharing, in English, in the manner of `strings.ts`. */
const ENGLISH = {
  'screen.share': 'Share screen',
  'screen.stop': 'Stop sharing',
  'screen.pause': 'Pause',
  'screen.resume': 'Resume',
  'screen.another': 'Share something else',
  'screen.presenting': '{name} is presenting',
  'screen.you-present': 'You are sharing your screen',
  'screen.you-paused': 'Your screen is paused',
  'screen.move': 'Move what is shown of the screen of {name}',
  'screen.move-own': 'Move what is shown of your screen',
  'screen.left': 'Further left',
  'screen.right': 'Further right',
  'screen.up': 'Further up',
  'screen.down': 'Further down',
  'screen.nobody': 'Nobody is presenting',
} as const satisfies Record<string, string>;

export type ScreenStringKey = keyof typeof ENGLISH;

export function screenText(key: ScreenStringKey, values?: SentenceValues): string {
  return filled(ENGLISH[key], values);
}
