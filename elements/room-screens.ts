import { html, nothing, type TemplateResult } from 'lit';
import type { RoomState } from '../src/index.js';
import { callIcon } from './call-icons.js';
import { callText } from './call-strings.js';
import { icon } from './icons.js';
import { failureDetails } from './room-failure.js';
import { text } from './strings.js';

export interface ScreenActions {
  readonly join: () => void;
  readonly leave: () => void;
}

interface Screen {
  readonly drawing: TemplateResult;
  readonly busy?: boolean;
  readonly title: string;
  readonly text?: string;
  readonly details?: ReturnType<typeof failureDetails>;
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
  const cancel = { action: callText('room.cancel'), act: leave, quiet: true };
  switch (status) {
    case 'idle':
      return renderCard({
        drawing: callIcon('people'),
        title: name === undefined ? callText('room.untitled') : name,
        text: callText(name === undefined ? 'room.no-name' : 'room.join-hint'),
        action: callText('room.join'),
        act: join,
      });
    case 'joining':
      return renderCard({ drawing: callIcon('people'), busy: true, title: callText('room.joining'), ...cancel });
    case 'waiting':
      return renderCard({ drawing: callIcon('people'), busy: true, title: callText('room.waiting'), ...cancel });
    case 'left':
    case 'closed':
      return renderCard({
        drawing: icon('leave'),
        title: callText(`room.${status}`),
        action: callText('room.rejoin'),
        act: join,
      });
    case 'failed':
      return renderCard({
        drawing: icon('warning'),
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

function renderCard(screen: Screen): TemplateResult {
  return html`<div class="screen" part="screen">
    <div class="emblem ${screen.busy === true ? 'busy' : ''}">${screen.drawing}</div>
    <h2 part="title"><bdi>${screen.title}</bdi></h2>
    ${screen.text === undefined ? nothing : html`<p>${screen.text}</p>`}
    ${screen.details === undefined ? nothing : html`<p class="details">${screen.details}</p>`}
    <button class=${screen.quiet === true ? '' : 'primary'} @click=${screen.act}>${screen.action}</button>
  </div>`;
}
