import type { RoomController, Transfer } from '../src/index.js';
import { withHandles } from './file-handles.js';
import type { Addressees } from './recipients.js';

/** The files this element has sent, kept while their transfers are listed, so that they can be sent again. */
export class SentFiles {
  readonly #files = new Map<string, File>();

  async send(room: RoomController, files: readonly File[], to: Addressees): Promise<void> {
    const chosen = withHandles(files);
    const fileIds = await room.sendFile(chosen instanceof Promise ? await chosen : chosen, to);
    fileIds.forEach((fileId, index) => {
      const file = files[index];
      if (file !== undefined) this.#files.set(fileId, file);
    });
  }

  /** Forgets what is not listed any more. */
  update(transfers: readonly Transfer[]): void {
    if (this.#files.size === 0) return;
    const listed = new Set(transfers.map(({ fileId }) => fileId));
    for (const fileId of this.#files.keys()) if (!listed.has(fileId)) this.#files.delete(fileId);
  }

  /** The file of a transfer of one's own; `undefined` when somebody else sent it, or another element. */
  get({ direction, fileId }: Transfer): File | undefined {
    return direction === 'sending' ? this.#files.get(fileId) : undefined;
  }
}
