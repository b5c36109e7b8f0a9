import { html, nothing, type TemplateResult } from 'lit';
import type { RtcError } from '../src/index.js';
import { icon } from './icons.js';
import { text } from './strings.js';

/** Where there is no screen to say it on: what went wrong and a way to try again. */
export function failureBar(title: string, error: RtcError | undefined, retry: () => void): TemplateResult {
  return html`<div class="failure" part="failure">
    ${icon('warning')}
    <div class="failure-text"><strong>${title}</strong> ${failureDetails(error)}</div>
    <button @click=${retry}>${icon('retry')} ${text('room.retry')}</button>
  </div>`;
}

/** Message, hint and code. */
export function failureDetails(error: RtcError | undefined): TemplateResult | typeof nothing {
  if (error === undefined) return nothing;
  return html`<span>${error.message}</span> ${error.hint === '' ? nothing : html`<span>${error.hint}</span>`}
    <code>${error.code}</code>`;
}
