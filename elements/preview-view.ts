import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { devices, type RtcError } from '../src/index.js';
import { DevicePickers, styles as pickerStyles } from './device-pickers.js';
import { deviceText } from './device-strings.js';
import { icon } from './icons.js';
import type { ViewPort } from './lazy-view-element.js';
import { previewStyles } from './preview-styles.js';
import { reported } from './reported.js';
import { isEngaged } from './room-capabilities.js';
import { text } from './strings.js';

export const styles = [...pickerStyles, previewStyles];

/** After joining, the room has opened the same devices by then; until then they stay open, and nobody is asked twice. */
const HANDOVER_MS = 5_000;

interface Wanted {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** The green room: what the devices give, before anybody else sees or hears it. */
export class PreviewView {
  readonly #port: ViewPort;
  readonly #changed: () => void;
  readonly #pickers: DevicePickers;
  readonly #meter = createRef<HTMLMeterElement>();
  readonly #video = createRef<HTMLVideoElement>();
  #capture: AbortController | undefined;
  #stream: MediaStream | undefined;
  #problems: readonly RtcError[] = [];
  #wanted: Wanted = { microphone: true, camera: true };
  #isHearing = false;
  #handover: ReturnType<typeof setTimeout> | undefined;

  constructor(port: ViewPort, changed: () => void) {
    this.#port = port;
    this.#changed = changed;
    const picture = (): MediaStreamTrack | undefined => this.#stream?.getVideoTracks()[0];
    this.#pickers = new DevicePickers({
      get picture() {
        return picture();
      },
      // No room's: its own are not captured yet.
      controller: undefined,
      changed,
      chosen: () => {
        if (this.#capture !== undefined) this.#start();
      },
    });
    const { startMuted = '' } = port.controller?.options ?? {};
    this.#wanted = { microphone: !startMuted.includes('microphone'), camera: !startMuted.includes('camera') };
  }

  /** Something to see or hear is there. */
  get isReady(): boolean {
    return this.#stream !== undefined;
  }

  /** Nobody looks any more, or the room has taken over: the devices are given back. */
  rest(): void {
    clearTimeout(this.#handover);
    this.#pickers.rest();
    this.#capture?.abort();
    this.#capture = this.#stream = this.#handover = undefined;
  }

  render(): TemplateResult {
    const { room } = this.#port;
    if (isEngaged(room.status)) {
      if (room.status === 'joined' && this.#capture !== undefined) {
        this.#handover ??= setTimeout(() => this.rest(), HANDOVER_MS);
      }
      return html`<p class="note" part="note">${deviceText('preview.in-call')}</p>`;
    }
    if (room.status === 'idle' && this.#capture === undefined) this.#start();
    return html`<div class="room" part="room">
      ${this.#renderPicture()}
      <div class="row">
        ${this.#renderToggle('microphone')} ${this.#renderToggle('camera')}
        <meter
          part="level"
          min="0"
          max="1"
          low="0.25"
          aria-label=${deviceText('preview.level')}
          ${ref(this.#meter)}
        ></meter>
        <button
          aria-pressed=${this.#isHearing}
          ?disabled=${this.#stream === undefined}
          @click=${() => {
            this.#isHearing = !this.#isHearing;
            this.#changed();
          }}
        >
          ${deviceText('preview.hear')}
        </button>
      </div>
      <div role="status" part="problems">
        ${this.#problems.map(({ message, hint }) => html`<p class="problem">${message} ${hint}</p>`)}
      </div>
      ${
        this.#capture === undefined || this.#problems.length > 0
          ? html`<button @click=${() => this.#start()}>
              ${deviceText(this.#problems.length > 0 ? 'preview.again' : 'preview.start')}
            </button>`
          : nothing
      }
      ${this.#pickers.render()}
      ${
        this.#port.controller === undefined
          ? nothing
          : html`<button class="primary" part="join" @click=${() => this.#join()}>
              <slot name="join-label">${deviceText('preview.join')}</slot>
            </button>`
      }
    </div>`;
  }

  #renderPicture(): TemplateResult {
    const stream = this.#stream;
    const hasPicture = stream !== undefined && stream.getVideoTracks().length > 0;
    const note = stream === undefined && this.#problems.length === 0 ? 'preview.asking' : 'preview.no-picture';
    return html`<div class="picture" part="picture">
      <video
        part="video"
        aria-label=${deviceText('preview.you')}
        playsinline
        autoplay
        ?hidden=${!hasPicture}
        .muted=${!this.#isHearing}
        .srcObject=${live(stream ?? null)}
        ${ref(this.#video)}
      ></video>
      ${hasPicture ? nothing : html`<p class="note">${deviceText(note)}</p>`}
    </div>`;
  }

  #renderToggle(device: keyof Wanted): TemplateResult {
    const on = this.#wanted[device];
    const label = text(`controls.${device}`);
    return html`<button
      class="round ${on ? 'on' : 'off'} ${device}"
      part="button ${device}"
      aria-pressed=${on}
      aria-label=${label}
      title=${label}
      @click=${() => {
        this.#wanted = { ...this.#wanted, [device]: !on };
        this.#start();
      }}
    >
      ${icon(on ? device : `${device}-off`)}
    </button>`;
  }

  #start(): void {
    reported(this.#captureAnew());
  }

  /** A camera that is switched off is given back: its light goes out. */
  async #captureAnew(): Promise<void> {
    this.#capture?.abort();
    const capture = new AbortController();
    this.#capture = capture;
    const { signal } = capture;
    const problems: RtcError[] = [];
    const { captureDevices, chosenDevices, watchLevel } = await devices();
    const { resolution, frameRate, microphone, camera } = this.#port.controller?.options ?? {};
    const wanted = this.#wanted;
    let stream: MediaStream | undefined;
    try {
      if (wanted.microphone || wanted.camera) {
        stream = await captureDevices(
          {
            resolution,
            frameRate,
            microphone: wanted.microphone ? microphone : 'none',
            camera: wanted.camera ? camera : 'none',
            told: (error) => problems.push(error),
          },
          { signal },
        );
      }
    } catch (error) {
      if (signal.aborted) return;
      problems.push(error as RtcError);
    }
    if (signal.aborted) return;
    this.#stream = stream;
    this.#problems = problems;
    this.#changed();
    const [sound] = stream?.getAudioTracks() ?? [];
    if (sound !== undefined) watchLevel(sound, (level) => this.#show(level), { signal });
    else this.#show(0);
    // A loudspeaker that is gone leaves the system's.
    await this.#video.value
      ?.setSinkId?.(chosenDevices().speaker?.replace(/^default$/, '') ?? '')
      .catch(() => undefined);
  }

  #show(level: number): void {
    if (this.#meter.value !== undefined) this.#meter.value.value = level;
  }

  #join(): void {
    const { controller } = this.#port;
    if (controller === undefined) return;
    const { microphone, camera } = this.#wanted;
    controller.configure({
      startMuted: [microphone ? '' : 'microphone', camera ? '' : 'camera'].join(' ').trim(),
    });
    reported(controller.join());
  }
}
