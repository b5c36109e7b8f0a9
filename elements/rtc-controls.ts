import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { RoomController, RoomState } from '../src/index.js';
import type * as devicePickers from './device-pickers.js';
import { deviceProblem } from './device-problem.js';
import { icon, type IconName } from './icons.js';
import { LazyDrawing } from './lazy-drawing.js';
import { reported } from './reported.js';
import { canShareScreens, isInCall, maySend, oneself } from './room-capabilities.js';
import { RoomViewElement } from './room-view-element.js';
import { controlsStyles } from './rtc-controls-styles.js';
import { text } from './strings.js';
import { themeStyles } from './theme-styles.js';

interface Toggle {
  readonly name: 'microphone' | 'camera' | 'screen' | 'hand';
  readonly icon: IconName;
  readonly on: boolean;
  readonly enabled: boolean;
  readonly flip: () => void;
}

/**
 * The buttons of a call.
 *
 * @attr buttons - tokens of `microphone camera screen devices hand leave`, in the order wanted; all but `devices` and
 *   `hand` by default. `devices` opens the choice of microphone, camera and speaker
 * @slot - more buttons, before the last one
 * @slot microphone-icon, camera-icon, screen-icon, devices-icon, hand-icon, leave-icon - instead of the drawing
 * @slot microphone-label, camera-label, screen-label, hand-label, leave-label - instead of the word
 * @csspart bar - all buttons
 * @csspart button - each of them, with its token as a second part name
 * @csspart message - why what was pressed last is not to be had; empty while there is nothing to say
 * @csspart label - the word of each button; seen by assistive technology only, unless the page shows it
 */
export class RtcControlsElement extends RoomViewElement {
  static override styles = [themeStyles, controlsStyles];

  @property() buttons = 'microphone camera screen leave';

  readonly #menu = new LazyDrawing(this, () => import('./device-pickers.js'));
  #pickers: devicePickers.DevicePickers | undefined;
  @state() private choosing = false;
  /** The toggle that was pressed last. */
  @state() private pressed: Toggle['name'] | undefined;

  protected override slice(room: RoomState): readonly unknown[] {
    const own = oneself(room);
    return [room.status, room.microphone, room.camera, room.screen, room.policy, own?.role, own?.hand];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pickers?.rest();
  }

  protected override render(): TemplateResult {
    const tokens = this.buttons.trim().toLowerCase().split(/\s+/);
    const said = this.#problem(this.pressed);
    return html`<div class="bar" part="bar" role="group" aria-label=${text('controls.label')}>
      <span class=${said ? 'said' : 'unseen'} part="message" role="status">${said}</span>
      ${tokens.filter((token) => token !== 'leave').map((token) => this.#renderToken(token))}
      <slot></slot>
      ${tokens.includes('leave') ? this.#renderLeave() : nothing}
    </div>`;
  }

  /** Why there is none although one was asked for, or never will be. */
  #problem(name: Toggle['name'] | undefined): string | undefined {
    if (name === 'microphone' || name === 'camera') return deviceProblem(name, this.roomState[name]);
    return name === 'screen' && !canShareScreens() ? text('screen.unavailable') : undefined;
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
          flip: () => reported(this.bound().then((room) => room.setMicrophone())),
        });
      case 'camera':
        return this.#renderToggle({
          name: token,
          icon: camera === 'on' ? 'camera' : 'camera-off',
          on: camera === 'on',
          enabled: maySend(this.roomState, 'video'),
          flip: () => reported(this.bound().then((room) => room.setCamera())),
        });
      case 'screen':
        return this.#renderToggle({
          name: token,
          icon: 'screen',
          on: screen !== 'off',
          enabled: maySend(this.roomState, 'screen'),
          flip: () =>
            reported(this.bound().then((room) => (screen === 'off' ? room.shareScreen() : room.stopScreen()))),
        });
      case 'devices':
        return this.#renderDevices();
      case 'hand':
        return this.#renderToggle({
          name: token,
          icon: token,
          on: hand,
          enabled: isInCall(status),
          flip: () => reported(this.bound().then((room) => room.raiseHand(!hand))),
        });
      default:
        return nothing;
    }
  }

  #renderToggle(toggle: Toggle): TemplateResult {
    const label = text(`controls.${toggle.name}`);
    const problem = this.#problem(toggle.name);
    const isUnavailable = problem && toggle.name === 'screen';
    return html`<button
      class="round ${toggle.on ? 'on' : 'off'} ${toggle.name}"
      part="button ${toggle.name}"
      aria-pressed=${toggle.on}
      title=${problem ?? label}
      aria-disabled=${isUnavailable || nothing}
      ?disabled=${!toggle.enabled}
      @click=${() => {
        this.pressed = toggle.name;
        if (!isUnavailable) toggle.flip();
      }}
    >
      <slot name="${toggle.name}-icon">${icon(toggle.icon)}</slot>
      <span class="unseen" part="label"><slot name="${toggle.name}-label">${label}</slot></span>
      ${problem ? html`<span class="problem" aria-hidden="true">!</span>` : nothing}
    </button>`;
  }

  #renderDevices(): TemplateResult {
    const label = text('controls.devices');
    return html`<details
      class="devices"
      part="devices"
      @toggle=${({ currentTarget }: Event) => (this.choosing = (currentTarget as HTMLDetailsElement).open)}
    >
      <summary class="button round" part="button devices" title=${label} aria-label=${label}>
        <slot name="devices-icon">${icon('devices')}</slot>
      </summary>
      <div class="menu" part="menu">
        ${this.choosing && this.isConnected ? this.#menu.render((script) => this.#drawPickers(script)) : nothing}
      </div>
    </details>`;
  }

  #drawPickers({ DevicePickers }: typeof devicePickers): TemplateResult {
    const controller = (): RoomController | undefined => this.controller;
    this.#pickers ??= new DevicePickers({
      get controller() {
        return controller();
      },
      changed: () => this.requestUpdate(),
    });
    return this.#pickers.render();
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

declare global {
  interface HTMLElementTagNameMap {
    'rtc-controls': RtcControlsElement;
  }
}
