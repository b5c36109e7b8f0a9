import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { RoomController, RoomState, Transfer } from '../src/index.js';
import { callIcon } from './call-icons.js';
import { callText, counted } from './call-strings.js';
import { inertFileName } from './file-name.js';
import { icon } from './icons.js';
import { reported } from './reported.js';
import { roomOptions, type RoomConfig } from './room-config.js';
import { roomCallStyles } from './room-call-styles.js';
import { roomScreenStyles } from './room-screen-styles.js';
import { renderScreen } from './room-screens.js';
import { personName, text } from './strings.js';

export const callStyles = [roomCallStyles, roomScreenStyles];

type Panel = 'chat' | 'files';

export interface CallViewHost extends ReactiveControllerHost, RoomConfig {
  readonly controller: RoomController;
  join(): Promise<void>;
  leave(): Promise<void>;
}

/** The complete call a room without children shows: its screens, its stage, and chat and files in a side panel. */
export class CallView {
  readonly #host: CallViewHost;
  #panel: Panel | undefined;
  #seenMessages = 0;
  #linkCopied = false;
  #dismissed: unknown;

  constructor(host: CallViewHost) {
    this.#host = host;
  }

  /** What of the snapshot `render` reads. */
  slice(room: RoomState): readonly unknown[] {
    const { status, error, screen, policy, participants, messages, transfers } = room;
    const presented = participants.some((person) => person.streams.some(({ source }) => source === 'screen'));
    return [
      status,
      error,
      screen,
      policy,
      participants.length,
      presented,
      messages,
      firstOffer(transfers),
      pendingOffers(transfers),
    ];
  }

  render(): TemplateResult {
    const room = this.#host.controller.state;
    const name = room.name ?? roomOptions(this.#host, undefined).name;
    const actions = { join: () => reported(this.#host.join()), leave: () => reported(this.#host.leave()) };
    const screen = renderScreen(room, name, actions);
    return html`<div class="call" part="call">${screen ?? this.#renderCall(room, name ?? '')}</div>`;
  }

  #renderCall(room: RoomState, name: string): TemplateResult {
    const presented = room.participants.some((person) => person.streams.some(({ source }) => source === 'screen'));
    const withData = room.policy?.session.data !== false;
    if (this.#panel === 'chat') this.#seenMessages = room.messages.length;
    return html`
      <div class="stage" part="stage">
        <div class="head">
          <h2 part="title"><bdi>${name}</bdi></h2>
          <span class="count">${callIcon('people')} <bdi>${counted('people', room.participants.length)}</bdi></span>
        </div>
        ${this.#renderNotices(room)}
        <div class="pictures">
          <rtc-video part="videos" source="any" controls layout=${presented ? 'spotlight' : 'grid'}></rtc-video>
          ${room.participants.length <= 1 && room.status === 'joined' ? this.#renderInvitation() : nothing}
        </div>
        <rtc-controls part="controls">${withData ? this.#renderPanelButtons(room) : nothing}</rtc-controls>
      </div>
      ${withData ? this.#renderPanel() : nothing}
    `;
  }

  #renderInvitation(): TemplateResult {
    return html`<div class="invitation" part="notice">
      <div>
        <strong>${callText('room.alone')}</strong>
        <p>${callText('room.alone-hint')}</p>
      </div>
      <button class="primary" @click=${() => this.#copyLink()}>
        ${callIcon(this.#linkCopied ? 'check' : 'link')}
        ${callText(this.#linkCopied ? 'room.copied' : 'room.copy-link')}
      </button>
    </div>`;
  }

  #renderNotices({ status, error, transfers }: RoomState): TemplateResult | typeof nothing {
    const offer = this.#panel === 'files' ? undefined : firstOffer(transfers);
    const shown = error !== undefined && error.severity !== 'info' && error !== this.#dismissed ? error : undefined;
    if (status !== 'reconnecting' && offer === undefined && shown === undefined) return nothing;
    return html`<div class="notices">
      ${
        status === 'reconnecting'
          ? html`<div class="notice" part="notice"><span class="spinner"></span> ${callText('room.reconnecting')}</div>`
          : nothing
      }
      ${
        shown === undefined
          ? nothing
          : html`<div class="notice" part="notice">
              ${icon('warning')}
              <span>${shown.message} ${shown.hint}</span>
              <button class="plain" title=${callText('room.dismiss')} @click=${() => this.#dismiss(shown)}>
                ${icon('close')}<span class="unseen">${callText('room.dismiss')}</span>
              </button>
            </div>`
      }
      ${offer === undefined ? nothing : this.#renderOffer(offer)}
    </div>`;
  }

  #renderOffer(offer: Transfer): TemplateResult {
    const name = personName({ displayName: offer.displayName, self: false });
    const { controller } = this.#host;
    const accept = (): void => {
      this.#open('files');
      reported(controller.acceptFile(offer.transferId));
    };
    return html`<div class="notice" part="notice">
      ${callIcon('files')}
      <span
        ><bdi>${callText('room.file-offer', { name })}</bdi> <bdi class="file">${inertFileName(offer.name)}</bdi></span
      >
      <button class="primary small" @click=${accept}>${text('files.accept')}</button>
      <button class="small" @click=${() => reported(controller.declineFile(offer.transferId))}>
        ${text('files.decline')}
      </button>
    </div>`;
  }

  #renderPanelButtons({ messages, transfers }: RoomState): TemplateResult {
    const unread = messages.slice(this.#seenMessages).filter((line) => !line.self).length;
    return html`${this.#renderPanelButton('chat', unread)}${this.#renderPanelButton('files', pendingOffers(transfers))}`;
  }

  #renderPanelButton(panel: Panel, news: number): TemplateResult {
    const open = this.#panel === panel;
    return html`<button
      class="round panel-button"
      aria-expanded=${open}
      aria-controls="panel"
      title=${callText(`room.${panel}`)}
      @click=${() => this.#open(open ? undefined : panel)}
    >
      ${callIcon(panel)}<span class="unseen">${callText(`room.${panel}`)}</span>
      ${
        news === 0 || open
          ? nothing
          : html`<span class="news" aria-hidden="true">${news > 99 ? '99+' : news}</span>
              <span class="unseen">, ${counted('room.new', news)}</span>`
      }
    </button>`;
  }

