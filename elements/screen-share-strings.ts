import { filled, type SentenceValues } from './strings.js';

/** The sentences of screen sharing, in English, in the manner of `strings.ts`. */
const ENGLISH = {
  'screen.share': 'Share screen',
  'screen.stop': 'Stop sharing',
  'screen.presenting': '{name} is presenting',
  'screen.you-present': 'You are sharing your screen',
  'screen.nobody': 'Nobody is presenting',
} as const satisfies Record<string, string>;

export type ScreenStringKey = keyof typeof ENGLISH;

export function screenText(key: ScreenStringKey, values?: SentenceValues): string {
  return filled(ENGLISH[key], values);
}
