import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { may, type Participant, type RoomController, type RoomState, type Waiting } from '../src/index.js';
import { icon } from './icons.js';
import { renderActions } from './participant-actions.js';
import { peopleText } from './participants-strings.js';
import { participantsStyles } from './participants-styles.js';
import { hueOf, hueStyles, initials } from './person-mark.js';
import { reported } from './reported.js';
import { isInCall, oneself } from './room-capabilities.js';
import { personName } from './strings.js';

export const styles = [hueStyles, participantsStyles];

/** The roster; `controller` is absent while the element has found no room. */
export function renderParticipants(room: RoomState, controller: RoomController | undefined): TemplateResult {
  const { participants, waiting } = room;
  const own = isInCall(room.status) ? oneself(room) : undefined;
  return html`
    ${controller === undefined || waiting.length === 0 ? nothing : renderWaiting(waiting, controller)}
    ${
      participants.length === 0
        ? html`<p class="empty"><slot name="empty">${peopleText('people.empty')}</slot></p>`
        : html`<ul part="list" aria-label=${peopleText('people.list')}>
            ${repeat(
              participants,
              ({ userId }) => userId,
              (person) => renderPerson(person, own, controller),
            )}
          </ul>`
    }
    ${controller === undefined || own === undefined ? nothing : renderRoom(room, own, controller)}
  `;
}

function renderWaiting(waiting: readonly Waiting[], controller: RoomController): TemplateResult {
  return html`<div class="waiting" part="waiting" role="group" aria-label=${peopleText('waiting.list')}>
    <strong aria-hidden="true">${peopleText('waiting.list')}</strong>
    <ul>
      ${repeat(
        waiting,
        ({ userId }) => userId,
        ({ userId, displayName }) => {
          const name = personName({ displayName, self: false });
          return html`<li>
            ${renderMark(userId, displayName)}
            <div class="name"><bdi>${name}</bdi></div>
            <div class="choice">
              <button
                class="primary small"
                aria-label=${peopleText('waiting.admit-person', { name })}
                @click=${() => reported(controller.admit(userId))}
              >
                ${peopleText('waiting.admit')}
              </button>
              <button
                class="small"
                aria-label=${peopleText('waiting.deny-person', { name })}
                @click=${() => reported(controller.deny(userId))}
              >
                ${peopleText('waiting.deny')}
              </button>
            </div>
          </li>`;
        },
      )}
    </ul>
  </div>`;
}

function renderPerson(
  person: Participant,
  own: Participant | undefined,
  controller: RoomController | undefined,
): TemplateResult {
  const actions = controller === undefined ? undefined : renderActions(person, own, controller);
  const row = html`${renderMark(person.userId, person.displayName)}
    <span class="who">
      <bdi class="name" part="name">${personName(person)}</bdi>
      ${
        person.role === 'participant'
          ? nothing
          : html`<span class="role" part="role">${peopleText(`role.${person.role}`)}</span>`
      }
    </span>
    ${renderNotes(person)}`;
  return html`<li part="person" class=${person.presence}>
    ${
      actions === undefined
        ? html`<div class="row">${row}</div>`
        : html`<details>
            <summary class="row">${row}</summary>
            <div class="actions" part="actions">${actions}</div>
          </details>`
    }
  </li>`;
}

function renderNotes({ hand, presence, streams }: Participant): TemplateResult {
  const microphone = streams.find(({ source }) => source === 'microphone');
  const presenting = streams.some(({ source }) => source === 'screen');
  return html`<span class="notes">
    ${hand ? renderNote('hand', html`<span class="hand">${icon('hand')}</span>`) : nothing}
    ${presenting ? renderNote('presenting', icon('screen')) : nothing}
    ${microphone?.muted.audio === false ? nothing : renderNote('muted', icon('microphone-off'))}
    ${presence === 'suspended' ? renderNote('suspended', icon('warning')) : nothing}
  </span>`;
}

function renderNote(note: 'hand' | 'presenting' | 'muted' | 'suspended', drawing: TemplateResult): TemplateResult {
  const label = peopleText(`note.${note}`);
  return html`<span part="note" title=${label}>${drawing}<span class="unseen">${label}</span></span>`;
}

function renderMark(userId: string, displayName: string): TemplateResult {
  return html`<span class="mark hue-${hueOf(userId)}" aria-hidden="true">${initials(displayName)}</span>`;
}

function renderRoom(
  { locked }: RoomState,
  { role }: Participant,
  controller: RoomController,
): TemplateResult | typeof nothing {
  if (!may(role, 'lock')) return nothing;
  return html`<div class="room" part="room">
    <button
      class="small lock"
      aria-pressed=${locked}
      title=${peopleText('room.lock-hint')}
      @click=${() => reported(controller.setLocked(!locked))}
    >
      ${peopleText('room.lock')}
    </button>
    ${
      may(role, 'close')
        ? html`<details class="sure">
            <summary class="button small"><span>${peopleText('room.close')}</span></summary>
            <p>${peopleText('room.close-hint')}</p>
            <button class="danger small" @click=${() => reported(controller.close())}>
              ${peopleText('room.close-sure')}
            </button>
          </details>`
        : nothing
    }
  </div>`;
}
