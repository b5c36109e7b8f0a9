import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Transfer } from '../src/index.js';
import { fileSize, inertFileName } from './file-name.js';
import { fileText } from './file-strings.js';
import { drawn } from './icons.js';
import { personName } from './strings.js';

const DOWNLOAD = svg`<path d="M12 4v11m-4.5-4L12 15.5 16.5 11M5 19.5h14"/>`;

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
        <bdi>${fileText(direction === 'sending' ? 'files.to' : 'files.from', { name: person })}</bdi> ·
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
                aria-label=${`${fileText('files.accept')}: ${name}`}
                @click=${() => accept(transferId)}
              >
                ${fileText('files.accept')}
              </button>
              <button
                class="small"
                aria-label=${`${fileText('files.decline')}: ${name}`}
                @click=${() => decline(transferId)}
              >
                ${fileText('files.decline')}
              </button>`
          : nothing
      }
      ${
        isOpen(transfer) && !pending
          ? html`<button
              class="small"
              aria-label=${`${fileText('files.cancel')}: ${name}`}
              @click=${() => cancel(transferId)}
            >
              ${fileText('files.cancel')}
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
              aria-label=${`${fileText('files.download')}: ${name}`}
            >
              ${drawn(DOWNLOAD)} ${fileText('files.download')}
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
      return fileText(incoming ? 'files.offered-in' : 'files.offered-out');
    case 'accepted':
      return fileText('files.accepted');
    case 'transferring':
      return progressText(transfer);
    case 'done':
      return fileText(incoming ? 'files.done-in' : 'files.done-out');
    case 'declined':
      return fileText('files.declined');
    case 'cancelled':
      return fileText('files.cancelled');
    case 'failed':
      return transfer.error?.message ?? fileText('files.failed');
    default:
      return transfer.status satisfies never;
  }
}

function progressText({ bytes, sizeBytes, bytesPerSecond }: Transfer): string {
  const done = sizeBytes > 0 ? bytes / sizeBytes : 1;
  const percent = done.toLocaleString([], { style: 'percent' });
  return bytesPerSecond > 0 ? `${percent} · ${fileSize(bytesPerSecond)}/s` : percent;
}
