import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Participant, PeerState, RoomState } from '../src/index.js';
import { deviceProblem } from './device-problem.js';
import { icon } from './icons.js';
import { enumerated } from './attribute-converters.js';
import { hueOf, hueStyles, initials } from './person-mark.js';
import { RoomViewElement } from './room-view-element.js';
import { videoStyles } from './rtc-video-styles.js';
import { text } from './strings.js';
import { themeStyles } from './theme-styles.js';
import { tileStyles } from './tile-styles.js';
import type { TileWatch } from './tile-watch.js';
import { TileStreams } from './tile-streams.js';
import { described, hasHandUp, tileLabel } from './tile-label.js';
import { tilesOf, type Tile, type TileSource } from './tiles.js';

export type VideoLayout = 'grid' | 'spotlight' | 'strip';

const CONNECTION_TEXTS = {
  connecting: 'connecting',
  connected: undefined,
  disconnected: 'disconnected',
  failed: 'failed',
  closed: 'disconnected',
} as const satisfies Record<PeerState, string | undefined>;

/**
 * The people of a room, and what they show.
 *
 * @attr participant - `self`, a user id, or `*` (default) for everybody
 * @attr source - `camera` (default): one tile a person, and one for each further camera or microphone; `screen`: one for each
 *   shared screen; `any`: both, and one for each other stream that somebody publishes
 * @attr layout - `grid` (default), `spotlight` (one large, the others beside it), `strip` (one scrolling row)
 * @attr controls - pin, picture-in-picture and full-screen buttons on each tile
 * State: `count` (tiles), `speaking` (somebody shown speaks), `muted` (no microphone of the people shown is on), `pinned`.
 * @csspart grid - all tiles
 * @csspart tile - one of them; with `speaking`, and `quality-0` … `quality-4`, it has these parts too
 * @csspart video - its picture
 * @csspart placeholder - what stands in for the picture
 * @csspart badge - the label in its corner
 * @csspart name - the name in the badge
 * @csspart hand - beside it, while the hand is raised
 * @csspart connection - what is wrong with the connection, or with one's own camera
 * @slot empty - shown while there is nothing to show
 * @cssproperty --rtc-tile-surface - behind the picture
 * @cssproperty --rtc-level - set on each tile: how loud its person is, 0…1
 * @cssproperty --rtc-speaker - the line around who speaks
 * @cssproperty --rtc-tile-fit - how a camera fills its tile, `cover` by default
 */
export class RtcVideoElement extends RoomViewElement {
  static override styles = [themeStyles, videoStyles, hueStyles, tileStyles];

  @property() participant = '*';
  @property({ converter: enumerated<TileSource>(['camera', 'screen', 'any']) }) source: TileSource = 'camera';
  @property({ converter: enumerated<VideoLayout>(['grid', 'spotlight', 'strip']) }) layout: VideoLayout = 'grid';
  @property({ type: Boolean }) controls = false;

  @state() private pinnedTile: string | undefined;
  @state() private refused = false;

  readonly #streams = new TileStreams();
  #tiles: readonly Tile[] = [];
  #watch: Promise<TileWatch> | undefined;

