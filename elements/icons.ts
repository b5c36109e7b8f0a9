import { html, svg, type SVGTemplateResult, type TemplateResult } from 'lit';

/** Strokes on a 24 × 24 grid; colour and size come from the text around them. */
const STROKES = {
  microphone: svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>`,
  'microphone-off': svg`<path d="M15 9.5V6a3 3 0 0 0-5.7-1.3M9 9v2a3 3 0 0 0 4.6 2.5M5.5 11.5a6.5 6.5 0 0 0 10.6 5M18.5 11.5c0 1-.2 1.8-.6 2.6M12 18v3M4 4l16 16"/>`,
  camera: svg`<rect x="3" y="6" width="12.5" height="12" rx="3"/><path d="m15.5 10.5 5.5-3v9l-5.5-3"/>`,
  'camera-off': svg`<path d="M9.5 6h3a3 3 0 0 1 3 3v3.2m0 3a3 3 0 0 1-3 2.8H6a3 3 0 0 1-3-3V9c0-1.1.6-2 1.5-2.6M15.5 10.5l5.5-3v9l-2-1.1M4 4l16 16"/>`,
  screen: svg`<rect x="3" y="4.5" width="18" height="12" rx="2.5"/><path d="M8.5 20h7M12 13.5v-5m-2.3 2.1L12 8.3l2.3 2.3"/>`,
  devices: svg`<path d="M4 7h9m4 0h3M4 17h3m4 0h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
  hand: svg`<path d="M8 13V6a1.5 1.5 0 0 1 3 0v5m0-6a1.5 1.5 0 0 1 3 0v6m0-4.5a1.5 1.5 0 0 1 3 0V14a6.5 6.5 0 0 1-6.5 6.5c-2.6 0-4-1-5.3-3.2L3 13.4a1.5 1.5 0 0 1 2.5-1.6L8 15"/>`,
  leave: svg`<path d="M4.2 15.6 3 13.9c-.6-.8-.4-2 .4-2.7a13.4 13.4 0 0 1 17.2 0c.8.7 1 1.9.4 2.7l-1.2 1.7c-.5.7-1.4.9-2.1.5L15.3 15c-.6-.3-.9-1-.8-1.6l.1-1.3a9.8 9.8 0 0 0-5.2 0l.1 1.3c.1.6-.2 1.3-.8 1.6l-2.4 1.1c-.7.4-1.6.2-2.1-.5Z"/>`,
  join: svg`<path d="M10 4.5H7a3 3 0 0 0-3 3v9a3 3 0 0 0 3 3h3M14 8l4 4-4 4M18 12H9"/>`,
  warning: svg`<path d="M12 4 3 19.5h18L12 4Zm0 6v4.5m0 2.3v.2"/>`,
  play: svg`<path d="M8 5.5v13l11-6.5-11-6.5Z"/>`,
  pin: svg`<path d="M9 3.5h6l-.5 6 3 3.5h-11l3-3.5-.5-6ZM12 13v7.5"/>`,
  'picture-in-picture': svg`<rect x="3" y="5" width="18" height="14" rx="2.5"/><rect x="12" y="11.5" width="6" height="4.5" rx="1"/>`,
  'full-screen': svg`<path d="M4 9V6a2 2 0 0 1 2-2h3m6 0h3a2 2 0 0 1 2 2v3m0 6v3a2 2 0 0 1-2 2h-3m-6 0H6a2 2 0 0 1-2-2v-3"/>`,
  retry: svg`<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4L19.5 9m0-4.5V9H15"/>`,
} satisfies Record<string, SVGTemplateResult>;

export type IconName = keyof typeof STROKES;

/** Decoration beside a text or inside a labelled button: hidden from assistive technology. */
export function icon(name: IconName): TemplateResult {
  return drawn(STROKES[name]);
}

export function drawn(strokes: SVGTemplateResult): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${strokes}</svg>`;
}
