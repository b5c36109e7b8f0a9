import { html, nothing, type TemplateResult } from 'lit';
import type { RoomState } from '../src/index.js';
import { callIcon } from './call-icons.js';
import { pendingOffers } from './call-notices.js';
import { callText, counted } from './call-strings.js';

export type Panel = 'people' | 'chat' | 'files';

export interface CallPanelsHost {
  requestUpdate(): void;
  readonly controller: { readonly state: RoomState };
}

/** The side panel of the built-in call, the buttons that open it, and what is new in there. */
export class CallPanels {
  readonly #host: CallPanelsHost;
  #panel: Panel | undefined;
  #seenMessages = 0;

  constructor(host: CallPanelsHost) {
    this.#host = host;
  }

  isOpen(panel: Panel): boolean {
    return this.#panel === panel;
  }

  open(panel: Panel | undefined): void {
    // What was read stays read when the panel closes.
    this.#seenMessages = this.#host.controller.state.messages.length;
    this.#panel = panel;
    this.#host.requestUpdate();
  }

  /** How many there are, which opens the list of them. */
  renderPeopleButton({ participants, waiting }: RoomState): TemplateResult {
    return html`<button
      class="count small"
      aria-expanded=${this.isOpen('people')}
      aria-controls="panel"
      @click=${() => this.open(this.isOpen('people') ? undefined : 'people')}
    >
      ${callIcon('people')} <bdi>${counted('people', participants.length)}</bdi> ${this.#renderNews(
        'people',
        waiting.length,
      )}
    </button>`;
  }

  renderButtons({ messages, transfers, policy }: RoomState): TemplateResult | typeof nothing {
    if (policy?.session.data === false) return nothing;
    if (this.#panel === 'chat') this.#seenMessages = messages.length;
    const unread = messages.slice(this.#seenMessages).filter((line) => !line.self).length;
    return html`${this.#renderButton('chat', unread)}${this.#renderButton('files', pendingOffers(transfers))}`;
  }

  render({ policy }: RoomState): TemplateResult {
    const label = callText(`room.${this.#panel ?? 'chat'}`);
    // Chat and files stay in the tree: closing a panel throws no half-written message away.
    return html`<div
      class="panel"
      part="panel"
      role="group"
      id="panel"
      aria-label=${label}
      ?hidden=${this.#panel === undefined}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.open(undefined)}
    >
      <div class="head">
        <h3>${label}</h3>
        <button class="plain" title=${callText('room.close-panel')} @click=${() => this.open(undefined)}>
          ${callIcon('close')}<span class="unseen">${callText('room.close-panel')}</span>
        </button>
      </div>
      ${this.isOpen('people') ? html`<rtc-participants></rtc-participants>` : nothing}
      ${
        policy?.session.data === false
          ? nothing
          : html`<rtc-chat ?hidden=${!this.isOpen('chat')}></rtc-chat>
              <rtc-file-drop multiple ?hidden=${!this.isOpen('files')}></rtc-file-drop>`
      }
    </div>`;
  }

  #renderButton(panel: Panel, news: number): TemplateResult {
    const open = this.isOpen(panel);
    return html`<button
      class="round panel-button"
      aria-expanded=${open}
      aria-controls="panel"
      title=${callText(`room.${panel}`)}
      @click=${() => this.open(open ? undefined : panel)}
    >
      ${callIcon(panel)}<span class="unseen">${callText(`room.${panel}`)}</span>
      ${this.#renderNews(panel, news)}
    </button>`;
  }

  #renderNews(panel: Panel, news: number): TemplateResult | typeof nothing {
    if (news === 0 || this.isOpen(panel)) return nothing;
    const what = panel === 'people' ? 'room.waiting' : 'room.new';
    return html`<span class="news" aria-hidden="true">${news > 99 ? '99+' : news}</span>
      <span class="unseen">, ${counted(what, news)}</span>`;
  }
}