  protected override slice(room: RoomState): readonly unknown[] {
    return [room.participants, room.speaker, room.camera];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // A browser pauses what is taken out of the page, and moving is taking out.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#tiles = tilesOf(this.roomState, { participant: this.participant || '*', source: this.source });
    this.#streams.update(this.#tiles);
    if (!this.#tiles.some((tile) => tile.tileId === this.pinnedTile)) this.pinnedTile = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const people = this.#tiles.filter((tile) => tile.kind === 'person');
    this.states.write({
      count: this.#tiles.length,
      speaking: people.some((tile) => tile.person.speaking),
      muted: people.length > 0 && people.every((tile) => tile.microphoneMuted),
      pinned: this.pinnedTile !== undefined,
    });
    const strip = Math.max(1, this.#tiles.length - 1);
    this.renderRoot.querySelector<HTMLElement>('.grid')?.style.setProperty('--_strip', String(strip));
    this.#route();
    this.#play();
    this.#follow();
  }

  protected override render(): TemplateResult {
    if (this.#tiles.length === 0) {
      return html`<div class="empty"><slot name="empty">${text('video.empty')}</slot></div>`;
    }
    const main = this.#mainTile();
    return html`<div
      class="grid ${main === undefined ? this.layout : 'spotlight'}"
      part="grid"
      role="group"
      aria-label=${text('video.region')}
      tabindex=${this.layout === 'strip' ? '0' : nothing}
    >
      ${repeat(
        this.#tiles,
        (tile) => tile.tileId,
        (tile) => this.#renderTile(tile, tile.tileId === main),
      )}
    </div>`;
  }

  #renderTile(tile: Tile, main: boolean): TemplateResult {
    const label = tileLabel(tile);
    // Lit sets an object anew each time, and a video that is given its stream again begins again. Only `live` looks first.
    const stream = live(this.#streams.get(tile.tileId) ?? null);
    const mirrored = tile.local && tile.kind === 'person';
    return html`<div
      class="tile ${tile.kind} ${main ? 'main' : ''} ${isSpeaking(tile) ? 'speaking' : ''}"
      part="tile quality-${tile.person.quality} ${isSpeaking(tile) ? 'speaking' : ''}"
      role="group"
      data-tile=${tile.tileId}
      aria-label=${described(tile, label)}
    >
      <div class="placeholder hue-${hueOf(tile.person.userId)}" part="placeholder" aria-hidden="true">
        <span class="initials">${tile.kind === 'person' ? initials(tile.person.displayName) : icon('screen')}</span>
      </div>
      <video
        part="video"
        class=${mirrored ? 'mirrored' : ''}
        ?hidden=${!tile.hasPicture}
        playsinline
        autoplay
        .muted=${tile.local || tile.person.volume === 0}
        .volume=${tile.person.volume}
        .srcObject=${stream}
      ></video>
      ${this.#renderConnection(tile)}
      <div class="badge" part="badge" aria-hidden="true">
        ${tile.microphoneMuted ? icon('microphone-off') : nothing}
        ${hasHandUp(tile) ? html`<span class="hand" part="hand">${icon('hand')}</span>` : nothing}
        <bdi part="name">${label}</bdi>
      </div>
      ${
        this.refused && !tile.local && tile.tracks.length > 0
          ? html`<button class="primary play" @click=${() => this.#play()}>
              ${icon('play')} ${text('video.play')}
            </button>`
          : nothing
      }
      ${this.controls ? this.#renderTileControls(tile, label) : nothing}
    </div>`;
  }

  /** What is wrong with the connection, or with one's own camera. */
  #renderConnection({ kind, person, local }: Tile): TemplateResult | typeof nothing {
    const line = person.presence === 'suspended' ? 'suspended' : (CONNECTION_TEXTS[person.connection] ?? poor(person));
    const camera = kind === 'person' && deviceProblem('camera', this.roomState.camera);
    const says = local ? camera : line && text(`video.${line}`);
    return says ? html`<div class="connection" part="connection">${says}</div>` : nothing;
  }

  #renderTileControls(tile: Tile, name: string): TemplateResult {
    const pinned = tile.tileId === this.pinnedTile;
    return html`<div class="tools">
      <button
        aria-pressed=${pinned}
        aria-label=${text('video.pin', { name })}
        title=${text('video.pin', { name })}
        @click=${() => (this.pinnedTile = pinned ? undefined : tile.tileId)}
      >
        ${icon('pin')}
      </button>
      ${
        document.pictureInPictureEnabled && tile.hasPicture
          ? html`<button
              aria-label=${text('video.picture-in-picture', { name })}
              title=${text('video.picture-in-picture', { name })}
              @click=${(event: Event) => this.#pictureInPicture(event)}
            >
              ${icon('picture-in-picture')}
            </button>`
          : nothing
      }
      <button
        aria-label=${text('video.full-screen', { name })}
        title=${text('video.full-screen', { name })}
        @click=${(event: Event) => this.#fullScreen(event)}
      >
        ${icon('full-screen')}
      </button>
    </div>`;
  }

  /** The pinned tile; in the spotlight layout else a screen, else the first other person. */
  #mainTile(): string | undefined {
    if (this.pinnedTile !== undefined) return this.pinnedTile;
    if (this.layout !== 'spotlight') return undefined;
    const tile = this.#tiles.find(({ kind }) => kind === 'screen') ?? this.#tiles.find(({ local }) => !local);
    return (tile ?? this.#tiles[0])?.tileId;
  }

  /** What is on the screen, and who is heard: told once somebody else is there to show. */
  #follow(): void {
    const tiles = this.isConnected ? this.#tiles : [];
    if (this.#watch === undefined && !tiles.some(({ local }) => !local)) return;
    this.#watch ??= import('./tile-watch.js').then(({ TileWatch: Watch }) => new Watch(this.renderRoot as ShadowRoot));
    // Without it everything is sent in full, and nobody's level is drawn.
    this.#watch.then(
      (watch) => watch.follow(this.controller, tiles),
      () => (this.#watch = undefined),
    );
  }

  /** Where the others are heard. A loudspeaker that is gone leaves the sound where it was. */
  #route(): void {
    const { speaker } = this.roomState;
    for (const video of this.renderRoot.querySelectorAll('video')) {
      if ((video.sinkId ?? '') !== speaker) video.setSinkId?.(speaker).catch(() => undefined);
    }
  }

  /** Starts whatever stands still. A browser may refuse sound until the visitor has touched the page. */
  #play(): void {
    const still = [...this.renderRoot.querySelectorAll('video')].filter((video) => video.srcObject && video.paused);
    if (still.length === 0) return;
    void Promise.allSettled(still.map((video) => video.play())).then((outcomes) => {
      this.refused = outcomes.some((outcome) => outcome.status === 'rejected' && isRefusal(outcome.reason));
    });
  }

  #pictureInPicture(event: Event): void {
    const video = tileOf(event)?.querySelector('video');
    if (document.pictureInPictureElement !== null) void document.exitPictureInPicture();
    // Refused while the first frame is not there yet; a second click asks again.
    else video?.requestPictureInPicture().catch(() => undefined);
  }

  #fullScreen(event: Event): void {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    // A frame may forbid it (`allow="fullscreen"`); the picture then simply stays where it is.
    else
      tileOf(event)
        ?.requestFullscreen()
        .catch(() => undefined);
  }
}

function tileOf(event: Event): HTMLElement | null {
  return event.currentTarget instanceof Element ? event.currentTarget.closest<HTMLElement>('.tile') : null;
}

function isSpeaking({ kind, person }: Tile): boolean {
  return kind === 'person' && person.speaking;
}

function poor({ connection, picture, quality }: Participant): 'poor' | 'paused' | undefined {
  if (connection !== 'connected') return undefined;
  if (picture === 'paused') return 'paused';
  return quality === 1 ? 'poor' : undefined;
}

function isRefusal(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'NotAllowedError';
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-video': RtcVideoElement;
  }
}
