import { css, html, nothing, type TemplateResult } from 'lit';
import type { Participant, RoomController, RoomState } from '../src/index.js';
import { icon } from './icons.js';
import { canShareScreens, maySend } from './room-capabilities.js';
import { screenText } from './screen-share-strings.js';
import { personName, text } from './strings.js';

export const styles = [
  css`
    .row {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.5rem 0.75rem;
    }
    .presenter {
      color: var(--_muted);
      font-size: 0.875rem;
    }
    rtc-video {
      margin-block-start: 0.75rem;
    }
    button[aria-pressed='true'] {
      border-color: transparent;
      background: var(--_accent);
      color: var(--_on-accent);
    }
  `,
];

export interface ScreenShareDrawing {
  readonly room: RoomState;
  readonly controller: RoomController | undefined;
  readonly sharing: boolean;
  readonly presenter: Participant | undefined;
  readonly toggle: () => void;
}

/** The button, and the screen of whoever else presents. */
export function renderScreenShare({
  room,
  controller,
  sharing,
  presenter,
  toggle,
}: ScreenShareDrawing): TemplateResult {
  const available = canShareScreens();
  return html`
    <div class="row">
      <button
        part="button"
        aria-pressed=${sharing}
        title=${available ? nothing : text('screen.unavailable')}
        ?disabled=${!available || !maySend(room, 'screen')}
        @click=${toggle}
      >
        <slot name="icon">${icon('screen')}</slot>
        ${
          sharing
            ? html`<slot name="stop-label">${screenText('screen.stop')}</slot>`
            : html`<slot name="start-label">${screenText('screen.share')}</slot>`
        }
      </button>
      <span class="presenter" part="presenter"
        >${available ? presenterText(presenter) : text('screen.unavailable')}</span
      >
    </div>
    ${
      presenter === undefined || presenter.self
        ? nothing
        : html`<rtc-video
            part="screen"
            source="screen"
            controls
            .room=${controller}
            .participant=${presenter.userId}
          ></rtc-video>`
    }
  `;
}

function presenterText(presenter: Participant | undefined): string {
  if (presenter === undefined) return screenText('screen.nobody');
  return presenter.self
    ? screenText('screen.you-present')
    : screenText('screen.presenting', { name: personName(presenter) });
}
