import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RoomController, Transfer } from '../src/index.js';
import { inertFileName } from './file-name.js';
import type { Previews } from './file-previews.js';
import { fileText } from './file-strings.js';
import { previewOf } from './file-types.js';
import type { ViewPort } from './lazy-view-element.js';
import { ReceivedFiles } from './received-files.js';
import type { Addressees } from './recipients.js';
import { reported } from './reported.js';
import { canPickPlaces, pickFile, pickFolder } from './save-places.js';
import { SentFiles } from './sent-files.js';
import { renderTransfers, type TransferActions } from './transfer-row.js';

/** Files shown at first: more rows than this nobody reads, and each costs time with every tenth of a second. */
const SHOWN_FILES = 100;

export interface TransferBoardOptions {
  readonly port: ViewPort;
  readonly changed: () => void;
  /** The visitor is to choose a file again that a reload has made the page forget. */
  readonly chooseAgain: () => void;
}

/** The list of files on their way, and what the visitor may do with them. */
export class TransferBoard {
  readonly #options: TransferBoardOptions;
  readonly #received = new ReceivedFiles();
  readonly #sent = new SentFiles();
  /** Transfers that go to a place the visitor has picked. */
  readonly #placed = new Set<string>();
  /** Transfers that were begun anew, and are not shown any more. */
  readonly #replaced = new Set<string>();
  /** Where everything accepted from now on goes. */
  #folder: FileSystemDirectoryHandle | undefined;
  #previews: Previews | undefined;
  #loadingPreviews = false;
  #showsAll = false;
  readonly #actions: TransferActions = {
    accept: (transfer) => this.accept(transfer),
    saveTo: (transfer) => void this.#saveTo(transfer),
    decline: ({ transferId }) => this.#act((room) => room.declineFile(transferId)),
    pause: ({ transferId }) => this.#act((room) => room.pauseFile(transferId)),
    resume: ({ transferId }) => this.#act((room) => room.resumeFile(transferId)),
    cancel: ({ transferId }) => this.#act((room) => room.cancelFile(transferId)),
    retry: (transfer) => this.#retry(transfer),
    chooseAgain: () => this.#options.chooseAgain(),
    surroundings: (transfer) => {
      const { transferId, userId, direction } = transfer;
      return {
        address: this.#received.address(transferId),
        preview: this.#previews?.node(transferId),
        saved: this.#placed.has(transferId),
        savable: this.#folder === undefined && canPickPlaces(),
        repeatable: (direction === 'receiving' || this.#sent.get(transfer) !== undefined) && this.#isHere(userId),
      };
    },
  };

  constructor(options: TransferBoardOptions) {
    this.#options = options;
  }

  send(files: readonly File[], to: Addressees): void {
    // What is listed by then can be sent again from now on.
    this.#act((room) => this.#sent.send(room, files, to).then(this.#options.changed));
  }

