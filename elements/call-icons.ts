import { svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { drawn } from './icons.js';

/** What only the built-in call draws, in the manner of `icons.ts`. */
const STROKES = {
  chat: svg`<path d="M5.5 4.5h13a2 2 0 0 1 2 2v8.5a2 2 0 0 1-2 2H12l-4.5 3.5V17h-2a2 2 0 0 1-2-2V6.5a2 2 0 0 1 2-2ZM8 9h8M8 12.5h5"/>`,
  files: svg`<path d="m19.5 11.5-7.3 7.3a4.6 4.6 0 0 1-6.5-6.5l7.6-7.6a3.1 3.1 0 0 1 4.4 4.4l-7.5 7.5a1.6 1.6 0 0 1-2.2-2.2l6.7-6.7"/>`,
  link: svg`<path d="M10 13.5a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10.5a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  people: svg`<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5a6.5 6.5 0 0 1 13 0M16 5.2a3.5 3.5 0 0 1 0 6.6M18 14a6.5 6.5 0 0 1 3.5 5.5"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type CallIconName = keyof typeof STROKES;

export function callIcon(name: CallIconName): TemplateResult {
  return drawn(STROKES[name]);
}
