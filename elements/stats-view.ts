import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Participant, PersonStats, StreamStats } from '../src/index.js';
import type { ViewPort } from './lazy-view-element.js';
import { statsStyles } from './stats-styles.js';
import { filled, personName, type SentenceValues } from './strings.js';

export const styles = [statsStyles];

/** In English, in the manner of `strings.ts`. */
const ENGLISH = {
  empty: 'No connection yet',
  direct: 'direct',
  relayed: 'relayed',
  quality0: 'not connected',
  quality1: 'poor',
  quality2: 'fair',
  quality3: 'good',
  quality4: 'excellent',
  way: '{way}, {protocol}, {latency} ms there and back',
  rates: '{sent} kbit/s sent, {received} kbit/s received',
  stream: 'Stream',
  codec: 'Codec',
  size: 'Size',
  rate: 'kbit/s',
  loss: 'Lost',
  sent: '{source} sent',
  received: '{source} received',
  caption: 'Connection with {name}',
} as const satisfies Record<string, string>;

const statsText = (key: keyof typeof ENGLISH, values?: SentenceValues): string => filled(ENGLISH[key], values);

const INTERVAL_MS = 2_000;

/** The measured connections, for as long as somebody looks. */
export class StatsView {
  readonly #port: ViewPort;
  readonly #changed: () => void;
  #stats: readonly PersonStats[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(port: ViewPort, changed: () => void) {
    this.#port = port;
    this.#changed = changed;
  }

  get count(): number {
    return this.#stats.length;
  }

  render(participant: string): TemplateResult {
    if (this.#timer === undefined) this.#measure(participant);
    const people = new Map(this.#port.room.participants.map((person) => [person.userId, person]));
    const shown = this.#stats.flatMap((stats) => {
      const person = people.get(stats.userId);
      return person === undefined ? [] : [{ stats, person }];
    });
    if (shown.length === 0) return html`<p class="empty"><slot name="empty">${statsText('empty')}</slot></p>`;
    return html`${repeat(
      shown,
      ({ stats }) => stats.userId,
      ({ stats, person }) => renderPerson(stats, person),
    )}`;
  }

  /** Nobody looks any more; the next drawing begins again. */
  rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #measure(participant: string): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#changed();
    }, INTERVAL_MS);
    const { controller, room } = this.#port;
    if (controller === undefined || room.status !== 'joined') return;
    controller.getStats().then(
      (all) => {
        const stats = participant === '*' ? all : all.filter(({ userId }) => userId === participant);
        if (stats.length === 0 && this.#stats.length === 0) return;
        this.#stats = stats;
        this.#changed();
      },
      // Left meanwhile: there is nothing to be measured.
      () => undefined,
    );
  }
}

function renderPerson({ transport, tracks, quality }: PersonStats, person: Participant): TemplateResult {
  const { relayed, protocol, roundTripMs, sentKbps, receivedKbps } = transport;
  const name = personName(person);
  return html`<section part="person">
    <h3>
      <bdi part="name">${name}</bdi>
      <span class="quality q${quality}" part="quality">${statsText(`quality${quality}`)}</span>
    </h3>
    ${
      relayed === undefined
        ? nothing
        : html`<p part="way">
            ${statsText('way', {
              way: statsText(relayed ? 'relayed' : 'direct'),
              protocol: protocol ?? '–',
              latency: rounded(roundTripMs),
            })}<br />
            ${statsText('rates', { sent: rounded(sentKbps), received: rounded(receivedKbps) })}
          </p>`
    }
    ${tracks.length === 0 ? nothing : renderTracks(tracks, name)}
  </section>`;
}

function renderTracks(tracks: readonly StreamStats[], name: string): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${statsText('caption', { name })}>
    <table>
      <thead>
        <tr>
          ${(['stream', 'codec', 'size', 'rate', 'loss'] as const).map(
            (head) => html`<th scope="col">${statsText(head)}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${tracks.map(
          (track) =>
            html`<tr part="track">
              <th scope="row">${statsText(track.direction, { source: track.source })} (${track.kind})</th>
              <td>${track.codec ?? '–'}</td>
              <td>${sizeOf(track)}</td>
              <td>${rounded(track.kbps)}</td>
              <td>${track.loss === undefined ? '–' : `${(track.loss * 100).toFixed(1)} %`}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function sizeOf({ kind, width, height, framesPerSecond }: StreamStats): string {
  if (kind === 'audio' || width === undefined || height === undefined) return '–';
  return `${width}×${height}, ${rounded(framesPerSecond)}/s`;
}

function rounded(value: number | undefined): string {
  return value === undefined ? '–' : String(Math.round(value));
}
