import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Participant, RoomController } from '../src/index.js';
import { peopleText } from './participants-strings.js';
import { reported } from './reported.js';
import { personName } from './strings.js';

/** How loud people were before they were muted here, by room and userId. */
const unmuted = new WeakMap<RoomController, Map<string, number>>();

/** How loud somebody is for this visitor, who alone knows. The room remembers it as long as the person is there. */
export function renderVolume(person: Participant, controller: RoomController): TemplateResult {
  const { userId, volume } = person;
  const name = personName(person);
  const percent = String(Math.round(volume * 100));
  const flip = (): void => {
    const before = unmuted.get(controller) ?? new Map<string, number>();
    unmuted.set(controller, before);
    const next = volume === 0 ? (before.get(userId) ?? 1) : 0;
    if (next === 0) before.set(userId, volume);
    else before.delete(userId);
    reported(controller.setVolume(userId, next));
  };
  const slide = ({ target }: Event): void =>
    reported(controller.setVolume(userId, (target as HTMLInputElement).valueAsNumber / 100));
  return html`<div class="volume" part="volume">
    <label>
      <span aria-hidden="true">${peopleText('act.volume')}</span>
      <input
        type="range"
        min="0"
        max="100"
        step="5"
        .value=${live(percent)}
        aria-label=${peopleText('people.volume', { name })}
        aria-valuetext="${percent} %"
        @input=${slide}
      />
    </label>
    <button class="small" aria-pressed=${volume === 0} @click=${flip}>${peopleText('act.mute-here')}</button>
  </div>`;
}
