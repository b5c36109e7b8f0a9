import { html, nothing, type TemplateResult } from 'lit';
import type { Transfer } from '../src/index.js';
import { fileSize, inertFileName } from './file-name.js';
import { icon } from './icons.js';
import { personName, text } from './strings.js';

export interface TransferActions {
  readonly accept: (transferId: string) => void;
  readonly decline: (transferId: string) => void;
  readonly cancel: (transferId: string) => void;
}

/** One transfer in the list of an `rtc-file-drop`; `address` is where the received file can be saved from. */
export function renderTransfer(
  transfer: Transfer,
  address: string | undefined,
  { accept, decline, cancel }: TransferActions,
): TemplateResult {
  const { transferId, direction, status } = transfer;
  const name = inertFileName(transfer.name);
  const person = personName({ displayName: transfer.displayName, self: false });
  const pending = direction === 'receiving' && status === 'offered';
  return html`<li class="transfer ${status}" part="transfer">
    <div class="facts">
      <bdi class="name" title=${name}>${name}</bdi>
      <span class="detail">
        ${fileSize(transfer.sizeBytes)} ·
        <bdi>${text(direction === 'sending' ? 'files.to' : 'files.from', { name: person })}</bdi> ·
        ${statusText(transfer)}
      </span>
    </div>
    ${
      status === 'transferring' || status === 'accepted'
        ? html`<progress
            part="progress"
            aria-label=${name}
            max=${transfer.sizeBytes || 1}
            .value=${transfer.bytes}
          ></progress>`
        : nothing
    }
    <div class="actions">
      ${
        pending
          ? html`<button
                class="primary small"
                aria-label=${`${text('files.accept')}: ${name}`}
                @click=${() => accept(transferId)}
              >
                ${text('files.accept')}
              </button>
              <button
                class="small"
                aria-label=${`${text('files.decline')}: ${name}`}
                @click=${() => decline(transferId)}
              >
                ${text('files.decline')}
              </button>`
          : nothing
      }
      ${
        isOpen(transfer) && !pending
          ? html`<button
              class="small"
              aria-label=${`${text('files.cancel')}: ${name}`}
              @click=${() => cancel(transferId)}
            >
              ${text('files.cancel')}
            </button>`
          : nothing
      }
      ${
        address === undefined
          ? nothing
          : html`<a
              class="button primary small"
              href=${address}
              download=${name}
              aria-label=${`${text('files.download')}: ${name}`}
            >
              ${icon('download')} ${text('files.download')}
            </a>`
      }
    </div>
  </li>`;
}

function isOpen({ status }: Transfer): boolean {
  return status === 'offered' || status === 'accepted' || status === 'transferring';
}

function statusText(transfer: Transfer): string {
  const incoming = transfer.direction === 'receiving';
  switch (transfer.status) {
    case 'offered':
      return text(incoming ? 'files.offered-in' : 'files.offered-out');
    case 'accepted':
      return text('files.accepted');
    case 'transferring':
      return progressText(transfer);
    case 'done':
      return text(incoming ? 'files.done-in' : 'files.done-out');
    case 'declined':
      return text('files.declined');
    case 'cancelled':
      return text('files.cancelled');
    case 'failed':
      return transfer.error?.message ?? text('files.failed');
    default:
      return transfer.status satisfies never;
  }
}

function progressText({ bytes, sizeBytes, bytesPerSecond }: Transfer): string {
  const done = sizeBytes > 0 ? bytes / sizeBytes : 1;
  const percent = done.toLocaleString([], { style: 'percent' });
  return bytesPerSecond > 0 ? `${percent} · ${fileSize(bytesPerSecond)}/s` : percent;
}
