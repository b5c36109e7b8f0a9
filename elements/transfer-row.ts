import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Transfer } from '../src/index.js';
import { fileSize, inertFileName } from './file-name.js';
import { fileText, type FileStringKey } from './file-strings.js';
import { drawn } from './icons.js';
import { personOf, statusText } from './transfer-text.js';

const DOWNLOAD = svg`<path d="M12 4v11m-4.5-4L12 15.5 16.5 11M5 19.5h14"/>`;

/** What the element knows of a transfer beside the transfer. */
export interface TransferSurroundings {
  /** Where the received file can be saved from; undefined while there is none. */
  readonly address: string | undefined;
  readonly preview: HTMLElement | undefined;
  /** The visitor has picked the place it goes to. */
  readonly saved: boolean;
  /** The visitor can pick a place for it. */
  readonly savable: boolean;
  /** The other person is there, and where this page sent the file, it is still at hand. */
  readonly repeatable: boolean;
}

export interface TransferActions {
  readonly accept: (transfer: Transfer) => void;
  readonly saveTo: (transfer: Transfer) => void;
  readonly decline: (transfer: Transfer) => void;
  readonly pause: (transfer: Transfer) => void;
  readonly resume: (transfer: Transfer) => void;
  readonly cancel: (transfer: Transfer) => void;
  readonly retry: (transfer: Transfer) => void;
  readonly chooseAgain: (transfer: Transfer) => void;
  readonly surroundings: (transfer: Transfer) => TransferSurroundings;
}

/** One file in the list: with one other person, or offered to several, each with a line of its own. */
export function renderTransfers(
  [first, ...others]: readonly [Transfer, ...Transfer[]],
  actions: TransferActions,
): TemplateResult {
  const name = inertFileName(first.name);
  if (others.length === 0) return renderOne(first, name, actions);
  const transfers = [first, ...others];
  const delivered = {
    size: fileSize(first.sizeBytes),
    done: transfers.filter(({ status }) => status === 'done').length,
    count: transfers.length,
  };
  return html`<li class="transfer" part="transfer">
    <div class="facts">
      ${nameOf(name)}
      <span class="detail">${folderOf(first)}${fileText('files.delivered', delivered)}</span>
    </div>
    <ul class="recipients" aria-label=${fileText('files.recipients', { file: name })}>
      ${transfers.map(
        (transfer) =>
          html`<li class="recipient ${transfer.status}">
            <span class="detail"><bdi>${personOf(transfer)}</bdi> · ${statusText(transfer, false)}</span>
            ${renderProgress(transfer, `${name}, ${personOf(transfer)}`)}
            ${renderActions(transfer, `${name}, ${personOf(transfer)}`, actions)}
          </li>`,
      )}
    </ul>
  </li>`;
}

function renderOne(transfer: Transfer, name: string, actions: TransferActions): TemplateResult {
  const { saved, preview } = actions.surroundings(transfer);
  const person = fileText(transfer.direction === 'sending' ? 'files.to' : 'files.from', { name: personOf(transfer) });
  return html`<li class="transfer ${transfer.status}" part="transfer">
    <div class="facts">
      ${nameOf(name)}
      <span class="detail">
        ${folderOf(transfer)}${fileSize(transfer.sizeBytes)} · <bdi>${person}</bdi> · ${statusText(transfer, saved)}
      </span>
      ${renderHash(transfer)}
    </div>
    ${renderProgress(transfer, name)} ${preview ?? nothing} ${renderActions(transfer, name, actions)}
  </li>`;
}

function nameOf(name: string): TemplateResult {
  return html`<bdi class="name" title=${name}>${name}</bdi>`;
}

function folderOf({ path }: Transfer): TemplateResult | typeof nothing {
  if (path === '') return nothing;
  // Each folder as a name of its own: the slashes between them are ours.
  const folders = path.split('/').map(inertFileName).join(' / ');
  return html`<bdi>${fileText('files.in-folder', { path: folders })}</bdi> · `;
}

/** What was verified, with what both sides can compare. */
function renderHash({ status, direction, treeHash }: Transfer): TemplateResult | typeof nothing {
  if (status !== 'done' || direction !== 'receiving' || treeHash === undefined) return nothing;
  return html`<details class="verified" part="verified">
    <summary><span>${fileText('files.verified')}</span></summary>
    <span class="detail">${fileText('files.hash')}</span>
    <code dir="ltr">${treeHash}</code>
  </details>`;
}

function renderProgress({ status, sizeBytes, bytes }: Transfer, name: string): TemplateResult | typeof nothing {
  if (status !== 'transferring' && status !== 'accepted' && status !== 'paused') return nothing;
  return html`<progress part="progress" aria-label=${name} max=${sizeBytes || 1} .value=${bytes}></progress>`;
}

function renderActions(transfer: Transfer, name: string, actions: TransferActions): TemplateResult {
  const { address, saved, savable, repeatable } = actions.surroundings(transfer);
  const { status, direction, pausedHere, needsFile } = transfer;
  const pending = direction === 'receiving' && status === 'offered';
  const button = (shown: boolean, key: FileStringKey, act: (transfer: Transfer) => void, kind = ''): unknown =>
    shown
      ? html`<button class="small ${kind}" aria-label=${`${fileText(key)}: ${name}`} @click=${() => act(transfer)}>
          <span>${fileText(key)}</span>
        </button>`
      : nothing;
  return html`<div class="actions">
    ${button(pending, 'files.accept', actions.accept, 'primary')}
    ${button(pending && savable, 'files.save-to', actions.saveTo)} ${button(pending, 'files.decline', actions.decline)}
    ${button(needsFile, 'files.choose-again', actions.chooseAgain, 'primary')}
    ${button(isMoving(transfer) && !pausedHere, 'files.pause', actions.pause)}
    ${button(isOpen(transfer) && pausedHere, 'files.resume', actions.resume, 'primary')}
    ${button(isOpen(transfer) && !pending, 'files.cancel', actions.cancel)}
    ${button(repeatable && isBroken(transfer), direction === 'sending' ? 'files.retry' : 'files.again', actions.retry)}
    ${
      address === undefined || saved
        ? nothing
        : html`<a
            class="button primary small"
            href=${address}
            download=${name}
            aria-label=${`${fileText('files.download')}: ${name}`}
          >
            ${drawn(DOWNLOAD)} ${fileText('files.download')}
          </a>`
    }
  </div>`;
}

function isMoving({ status }: Transfer): boolean {
  return status === 'transferring' || status === 'accepted' || status === 'paused';
}

function isBroken({ status }: Transfer): boolean {
  return status === 'declined' || status === 'cancelled' || status === 'failed';
}

function isOpen(transfer: Transfer): boolean {
  return transfer.status !== 'done' && !isBroken(transfer);
}
