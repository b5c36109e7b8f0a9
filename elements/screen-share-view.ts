import { css, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Crop, Participant, RoomController, RoomState } from '../src/index.js';
import { icon } from './icons.js';
import { reported } from './reported.js';
import { canShareScreens, maySend, oneself } from './room-capabilities.js';
import type { RtcScreenShareElement } from './rtc-screen-share.js';
import { screenText, type ScreenStringKey } from './screen-share-strings.js';
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
    .move {
      display: inline-flex;
      gap: 0.25rem;
    }
    button[aria-pressed='true'] {
      border-color: transparent;
      background: var(--_accent);
      color: var(--_on-accent);
    }
  `,
];

export interface ScreenShareDrawing {
  readonly element: RtcScreenShareElement;
  readonly room: RoomState;
  readonly controller: RoomController | undefined;
  /** Others first. */
  readonly presenters: readonly Participant[];
}

/** One press moves by this part of what is shown. */
const STEP = 0.25;

const DIRECTIONS: readonly (readonly [key: ScreenStringKey, arrow: string, right: number, down: number])[] = [
  ['screen.left', '←', -STEP, 0],
  ['screen.up', '↑', 0, -STEP],
  ['screen.down', '↓', 0, STEP],
  ['screen.right', '→', STEP, 0],
];

/** The buttons, and the screens of all who present beside oneself. */
export function renderScreenShare({ element, room, controller, presenters }: ScreenShareDrawing): TemplateResult {
  const available = canShareScreens();
  const sharing = room.screen !== 'off';
  return html`
    <div class="row">
      <button
        part="button"
        aria-pressed=${sharing}
        title=${available ? nothing : text('screen.unavailable')}
        ?disabled=${!available || !maySend(room, 'screen')}
        @click=${() => reported(sharing ? element.stop() : element.start())}
      >
        <slot name="icon">${icon('screen')}</slot>
        ${
          sharing
            ? html`<slot name="stop-label">${screenText('screen.stop')}</slot>`
            : html`<slot name="start-label">${screenText('screen.share')}</slot>`
        }
      </button>
      ${sharing ? renderFurther(element, room.screen === 'paused') : nothing}
      <span class="presenter" part="presenter"
        >${available ? presenterText(room, presenters[0]) : text('screen.unavailable')}</span
      >
      ${presenters.map((person) => renderMove(element, room, person))}
    </div>
    ${repeat(
      presenters.filter((person) => !person.self),
      (person) => person.userId,
      (person) =>
        html`<rtc-video
          part="screen"
          source="screen"
          controls
          .room=${controller}
          .participant=${person.userId}
        ></rtc-video>`,
    )}
  `;
}

function renderFurther(element: RtcScreenShareElement, paused: boolean): TemplateResult {
  return html`<button part="pause" @click=${() => reported(paused ? element.resume() : element.pause())}>
      ${screenText(paused ? 'screen.resume' : 'screen.pause')}
    </button>
    <button part="another" @click=${() => reported(element.start({ another: true }))}>
      ${screenText('screen.another')}
    </button>`;
}

/** For those who may: the buttons that move what is shown of somebody's screen. */
function renderMove(
  element: RtcScreenShareElement,
  room: RoomState,
  person: Participant,
): TemplateResult | typeof nothing {
  const crop = person.streams.find((stream) => stream.crop !== undefined)?.crop;
  if (crop === undefined || !mayMove(room, person, crop)) return nothing;
  const move = (right: number, down: number): Promise<void> => {
    const x = within(crop.x + right * crop.width);
    const y = within(crop.y + down * crop.height);
    return person.self ? element.crop({ ...crop, x, y }) : element.move(person.userId, { x, y });
  };
  const label = person.self ? screenText('screen.move-own') : screenText('screen.move', { name: personName(person) });
  return html`<span class="move" part="move" role="group" aria-label=${label}>
    ${DIRECTIONS.map(
      ([key, arrow, right, down]) =>
        html`<button aria-label=${screenText(key)} title=${screenText(key)} @click=${() => reported(move(right, down))}>
          ${arrow}
        </button>`,
    )}
  </span>`;
}

function mayMove(room: RoomState, person: Participant, { movableBy }: Crop): boolean {
  if (person.self || movableBy === 'everybody') return true;
  const role = oneself(room)?.role;
  return movableBy === 'moderators' && (role === 'owner' || role === 'moderator');
}

function within(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

function presenterText(room: RoomState, presenter: Participant | undefined): string {
  if (presenter !== undefined && !presenter.self) {
    return screenText('screen.presenting', { name: personName(presenter) });
  }
  if (room.screen === 'paused') return screenText('screen.you-paused');
  return screenText(presenter === undefined ? 'screen.nobody' : 'screen.you-present');
}
