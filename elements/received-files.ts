import type { Transfer } from '../src/index.js';
import { inertFileName } from './file-name.js';
import { inertTypeOf } from './file-types.js';

/** The `blob:` addresses under which received files can be saved, taken back when nobody can click them any more. */
export class ReceivedFiles {
  #addresses = new Map<string, string>();

  /** Keeps an address for each complete file among `transfers`, and revokes all others. */
  update(transfers: readonly Transfer[]): void {
    const next = new Map<string, string>();
    for (const { transferId, direction, file, name } of transfers) {
      if (direction !== 'receiving' || file === undefined) continue;
      // Whatever it claims to be, it is to be saved and never shown in our origin.
      const inert = (): Blob => file.slice(0, file.size, inertTypeOf(inertFileName(name)));
      next.set(transferId, this.#addresses.get(transferId) ?? URL.createObjectURL(inert()));
    }
    for (const [transferId, address] of this.#addresses) if (!next.has(transferId)) URL.revokeObjectURL(address);
    this.#addresses = next;
  }

  address(transferId: string): string | undefined {
    return this.#addresses.get(transferId);
  }
}
