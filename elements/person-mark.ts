import { css } from 'lit';

/** The colours that `hueOf` numbers. */
export const hueStyles = css`
  .hue-0 {
    --_hue: #4a5fc1;
  }
  .hue-1 {
    --_hue: #8a4bb0;
  }
  .hue-2 {
    --_hue: #b0486f;
  }
  .hue-3 {
    --_hue: #a15a1e;
  }
  .hue-4 {
    --_hue: #2f7d56;
  }
  .hue-5 {
    --_hue: #22768f;
  }
`;

/** At most two letters for a person without a picture; a bullet for one without a name. */
export function initials(displayName: string): string {
  const words = displayName.trim().split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => firstLetter(word ?? ''));
  return letters.join('').toLocaleUpperCase() || '•';
}

/** What a reader takes for a letter, accents and emoji in one piece. */
function firstLetter(word: string): string {
  for (const { segment } of new Intl.Segmenter().segment(word)) return segment;
  return '';
}

/** The same colour for the same person everywhere, 0…5. */
export function hueOf(userId: string): number {
  let sum = 0;
  for (const character of userId) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 6_000;
  return sum % 6;
}
