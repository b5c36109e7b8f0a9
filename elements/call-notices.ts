import { html, nothing, type TemplateResult } from 'lit';
import type { RoomController, RoomState, RtcError, Transfer } from '../src/index.js';
import { callIcon } from './call-icons.js';
import { callText } from './call-strings.js';
import { inertFileName } from './file-name.js';
import { icon } from './icons.js';
import { reported } from './reported.js';
import { renderRequests } from './room-questions.js';
import { personName } from './strings.js';

export interface NoticeActions {
  readonly openPeople: () => void;
  readonly openFiles: () => void;
  readonly dismiss: (error: RtcError) => void;
}

export interface NoticeChoice {
  /** The transfers are in view anyway. */
  readonly filesOpen: boolean;
  /** So are the people. */
  readonly peopleOpen: boolean;
  readonly dismissed: RtcError | undefined;
}

/** What a call has to say beside its pictures, above them: one line each, and what can be done about it. */
export function renderNotices(
  room: RoomState,
  controller: RoomController,
  { filesOpen, peopleOpen, dismissed }: NoticeChoice,
  actions: NoticeActions,
): TemplateResult | typeof nothing {
  const offer = filesOpen ? undefined : firstOffer(room.transfers);
  const { error } = room;
  const shown = error !== undefined && error.severity !== 'info' && error !== dismissed ? error : undefined;
  const lines = [
    room.status === 'reconnecting' ? renderReconnecting() : nothing,
    peopleOpen ? nothing : renderRequests(room, controller, actions.openPeople),
    shown === undefined ? nothing : renderError(shown, room.owner, actions.dismiss),
    offer === undefined ? nothing : renderOffer(offer, controller, actions.openFiles),
  ].filter((line) => line !== nothing);
  return lines.length === 0 ? nothing : html`<div class="notices">${lines}</div>`;
}

function renderReconnecting(): TemplateResult {
  return html`<div class="notice" part="notice"><span class="spinner"></span> ${callText('room.reconnecting')}</div>`;
}

/** A visitor can do nothing about a missing relay, and whoever has set the room up can. */
function hintFor({ code, hint }: RtcError, owner: boolean): string {
  return code === 'connection/no-route' && !owner ? '' : hint;
}

function renderError(error: RtcError, owner: boolean, dismiss: (error: RtcError) => void): TemplateResult {
  return html`<div class="notice" part="notice">
    ${icon('warning')}
    <span>${error.message} ${hintFor(error, owner)}</span>
    <button class="plain" title=${callText('room.dismiss')} @click=${() => dismiss(error)}>
      ${callIcon('close')}<span class="unseen">${callText('room.dismiss')}</span>
    </button>
  </div>`;
}

function renderOffer(offer: Transfer, controller: RoomController, openFiles: () => void): TemplateResult {
  const name = personName({ displayName: offer.displayName, self: false });
  const accept = (): void => {
    openFiles();
    reported(controller.acceptFile(offer.transferId));
  };
  return html`<div class="notice" part="notice">
    ${callIcon('files')}
    <span
      ><bdi>${callText('room.file-offer', { name })}</bdi> <bdi class="file">${inertFileName(offer.name)}</bdi></span
    >
    <button class="primary small" @click=${accept}>${callText('room.accept')}</button>
    <button class="small" @click=${() => reported(controller.declineFile(offer.transferId))}>
      ${callText('room.decline')}
    </button>
  </div>`;
}

export function firstOffer(transfers: readonly Transfer[]): Transfer | undefined {
  return transfers.find(isPendingOffer);
}

export function pendingOffers(transfers: readonly Transfer[]): number {
  return transfers.filter(isPendingOffer).length;
}

function isPendingOffer({ direction, status }: Transfer): boolean {
  return direction === 'receiving' && status === 'offered';
}
