import { css, html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { devices, type DeviceChoice, type DeviceEntry, type DeviceLists, type RoomController } from '../src/index.js';
import { CameraControls, canMove } from './camera-controls.js';
import { deviceText } from './device-strings.js';
import { reported } from './reported.js';
import { oneself } from './room-capabilities.js';

export const styles = [
  css`
    .pickers {
      display: grid;
      gap: 0.625rem;
      text-align: start;
    }
    .pickers label {
      display: grid;
      gap: 0.25rem;
      font-size: 0.875rem;
    }
    .pickers label.claim {
      display: flex;
      align-items: center;
      gap: 0.5rem;
    }
    .pickers [type='range'] {
      inline-size: 100%;
      margin: 0;
      accent-color: var(--_accent);
    }
    .pickers select {
      min-block-size: 2.25rem;
      max-inline-size: 100%;
      padding-inline: 0.5rem;
      border: 1px solid var(--_border);
      border-radius: 0.5rem;
      background: var(--_raised);
      color: inherit;
      font: inherit;
    }
  `,
];

const CLAIMS = ['echoCancellation', 'noiseSuppression', 'autoGainControl', 'voiceIsolation'] as const;
type Claim = (typeof CLAIMS)[number];
type Place = 'microphone' | 'camera' | 'speaker';

/** What browsers do where nothing was said; isolating the voice removes music too. */
const BY_DEFAULT: Readonly<Record<Claim, boolean>> = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  voiceIsolation: false,
};

export interface PickersPort {
  readonly controller: RoomController | undefined;
  /** What runs where there is no room: the picture. */
  readonly picture?: MediaStreamTrack | undefined;
  /** To be drawn anew. */
  readonly changed: () => void;
  /** Something else was chosen, and is in use where it can be. */
  readonly chosen?: () => void;
}

/** Which microphone, camera and loudspeaker, where the camera looks, and what is done to the sound: for oneself, in a room or not. */
export class DevicePickers {
  readonly #port: PickersPort;
  #lists: DeviceLists | undefined;
  #remembered: DeviceChoice = {};
  #watch: AbortController | undefined;
  readonly #camera: CameraControls;
  #isAsked = false;

  constructor(port: PickersPort) {
    this.#port = port;
    const track = (): MediaStreamTrack | undefined => this.#track('camera');
    this.#camera = new CameraControls({
      get track() {
        return track();
      },
      apply: async (constraints) =>
        port.controller?.applyConstraints('camera', constraints) ?? track()?.applyConstraints(constraints),
      changed: port.changed,
    });
  }

  /** Nobody looks any more; the next drawing begins again. */
  rest(): void {
    this.#watch?.abort();
    this.#watch = undefined;
  }

  render(): TemplateResult {
    if (this.#watch === undefined) reported(this.#follow());
    const lists = this.#lists;
    if (lists === undefined) return html`<div class="pickers"><span class="spinner"></span></div>`;
    const supported = navigator.mediaDevices.getSupportedConstraints() as Readonly<Record<string, boolean | undefined>>;
    return html`<div class="pickers" part="pickers">
      ${this.#renderPicker('microphone', lists.microphones)} ${this.#renderPicker('camera', lists.cameras)}
      ${this.#camera.render()} ${supported['zoom'] === true ? this.#renderQuestion() : nothing}
      ${'setSinkId' in HTMLMediaElement.prototype ? this.#renderPicker('speaker', lists.speakers) : nothing}
      ${CLAIMS.filter((claim) => supported[claim] === true).map((claim) => this.#renderClaim(claim))}
    </div>`;
  }

  #renderPicker(place: Place, entries: readonly DeviceEntry[]): TemplateResult {
    const used = this.#used(place);
    const selected = entries.some(({ deviceId }) => deviceId === used) ? used : 'default';
    const pick = ({ target }: Event): void => this.#choose({ [place]: (target as HTMLSelectElement).value });
    return html`<label>
      <span>${deviceText(place)}</span>
      <select part="picker ${place}" ?disabled=${entries.length === 0} @change=${pick}>
        <option value="default" .selected=${live(selected === 'default')}>
          ${deviceText(entries.length === 0 ? 'gone' : 'default')}
        </option>
        ${entries
          .filter(({ deviceId }) => deviceId !== '')
          .map(
            ({ deviceId, label }, index) =>
              html`<option value=${deviceId} .selected=${live(deviceId === selected)}>
                ${label || deviceText(`${place}-nth`, { number: index + 1 })}
              </option>`,
          )}
      </select>
    </label>`;
  }

  /** Some browsers let a page zoom and turn a camera only once it has asked for that apart. */
  #renderQuestion(): TemplateResult | typeof nothing {
    const track = this.#track('camera');
    if (this.#port.controller === undefined || track === undefined || canMove(track)) return nothing;
    if (this.#isAsked) return html`<span role="status">${deviceText('unmovable')}</span>`;
    return html`<button class="small" part="ask" @click=${() => this.#choose({ panTiltZoom: true })}>
      ${deviceText('move')}
    </button>`;
  }

  #renderClaim(claim: Claim): TemplateResult {
    const flip = ({ target }: Event): void => this.#choose({ [claim]: (target as HTMLInputElement).checked });
    return html`<label class="claim">
      <input type="checkbox" .checked=${live(this.#remembered[claim] ?? BY_DEFAULT[claim])} @change=${flip} />
      <span>${deviceText(claim)}</span>
    </label>`;
  }

  /** The device that runs, or else the one chosen before. */
  #used(place: Place): string | undefined {
    if (place === 'speaker') return this.#port.controller?.state.speaker || this.#remembered.speaker;
    return this.#track(place)?.getSettings().deviceId ?? this.#remembered[place];
  }

  /** What is captured now, as far as this is for the one who captures it. */
  #track(place: 'microphone' | 'camera'): MediaStreamTrack | undefined {
    const room = this.#port.controller?.state;
    if (room === undefined) return place === 'camera' ? this.#port.picture : undefined;
    const own = oneself(room)?.streams.find(({ source }) => source === place);
    return place === 'microphone' ? own?.tracks.audio : own?.tracks.video;
  }

  #choose(choice: DeviceChoice): void {
    const { controller } = this.#port;
    const use = controller?.useDevices(choice) ?? devices().then(({ useDevices }) => useDevices(choice));
    const drawn = async (): Promise<void> => {
      // Refused, the picker says again what goes on; the room has told why.
      await use.then(
        () => (this.#isAsked ||= choice.panTiltZoom === true),
        () => undefined,
      );
      this.#remembered = (await devices()).chosenDevices();
      this.#port.changed();
      this.#port.chosen?.();
    };
    reported(drawn());
  }

  async #follow(): Promise<void> {
    const watch = new AbortController();
    this.#watch = watch;
    const { chosenDevices, watchDevices } = await devices();
    this.#remembered = chosenDevices();
    const listed = (lists: DeviceLists): void => {
      this.#lists = lists;
      this.#port.changed();
    };
    await watchDevices(listed, { signal: watch.signal });
  }
}
