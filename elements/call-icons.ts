import { svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { drawn } from './icons.js';

/** What only the built-in call draws, in the manner of `icons.ts`. */
const STROKES = {
  close: svg`<path d="m6.5 6.5 11 11m0-11-11 11"/>`,
  chat: svg`<path d="M5.5 4.5h13a2 2 0 0 1 2 2v8.5a2 2 0 0 1-2 2H12l-4.5 3.5V17h-2a2 2 0 0 1-2-2V6.5a2 2 0 0 1 2-2ZM8 9h8M8 12.5h5"/>`,
  files: svg`<path d="m19.5 11.5-7.3 7.3a4.6 4.6 0 0 1-6.5-6.5l7.6-7.6a3.1 3.1 0 0 1 4.4 4.4l-7.5 7.5a1.6 1.6 0 0 1-2.2-2.2l6.7-6.7"/>`,
  link: svg`<path d="M10 13.5a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10.5a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  phone: svg`<path d="M8.2 4H5.5A1.5 1.5 0 0 0 4 5.6 15 15 0 0 0 18.4 20a1.5 1.5 0 0 0 1.6-1.5v-2.7l-4.2-1.6-1.9 2a12 12 0 0 1-6.1-6.1l2-1.9L8.2 4Z"/>`,
  door: svg`<path d="M6 20V5.5A1.5 1.5 0 0 1 7.5 4h9A1.5 1.5 0 0 1 18 5.5V20M3.5 20h17M14 12v.5"/>`,
  key: svg`<circle cx="8" cy="15.5" r="3.8"/><path d="m10.8 12.8 8.7-8.7M16 7.5l2.8 2.8M13.5 10l1.8 1.8"/>`,
  people: svg`<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5a6.5 6.5 0 0 1 13 0M16 5.2a3.5 3.5 0 0 1 0 6.6M18 14a6.5 6.5 0 0 1 3.5 5.5"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type CallIconName = keyof typeof STROKES;

export function callIcon(name: CallIconName): TemplateResult {
  return drawn(STROKES[name]);
}