  #renderPanel(): TemplateResult {
    // Both stay in the tree: closing a panel throws no half-written message away.
    return html`<div
      class="panel"
      part="panel"
      role="group"
      id="panel"
      aria-label=${callText(`room.${this.#panel ?? 'chat'}`)}
      ?hidden=${this.#panel === undefined}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#open(undefined)}
    >
      <div class="head">
        <h3>${callText(`room.${this.#panel ?? 'chat'}`)}</h3>
        <button class="plain" title=${callText('room.close-panel')} @click=${() => this.#open(undefined)}>
          ${icon('close')}<span class="unseen">${callText('room.close-panel')}</span>
        </button>
      </div>
      <rtc-chat ?hidden=${this.#panel !== 'chat'}></rtc-chat>
      <rtc-file-drop multiple ?hidden=${this.#panel !== 'files'}></rtc-file-drop>
    </div>`;
  }

  #open(panel: Panel | undefined): void {
    // What was read stays read when the panel closes.
    this.#seenMessages = this.#host.controller.state.messages.length;
    this.#panel = panel;
    this.#host.requestUpdate();
  }

  #dismiss(error: unknown): void {
    this.#dismissed = error;
    this.#host.requestUpdate();
  }

  #copyLink(): void {
    const copied = (): void => {
      this.#linkCopied = true;
      this.#host.requestUpdate();
    };
    // A browser that keeps the clipboard to itself leaves the address bar, which says the same.
    navigator.clipboard.writeText(location.href).then(copied, () => undefined);
  }
}

function firstOffer(transfers: readonly Transfer[]): Transfer | undefined {
  return transfers.find(isPendingOffer);
}

function pendingOffers(transfers: readonly Transfer[]): number {
  return transfers.filter(isPendingOffer).length;
}

function isPendingOffer({ direction, status }: Transfer): boolean {
  return direction === 'receiving' && status === 'offered';
}
