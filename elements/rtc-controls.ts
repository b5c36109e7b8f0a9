import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { DeviceState, RoomState } from '../src/index.js';
import { icon, type IconName } from './icons.js';
import { reported } from './reported.js';
import { canShareScreens, isInCall, maySend, oneself } from './room-capabilities.js';
import { RoomViewElement } from './room-view-element.js';
import { controlsStyles } from './rtc-controls-styles.js';
import { text, type StringKey } from './strings.js';
import { themeStyles } from './theme-styles.js';

interface Toggle {
  readonly name: 'microphone' | 'camera' | 'screen' | 'hand';
  readonly icon: IconName;
  readonly on: boolean;
  readonly enabled: boolean;
  /** Why there is none although one was asked for. */
  readonly problem: string | undefined;
  readonly flip: () => void;
}

/**
 * The buttons of a call.
 *
 * @attr buttons - tokens of `microphone camera screen hand leave`, in the order wanted; all but `hand` by default
 * @slot - more buttons, before the last one
 * @slot microphone-icon, camera-icon, screen-icon, hand-icon, leave-icon - instead of the drawing
 * @slot microphone-label, camera-label, screen-label, hand-label, leave-label - instead of the word
 * @csspart bar - all buttons
 * @csspart button - each of them, with its token as a second part name
 * @csspart label - the word of each button; seen by assistive technology only, unless the page shows it
 */
export class RtcControlsElement extends RoomViewElement {
  static override styles = [themeStyles, controlsStyles];

  @property() buttons = 'microphone camera screen leave';

  protected override slice(room: RoomState): readonly unknown[] {
    const own = oneself(room);
    return [room.status, room.microphone, room.camera, room.screen, room.policy, own?.role, own?.hand];
  }

  protected override render(): TemplateResult {
    const tokens = this.buttons.trim().toLowerCase().split(/\s+/);
    return html`<div class="bar" part="bar" role="group" aria-label=${text('controls.label')}>
      ${tokens.filter((token) => token !== 'leave').map((token) => this.#renderToken(token))}
      <slot></slot>
      ${tokens.includes('leave') ? this.#renderLeave() : nothing}
    </div>`;
  }

  #renderToken(token: string): TemplateResult | typeof nothing {
    const { microphone, camera, screen, status } = this.roomState;
    const hand = oneself(this.roomState)?.hand === true;
    switch (token) {
      case 'microphone':
        return this.#renderToggle({
          name: token,
          icon: microphone === 'on' ? 'microphone' : 'microphone-off',
          on: microphone === 'on',
          enabled: maySend(this.roomState, 'audio'),
          problem: deviceProblem(microphone, 'controls.microphone'),
          flip: () => reported(this.bound().then((room) => room.setMicrophone())),
        });
      case 'camera':
        return this.#renderToggle({
          name: token,
          icon: camera === 'on' ? 'camera' : 'camera-off',
          on: camera === 'on',
          enabled: maySend(this.roomState, 'video'),
          problem: deviceProblem(camera, 'controls.camera'),
          flip: () => reported(this.bound().then((room) => room.setCamera())),
        });
      case 'screen':
        return this.#renderToggle({
          name: token,
          icon: 'screen',
          on: screen !== 'off',
          enabled: maySend(this.roomState, 'screen') && canShareScreens(),
          problem: canShareScreens() ? undefined : text('screen.unavailable'),
          flip: () =>
            reported(this.bound().then((room) => (screen === 'off' ? room.shareScreen() : room.stopScreen()))),
        });
      case 'hand':
        return this.#renderToggle({
          name: token,
          icon: token,
          on: hand,
          enabled: isInCall(status),
          problem: undefined,
          flip: () => reported(this.bound().then((room) => room.raiseHand(!hand))),
        });
      default:
        return nothing;
    }
  }

  #renderToggle(toggle: Toggle): TemplateResult {
    const label = text(`controls.${toggle.name}`);
    return html`<button
      class="round ${toggle.on ? 'on' : 'off'} ${toggle.name}"
      part="button ${toggle.name}"
      aria-pressed=${toggle.on}
      title=${toggle.problem ?? label}
      ?disabled=${!toggle.enabled}
      @click=${toggle.flip}
    >
      <slot name="${toggle.name}-icon">${icon(toggle.icon)}</slot>
      <span class="unseen" part="label"><slot name="${toggle.name}-label">${label}</slot></span>
      ${toggle.problem === undefined ? nothing : html`<span class="problem" aria-hidden="true">!</span>`}
    </button>`;
  }

  #renderLeave(): TemplateResult {
    const { status } = this.roomState;
    const away = status === 'idle' || status === 'left' || status === 'closed' || status === 'failed';
    const label = text(away ? 'controls.join' : 'controls.leave');
    const flip = (): void => reported(this.bound().then((room) => (away ? room.join() : room.leave())));
    return html`<button
      class="round ${away ? 'primary' : 'danger'} leave"
      part="button leave"
      title=${label}
      ?disabled=${this.controller === undefined}
      @click=${flip}
    >
      <slot name="leave-icon">${icon(away ? 'join' : 'leave')}</slot>
      <span class="unseen" part="label"><slot name="leave-label">${label}</slot></span>
    </button>`;
  }
}

function deviceProblem(device: DeviceState, name: StringKey): string | undefined {
  if (device !== 'denied' && device !== 'missing' && device !== 'busy') return undefined;
  return text(`device.${device}`, { device: text(name) });
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-controls': RtcControlsElement;
  }
}
