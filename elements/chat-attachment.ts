import { html, nothing, svg, type TemplateResult } from 'lit';
import type { ChatAttachment, ChatLine, RoomController, RoomState, Transfer } from '../src/index.js';
import { chatText } from './chat-strings.js';
import { fileSize, inertFileName } from './file-name.js';
import { drawn } from './icons.js';
import { reported } from './reported.js';
import { saveBlob } from './save-blob.js';

export const CLIP = svg`<path d="m19.5 11.5-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.5 1.5 0 0 1-2.2-2.2l7-7"/>`;

/** A file in a line: what it is, and what can be done with its transfer. */
export function renderAttachment(
  attachment: ChatAttachment,
  { self, from }: ChatLine,
  { room, controller }: { readonly room: RoomState; readonly controller: RoomController | undefined },
): TemplateResult {
  const name = inertFileName(attachment.name);
  // Somebody else's file of the same id is another file.
  const transfers = room.transfers.filter(({ fileId, direction, userId }) => {
    return fileId === attachment.fileId && (self ? direction === 'sending' : userId === from);
  });
  const incoming = transfers.find(({ direction }) => direction === 'receiving');
  return html`<div class="attachment" part="attachment">
    ${drawn(CLIP)}
    <span class="file">
      <bdi class="name" title=${name}>${name}</bdi>
      <span class="detail">${fileSize(attachment.sizeBytes)}</span>
    </span>
    ${transfers
      .filter(isMoving)
      .map(
        ({ bytes, sizeBytes }) => html`<progress aria-label=${name} max=${sizeBytes || 1} .value=${bytes}></progress>`,
      )}
    ${incoming === undefined ? nothing : renderActions(incoming, name, controller)}
  </div>`;
}

function renderActions(
  { transferId, status, file }: Transfer,
  name: string,
  controller: RoomController | undefined,
): TemplateResult | typeof nothing {
  if (status === 'offered') {
    return html`<button
        class="small"
        aria-label=${chatText('chat.get-file', { file: name })}
        @click=${() => controller && reported(controller.acceptFile(transferId))}
      >
        ${chatText('chat.get')}
      </button>
      <button
        class="small"
        aria-label=${chatText('chat.decline-file', { file: name })}
        @click=${() => controller && reported(controller.declineFile(transferId))}
      >
        ${chatText('chat.decline')}
      </button>`;
  }
  if (file === undefined) return nothing;
  return html`<button
    class="small"
    aria-label=${chatText('chat.save-this-file', { file: name })}
    @click=${() => saveBlob(file, name)}
  >
    ${chatText('chat.save-file')}
  </button>`;
}

function isMoving({ status }: Transfer): boolean {
  return status === 'accepted' || status === 'transferring';
}
