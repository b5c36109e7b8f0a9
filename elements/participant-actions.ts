import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { may, type Action, type Participant, type RoomController } from '../src/index.js';
import { renderVolume } from './participant-volume.js';
import { peopleText, type PeopleStringKey } from './participants-strings.js';
import { reported } from './reported.js';
import { personName } from './strings.js';

/** Roles that are given; ownership is passed on. */
const GIVEN_ROLES = ['moderator', 'participant', 'viewer'] as const;

/**
 * What `own` may do about `person`, as native controls; `undefined` when that is nothing. What cannot be taken back is
 * asked for twice: each such button is behind a `<details>` of its own.
 */
export function renderActions(
  person: Participant,
  own: Participant | undefined,
  controller: RoomController,
): TemplateResult | undefined {
  const allowed = (action: Action): boolean => own !== undefined && !person.self && may(own.role, action, person.role);
  const actions = [
    own === undefined || person.self ? nothing : renderVolume(person, controller),
    ...(allowed('request-mute') ? renderMutes(person, controller) : []),
    allowed('lower-hand') && person.hand
      ? renderButton('act.lower-hand', () => controller.lowerHand(person.userId))
      : nothing,
    allowed('set-role') ? renderRole(person, controller) : nothing,
    allowed('transfer') ? renderTransfer(person, controller) : nothing,
    allowed('eject') ? renderEjection(person, controller) : nothing,
  ].filter((action) => action !== nothing);
  return actions.length === 0 ? undefined : html`${actions}`;
}

/** For what can be heard or seen of the person now: a mute can be asked for, its opposite cannot. */
function renderMutes({ userId, streams }: Participant, controller: RoomController): readonly TemplateResult[] {
  const kinds = [
    ...(streams.some(({ source, muted }) => source === 'microphone' && !muted.audio) ? (['audio'] as const) : []),
    ...(streams.some(({ source, muted }) => source === 'camera' && !muted.video) ? (['video'] as const) : []),
    ...(streams.some(({ source }) => source === 'screen') ? (['screen'] as const) : []),
  ];
  return kinds.map((kind) => renderButton(`act.mute-${kind}`, () => controller.requestMute(userId, kind)));
}

function renderRole({ userId, role, ...person }: Participant, controller: RoomController): TemplateResult {
  const change = (event: Event): void => {
    const { currentTarget } = event;
    if (!(currentTarget instanceof HTMLSelectElement)) return;
    const wanted = GIVEN_ROLES.find((given) => given === currentTarget.value);
    // It shows what is so; when the room has agreed, the new role is.
    currentTarget.value = role;
    if (wanted !== undefined) reported(controller.setRole(userId, wanted));
  };
  return html`<label class="role-choice">
    <span aria-hidden="true">${peopleText('act.role')}</span>
    <select
      .value=${live(role)}
      aria-label=${peopleText('people.role', { name: personName(person) })}
      @change=${change}
    >
      ${GIVEN_ROLES.map(
        (given) => html`<option value=${given} ?selected=${given === role}>${peopleText(`role.${given}`)}</option>`,
      )}
    </select>
  </label>`;
}

function renderTransfer(person: Participant, controller: RoomController): TemplateResult {
  const name = personName(person);
  return html`<details class="sure">
    <summary class="button small"><span>${peopleText('act.transfer')}</span></summary>
    <p>${peopleText('act.transfer-hint', { name })}</p>
    <button class="primary small" @click=${() => reported(controller.transferOwnership(person.userId))}>
      <bdi>${peopleText('act.transfer-sure', { name })}</bdi>
    </button>
  </details>`;
}

function renderEjection(person: Participant, controller: RoomController): TemplateResult {
  const eject = (event: Event): void => {
    const details = event.currentTarget instanceof Element ? event.currentTarget.closest('details') : null;
    const ban = details?.querySelector('input')?.checked === true;
    reported(controller.eject(person.userId, { ban }));
  };
  return html`<details class="sure eject">
    <summary class="button small"><span>${peopleText('act.eject')}</span></summary>
    <label><input type="checkbox" /> ${peopleText('act.eject-ban')}</label>
    <button class="danger small" @click=${eject}>
      <bdi>${peopleText('act.eject-sure', { name: personName(person) })}</bdi>
    </button>
  </details>`;
}

function renderButton(label: PeopleStringKey, act: () => Promise<void>): TemplateResult {
  return html`<button class="small" @click=${() => reported(act())}>${peopleText(label)}</button>`;
}
