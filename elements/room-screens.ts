import { html, nothing, type TemplateResult } from 'lit';
import type { RoomState, RtcError } from '../src/index.js';
import { icon, type IconName } from './icons.js';
import { text } from './strings.js';

export interface ScreenActions {
  readonly join: () => void;
  readonly leave: () => void;
}

interface Screen {
  readonly icon: IconName;
  readonly busy?: boolean;
  readonly title: string;
  readonly text?: string;
  readonly details?: TemplateResult;
  readonly action: string;
  readonly act: () => void;
  readonly quiet?: boolean;
}

/** What stands in for the call while there is none; `undefined` while there is one. `name` is the room's, if it has one. */
export function renderScreen(
  { status, error }: RoomState,
  name: string | undefined,
  { join, leave }: ScreenActions,
): TemplateResult | undefined {
  const cancel = { action: text('room.cancel'), act: leave, quiet: true };
  switch (status) {
    case 'idle':
      return renderCard({
        icon: 'people',
        title: name === undefined ? text('room.untitled') : name,
        text: text(name === undefined ? 'room.no-name' : 'room.join-hint'),
        action: text('room.join'),
        act: join,
      });
    case 'joining':
      return renderCard({ icon: 'people', busy: true, title: text('room.joining'), ...cancel });
    case 'waiting':
      return renderCard({ icon: 'people', busy: true, title: text('room.waiting'), ...cancel });
    case 'left':
    case 'closed':
      return renderCard({ icon: 'leave', title: text(`room.${status}`), action: text('room.rejoin'), act: join });
    case 'failed':
      return renderCard({
        icon: 'warning',
        title: text('room.failed'),
        details: failureDetails(error),
        action: text('room.retry'),
        act: join,
      });
    case 'joined':
    case 'reconnecting':
      return undefined;
    default:
      return status satisfies never;
  }
}

/** For a room whose call the page composed: what went wrong and a way to try again. */
export function failureBar(error: RtcError | undefined, retry: () => void): TemplateResult {
  return html`<div class="failure" part="failure">
    ${icon('warning')}
    <div class="failure-text"><strong>${text('room.failed')}</strong> ${failureDetails(error)}</div>
    <button @click=${retry}>${icon('retry')} ${text('room.retry')}</button>
  </div>`;
}

function failureDetails(error: RtcError | undefined): TemplateResult {
  if (error === undefined) return html``;
  return html`<span>${error.message}</span> ${error.hint === '' ? nothing : html`<span>${error.hint}</span>`}
    <code>${error.code}</code>`;
}

function renderCard(screen: Screen): TemplateResult {
  return html`<div class="screen" part="screen">
    <div class="emblem ${screen.busy === true ? 'busy' : ''}">${icon(screen.icon)}</div>
    <h2 part="title"><bdi>${screen.title}</bdi></h2>
    ${screen.text === undefined ? nothing : html`<p>${screen.text}</p>`}
    ${screen.details === undefined ? nothing : html`<p class="details">${screen.details}</p>`}
    <button class=${screen.quiet === true ? '' : 'primary'} @click=${screen.act}>${screen.action}</button>
  </div>`;
}
