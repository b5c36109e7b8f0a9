import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { JoinOptions, RoomController, RoomState, RtcError } from '../src/index.js';
import { callControlsStyles } from './call-controls-styles.js';
import { callIcon } from './call-icons.js';
import { firstOffer, pendingOffers, renderNotices } from './call-notices.js';
import { CallPanels } from './call-panels.js';
import { callText } from './call-strings.js';
import { PasswordForm } from './password-form.js';
import { reported } from './reported.js';
import { roomCallStyles } from './room-call-styles.js';
import { roomOptions, type RoomConfig } from './room-config.js';
import { renderCalls } from './room-questions.js';
import { roomScreenStyles } from './room-screen-styles.js';
import { renderScreen, waiting } from './room-screens.js';

export const styles = [roomCallStyles, callControlsStyles, roomScreenStyles];

export interface CallViewHost extends ReactiveControllerHost, RoomConfig {
  readonly controller: RoomController;
  join(options?: JoinOptions): Promise<void>;
  leave(): Promise<void>;
}

/** The complete call a room without children shows: its screens, its stage, and people, chat and files in a side panel. */
export class CallView {
  readonly #host: CallViewHost;
  readonly #panels: CallPanels;
  readonly #password = new PasswordForm((password) => reported(this.#host.join({ password })));
  #linkCopied = false;
  #dismissed: RtcError | undefined;

  constructor(host: CallViewHost) {
    this.#host = host;
    this.#panels = new CallPanels(host);
  }

  /** What of the snapshot `render` reads. */
  slice(room: RoomState): readonly unknown[] {
    const { reason, screen, policy, participants, messages, transfers } = room;
    return [
      reason,
      room.waiting,
      screen,
      policy,
      participants.length,
      isPresented(room),
      messages,
      firstOffer(transfers),
      pendingOffers(transfers),
    ];
  }

  render(): TemplateResult {
    const room = this.#host.controller.state;
    const { name, reachableAs } = roomOptions(this.#host, undefined);
    const actions = { join: () => reported(this.#host.join()), leave: () => reported(this.#host.leave()) };
    const screen = renderScreen(room, { name: room.name || name, reachableAs }, actions, this.#password);
    return html`<div class="call" part="call">
      ${room.calls.length === 0 ? nothing : html`<div class="calls">${renderCalls(room, this.#host.controller)}</div>`}
      ${screen ?? this.#renderCall(room, name)}
    </div>`;
  }

  /** For a room whose call the page draws: what it asks its visitor. */
  renderQuestions(): TemplateResult {
    const room = this.#host.controller.state;
    const { drawing, title, text } = waiting(room);
    return html`<div class="questions" part="questions">
      ${renderCalls(room, this.#host.controller)}
      ${
        room.status === 'waiting'
          ? html`<div class="notice" part="notice">
              ${drawing}
              <span><strong>${title}</strong> ${text}</span>
              <button class="small" @click=${() => reported(this.#host.leave())}>${callText('room.cancel')}</button>
            </div>`
          : nothing
      }
      ${
        room.error?.code === 'room/password'
          ? html`<div class="notice" part="notice">
              ${callIcon('key')}
              <span>${callText(this.#password.tried ? 'room.password-again' : 'room.password-title')}</span>
              ${this.#password.render()}
            </div>`
          : nothing
      }
    </div>`;
  }

  /** `ownName` is that of the page's room; the private room of two who call each other has another that says nothing. */
  #renderCall(room: RoomState, ownName: string | undefined): TemplateResult {
    const isPrivate = isPrivateCall(room, ownName);
    const others = room.participants.filter(({ self }) => !self).map(({ displayName }) => displayName);
    const title = isPrivate ? others.join(', ') : room.name;
    const alone = room.participants.length <= 1 && room.status === 'joined';
    const withHand = (room.policy?.maxParticipants ?? 2) > 2;
    return html`
      <div class="stage" part="stage">
        <div class="head">
          <h2 part="title"><bdi>${title || callText('room.untitled')}</bdi></h2>
          ${this.#panels.renderPeopleButton(room)}
        </div>
        ${this.#renderNotices(room)}
        <div class="pictures">
          <rtc-video part="videos" source="any" controls layout=${isPresented(room) ? 'spotlight' : 'grid'}></rtc-video>
          ${alone && !isPrivate ? this.#renderInvitation() : nothing}
        </div>
        <rtc-controls part="controls" buttons="microphone camera screen devices ${withHand ? 'hand ' : ''}leave"
          >${this.#panels.renderButtons(room)}</rtc-controls
        >
      </div>
      ${this.#panels.render(room)}
    `;
  }

  #renderNotices(room: RoomState): TemplateResult | typeof nothing {
    const choice = {
      filesOpen: this.#panels.isOpen('files'),
      peopleOpen: this.#panels.isOpen('people'),
      dismissed: this.#dismissed,
    };
    return renderNotices(room, this.#host.controller, choice, {
      openPeople: () => this.#panels.open('people'),
      openFiles: () => this.#panels.open('files'),
      dismiss: (error) => {
        this.#dismissed = error;
        this.#host.requestUpdate();
      },
    });
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

  #copyLink(): void {
    const copied = (): void => {
      this.#linkCopied = true;
      this.#host.requestUpdate();
    };
    // A browser that keeps the clipboard to itself leaves the address bar, which says the same.
    navigator.clipboard.writeText(location.href).then(copied, () => undefined);
  }
}

function isPresented({ participants }: RoomState): boolean {
  return participants.some((person) => person.streams.some(({ source }) => source === 'screen'));
}

/** The service names the rooms of answered calls. */
function isPrivateCall({ name = '', policy }: RoomState, ownName: string | undefined): boolean {
  return policy?.direction === 'one-to-one' && name !== ownName && /^call-[\w-]{22}$/.test(name);
}