  accept({ transferId }: Transfer): void {
    if (this.#folder !== undefined) this.#placed.add(transferId);
    // Received again, it may not go where it went before.
    else this.#placed.delete(transferId);
    const options = this.#folder && { sink: this.#folder };
    this.#act((room) => (options ? room.acceptFile(transferId, options) : room.acceptFile(transferId)));
  }

  /** Gives back what only a page that shows the list needs. */
  end(): void {
    this.#received.update([]);
    this.#previews?.update([]);
  }

  render({ offersFolder }: { readonly offersFolder: boolean }): TemplateResult {
    const { transfers } = this.#options.port.room;
    const groups = groupsOf(transfers.filter(({ transferId }) => !this.#replaced.has(transferId)));
    const shown = this.#showsAll ? groups : groups.slice(-SHOWN_FILES);
    this.#received.update(transfers);
    this.#sent.update(transfers);
    this.#updatePreviews(shown.flat());
    return html`
      ${this.#renderOffers(transfers, offersFolder)}
      ${
        shown.length === groups.length
          ? nothing
          : html`<button class="small earlier" @click=${() => this.#showAll()}>
              ${fileText('files.earlier', { count: groups.length - shown.length })}
            </button>`
      }
      ${
        shown.length === 0
          ? nothing
          : html`<ul part="list" aria-label=${fileText('files.list')}>
              ${repeat(
                shown,
                ([{ transferId }]) => transferId,
                (group) => renderTransfers(group, this.#actions),
              )}
            </ul>`
      }
    `;
  }

  /** What can be done with several offers at once, and where what is accepted goes. */
  #renderOffers(transfers: readonly Transfer[], offersFolder: boolean): TemplateResult | typeof nothing {
    const offers = transfers.filter(({ direction, status }) => direction === 'receiving' && status === 'offered');
    const folder = canPickPlaces() && (offersFolder || offers.length > 0);
    if (offers.length < 2 && !folder && this.#folder === undefined) return nothing;
    return html`<div class="offers">
      ${
        offers.length < 2
          ? nothing
          : html`<button class="small primary" @click=${() => offers.forEach((offer) => this.accept(offer))}>
                ${fileText('files.accept-all', { count: offers.length })}
              </button>
              <button class="small" @click=${() => offers.forEach((offer) => this.#actions.decline(offer))}>
                <span>${fileText('files.decline-all')}</span>
              </button>`
      }
      ${
        folder
          ? html`<button class="small" @click=${() => void this.#pickFolder()}>
              <span>${fileText('files.save-folder')}</span>
            </button>`
          : nothing
      }
      ${
        this.#folder === undefined
          ? nothing
          : html`<span class="detail" role="status">
              ${fileText('files.folder', { folder: inertFileName(this.#folder.name) })}
            </span>`
      }
    </div>`;
  }

  #act(act: (room: RoomController) => Promise<unknown>): void {
    const { controller } = this.#options.port;
    if (controller !== undefined) reported(act(controller));
  }

  async #saveTo({ transferId, name }: Transfer): Promise<void> {
    const sink = await pickFile(inertFileName(name));
    if (sink === undefined) return;
    this.#placed.add(transferId);
    this.#act((room) => room.acceptFile(transferId, { sink }));
  }

  async #pickFolder(): Promise<void> {
    this.#folder = (await pickFolder()) ?? this.#folder;
    this.#options.changed();
  }

  #retry(transfer: Transfer): void {
    if (transfer.direction === 'receiving') return this.accept(transfer);
    const file = this.#sent.get(transfer);
    if (file === undefined) return;
    this.#replaced.add(transfer.transferId);
    this.send([file], { to: [transfer.userId] });
    this.#options.changed();
  }

  #showAll(): void {
    this.#showsAll = true;
    this.#options.changed();
  }

  #isHere(userId: string): boolean {
    return this.#options.port.room.participants.some((person) => person.userId === userId);
  }

  #updatePreviews(shown: readonly Transfer[]): void {
    const previewed = shown.flatMap(({ transferId, direction, file, name: given }) => {
      const name = inertFileName(given);
      const kind = previewOf(name);
      return direction === 'receiving' && file && kind ? [{ id: transferId, file, name, ...kind }] : [];
    });
    this.#previews?.update(previewed);
    if (previewed.length > 0 && !this.#loadingPreviews) void this.#loadPreviews();
  }

  async #loadPreviews(): Promise<void> {
    this.#loadingPreviews = true;
    try {
      const { Previews: Loaded } = await import('./file-previews.js');
      this.#previews = new Loaded((file) => fileText('files.preview', { file }));
    } catch {
      // Files can be saved without having been seen; the next one tries again.
      this.#loadingPreviews = false;
      return;
    }
    this.#options.changed();
  }
}

type TransferGroup = [Transfer, ...Transfer[]];

/** What was offered to several people is one file. */
function groupsOf(transfers: readonly Transfer[]): readonly TransferGroup[] {
  const groups: TransferGroup[] = [];
  const sent = new Map<string, TransferGroup>();
  for (const transfer of transfers) {
    const known = transfer.direction === 'sending' ? sent.get(transfer.fileId) : undefined;
    if (known !== undefined) {
      known.push(transfer);
      continue;
    }
    const group: TransferGroup = [transfer];
    groups.push(group);
    if (transfer.direction === 'sending') sent.set(transfer.fileId, group);
  }
  return groups;
}
