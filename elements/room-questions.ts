import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RoomController, RoomState } from '../src/index.js';
import { callIcon } from './call-icons.js';
import { callText } from './call-strings.js';
import { reported } from './reported.js';
import { isEngaged } from './room-capabilities.js';
import { callerName, personName } from './strings.js';

/** Calls that ring, each with the choice to take it. */
export function renderCalls({ calls, status }: RoomState, controller: RoomController): TemplateResult {
  return html`${repeat(
    calls,
    ({ callId }) => callId,
    (call) =>
      html`<div class="notice calling" part="notice">
        ${callIcon('phone')}
        <span>
          <bdi>${callText('room.calling', { name: callerName(call) })}</bdi>
          ${isEngaged(status) ? html`<small>${callText('room.calling-hint')}</small>` : nothing}
        </span>
        <button class="primary small" @click=${() => reported(controller.answer(call.callId))}>
          ${callText('room.answer')}
        </button>
        <button class="small" @click=${() => reported(controller.decline(call.callId))}>
          ${callText('room.decline')}
        </button>
      </div>`,
  )}`;
}

/** The first of those who wait to be let in, quietly; `showAll` opens the list where there are more. */
export function renderRequests(
  { waiting }: RoomState,
  controller: RoomController,
  showAll: () => void,
): TemplateResult | typeof nothing {
  const [first] = waiting;
  if (first === undefined) return nothing;
  const name = personName({ displayName: first.displayName, self: false });
  const { userId } = first;
  return html`<div class="notice" part="notice">
    ${callIcon('door')}
    <span><bdi>${callText('room.wants-in', { name })}</bdi></span>
    <button
      class="primary small"
      aria-label=${callText('room.admit-person', { name })}
      @click=${() => reported(controller.admit(userId))}
    >
      ${callText('room.admit')}
    </button>
    <button
      class="small"
      aria-label=${callText('room.deny-person', { name })}
      @click=${() => reported(controller.deny(userId))}
    >
      ${callText('room.deny')}
    </button>
    ${
      waiting.length === 1
        ? nothing
        : html`<button class="small" @click=${showAll}>
            <span>${callText('room.more-waiting', { count: waiting.length - 1 })}</span>
          </button>`
    }
  </div>`;
}
