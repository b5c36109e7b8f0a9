import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { deviceText } from './device-strings.js';

const RANGES = ['zoom', 'pan', 'tilt'] as const;
type RangeName = (typeof RANGES)[number];

/** In whatever unit the camera has; pan and tilt are in seconds of arc (Image Capture §8). */
interface Range {
  readonly min: number;
  readonly max: number;
  readonly step?: number;
}

/** Image Capture members, which the DOM's types lack. */
type CameraCapabilities = MediaTrackCapabilities & Partial<Record<RangeName, Range>> & { readonly torch?: unknown };
type CameraSettings = MediaTrackSettings & Partial<Record<RangeName, number>> & { readonly torch?: boolean };
type Position = Readonly<Partial<Record<RangeName, number> & { torch: boolean }>>;

export interface CameraControlsPort {
  /** What runs now. */
  readonly track: MediaStreamTrack | undefined;
  /** Rejects when the camera cannot. */
  readonly apply: (constraints: MediaTrackConstraints) => Promise<void>;
  /** To be drawn anew. */
  readonly changed: () => void;
}

/** Whether the running camera can be zoomed or turned by this page. */
export function canMove(track: MediaStreamTrack | undefined): boolean {
  const can = capabilitiesOf(track);
  return RANGES.some((name) => can[name] !== undefined);
}

/** The lens, the head and the lamp of the camera: a slider or a switch for each that the running track has. */
export class CameraControls {
  readonly #port: CameraControlsPort;
  #track: MediaStreamTrack | undefined;
  /** Chosen for this track; all of it is said each time, since what is not said again a browser may forget. */
  #position: Position = {};
  #isApplying = false;

  constructor(port: CameraControlsPort) {
    this.#port = port;
  }

  render(): TemplateResult | typeof nothing {
    const { track } = this.#port;
    if (track !== this.#track) {
      this.#track = track;
      this.#position = {};
    }
    const can = capabilitiesOf(track);
    const settings: CameraSettings = { ...track?.getSettings(), ...this.#position };
    const torch = can.torch !== undefined && can.torch !== false;
    return html`${RANGES.map((name) => this.#renderRange(name, can[name], settings[name]))}
    ${
      torch
        ? html`<label class="claim">
            <input
              type="checkbox"
              part="torch"
              .checked=${live(settings.torch === true)}
              @change=${({ target }: Event) => this.#move({ torch: (target as HTMLInputElement).checked })}
            />
            <span>${deviceText('torch')}</span>
          </label>`
        : nothing
    }`;
  }

  #renderRange(name: RangeName, range: Range | undefined, value: number | undefined): TemplateResult | typeof nothing {
    if (range === undefined || range.max <= range.min) return nothing;
    return html`<label>
      <span>${deviceText(name)}</span>
      <input
        type="range"
        part="range ${name}"
        min=${range.min}
        max=${range.max}
        step=${range.step || 'any'}
        .value=${live(String(value ?? range.min))}
        @input=${({ target }: Event) => this.#move({ [name]: (target as HTMLInputElement).valueAsNumber })}
      />
    </label>`;
  }

  #move(change: Position): void {
    this.#position = { ...this.#position, ...change };
    if (!this.#isApplying) void this.#follow();
  }

  /** A camera moves more slowly than a slider: of what was said meanwhile only the newest counts. */
  async #follow(): Promise<void> {
    this.#isApplying = true;
    for (let applied: Position | undefined; applied !== this.#position;) {
      applied = this.#position;
      // Refused, the control says again what is so; the room has told why.
      const isRefused = await this.#port.apply({ advanced: [applied as MediaTrackConstraintSet] }).then(
        () => false,
        () => true,
      );
      if (isRefused && applied === this.#position) applied = this.#position = {};
    }
    this.#isApplying = false;
    this.#port.changed();
  }
}

function capabilitiesOf(track: MediaStreamTrack | undefined): CameraCapabilities {
  return (track?.readyState === 'live' && track.getCapabilities?.()) || {};
}
