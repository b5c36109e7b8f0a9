import type { BlockLayout } from './block-layout.js';
import type { FileParts } from './file-parts.js';
import type { FileStore, KeptTransfer } from './file-store.js';
import type { FileTarget } from './file-target.js';
import { KEPT_FILES_MARK } from './kept-files-mark.js';
import { StoredParts } from './stored-parts.js';

const DATABASE = 'rtc-elements-files';
const STORE = 'transfers';
const FOLDER = 'rtc-elements-files';

/** What nobody came back for. */
const MAX_AGE_MS = 86_400_000;

/** A shorter file is asked for within one window anyway. */
const MIN_STORED_BYTES = 8_388_608;

/** Of the room the browser gives us, so much may be taken: the rest is for what else the site keeps. */
const MAX_SHARE = 0.9;

interface Entry extends KeptTransfer {
  readonly place: string;
  readonly keptAt: number;
}

/** Unfinished files in this browser: what is known of them in IndexedDB, their blocks in the browser's own file system. */
export class KeptFiles implements FileStore {
  readonly #place: string;

  /** `place` tells rooms apart. */
  constructor(place: string) {
    this.#place = place;
  }

  async restore(): Promise<readonly KeptTransfer[]> {
    return quietly([], async () => {
      const entries = await entriesOf((store) => store.getAll() as IDBRequest<Entry[]>);
      const ours: KeptTransfer[] = [];
      const living = new Set<string>();
      for (const { place, keptAt, ...kept } of entries) {
        const isOld = Date.now() - keptAt > MAX_AGE_MS;
        if (place !== this.#place && !isOld) living.add(kept.keepId);
        else if (!(await this.#claim(kept.keepId))) living.add(kept.keepId);
        else if (isOld) await this.#remove(kept.keepId);
        else {
          living.add(kept.keepId);
          ours.push(await permitted(kept));
        }
      }
      await this.#sweep(living);
      return ours;
    });
  }

  async keep(kept: KeptTransfer): Promise<void> {
    await quietly(undefined, async () => {
      await this.#claim(kept.keepId);
      localStorage.setItem(KEPT_FILES_MARK, '1');
      const entry: Entry = { ...kept, place: this.#place, keptAt: Date.now() };
      await entriesOf((store) => store.put(entry));
    });
  }

  async forget(keepId: string): Promise<void> {
    await quietly(undefined, () => entriesOf((store) => store.delete(keepId)));
  }

  async openParts(keepId: string, layout: BlockLayout): Promise<FileParts | undefined> {
    if (layout.sizeBytes < MIN_STORED_BYTES) return undefined;
    return quietly(undefined, async () => {
      const { quota = 0, usage = 0 } = await navigator.storage.estimate();
      const root = await rootFolder();
      const before = await folderOf(root, keepId, { create: false });
      if (before === undefined && layout.sizeBytes > (quota - usage) * MAX_SHARE) return undefined;
      const folder = before ?? (await folderOf(root, keepId, { create: true }));
      if (folder === undefined) return undefined;
      return StoredParts.open(folder, layout, () => this.#remove(keepId));
    });
  }

  /** Folders of complete files whose page is gone, and whatever else nobody knows of. */
  async #sweep(living: ReadonlySet<string>): Promise<void> {
    const root = await rootFolder();
    let left = living.size;
    for await (const name of root.keys()) {
      if (living.has(name)) continue;
      if (await this.#claim(name)) await root.removeEntry(name, { recursive: true });
      else left += 1;
    }
    if (left === 0) localStorage.removeItem(KEPT_FILES_MARK);
  }

  async #remove(keepId: string): Promise<void> {
    await this.forget(keepId);
    const root = await rootFolder();
    if ((await folderOf(root, keepId, { create: false })) !== undefined) {
      await root.removeEntry(keepId, { recursive: true });
    }
  }

  /** For as long as this page is there; false when another page, or this one, has it already. */
  async #claim(keepId: string): Promise<boolean> {
    if (CLAIMED.has(keepId)) return false;
    CLAIMED.add(keepId);
    const { locks } = navigator as { locks?: LockManager };
    if (locks === undefined) return true;
    const isFree = await new Promise<boolean>((resolve) => {
      const held = locks.request(`${FOLDER}:${keepId}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        // The page's end gives it back.
        return lock === null ? undefined : new Promise<never>(() => undefined);
      });
      held.catch(() => resolve(false));
    });
    if (!isFree) CLAIMED.delete(keepId);
    return isFree;
  }
}

/** Without what the visitor would have to be asked for once more. */
async function permitted(kept: KeptTransfer): Promise<KeptTransfer> {
  const { handle, target, ...rest } = kept;
  return {
    ...rest,
    ...(handle !== undefined && (await isPermitted(handle, 'read')) && { handle }),
    ...(target !== undefined && (await isPermitted(target, 'readwrite')) && { target }),
  };
}

/** Handles of the visitor's own files have permissions, in browsers that have such handles. */
interface PermittedHandle {
  readonly queryPermission?: (permission: { readonly mode: 'read' | 'readwrite' }) => Promise<PermissionState>;
}

async function isPermitted(handle: FileTarget & PermittedHandle, mode: 'read' | 'readwrite'): Promise<boolean> {
  return (await handle.queryPermission?.({ mode })) !== 'prompt';
}

/** By this page, whichever visit it is for. */
const CLAIMED = new Set<string>();

async function rootFolder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}

async function folderOf(
  root: FileSystemDirectoryHandle,
  name: string,
  options: { readonly create: boolean },
): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await root.getDirectoryHandle(name, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
    throw error;
  }
}

async function entriesOf<T>(act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: 'keepId' });
  const database = await resultOf(opening);
  try {
    return await resultOf(act(database.transaction(STORE, 'readwrite').objectStore(STORE)));
  } finally {
    database.close();
  }
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException('Nothing can be kept here.', 'AbortError'));
  });
}

/**
 * A browser that keeps nothing, as in private windows, on pages that are not secure or with a full disk: files come all
 * the same, into memory the browser finds, and begin anew after a reload.
 */
async function quietly<T>(instead: T, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DOMException || error instanceof TypeError) return instead;
    throw error;
  }
}
