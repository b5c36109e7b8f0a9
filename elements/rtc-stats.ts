import type { PropertyValues, TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { RoomState } from '../src/index.js';
import { failureStyles } from './failure-styles.js';
import { LazyViewElement } from './lazy-view-element.js';
import type * as statsView from './stats-view.js';
import { themeStyles } from './theme-styles.js';

/**
 * How the connections of a room do: quality, way, rates, losses, codecs and sizes, measured every two seconds.
 *
 * @attr participant - a user id, or `*` (default) for everybody
 * State: `count` (connections shown).
 * @slot empty - shown while there is no connection
 * @csspart person, name, quality, way, track - of one connection
 */
export class RtcStatsElement extends LazyViewElement<typeof statsView> {
  static override styles = [themeStyles, failureStyles];

  @property() participant = '*';
  #view: statsView.StatsView | undefined;

  protected override slice(room: RoomState): readonly unknown[] {
    return [room.participants];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#view?.rest();
  }

  protected override fetchScript(): Promise<typeof statsView> {
    return import('./stats-view.js');
  }

  protected override draw({ StatsView }: typeof statsView): TemplateResult {
    this.#view ??= new StatsView(this.port, () => this.requestUpdate());
    return this.#view.render(this.participant || '*');
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.states.write({ count: this.#view?.count ?? 0 });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-stats': RtcStatsElement;
  }
}
