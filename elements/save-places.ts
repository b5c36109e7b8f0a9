/** Where the visitor wants a file saved; browsers have it (Chromium), or have only downloads. */
interface Pickers {
  readonly showSaveFilePicker?: (options: { readonly suggestedName: string }) => Promise<FileSystemFileHandle>;
  readonly showDirectoryPicker?: (options: { readonly mode: 'readwrite' }) => Promise<FileSystemDirectoryHandle>;
}

const pickers = (): Pickers => globalThis as Pickers;

export function canPickPlaces(): boolean {
  return pickers().showSaveFilePicker !== undefined;
}

/** `undefined` when the visitor has picked none. */
export async function pickFile(suggestedName: string): Promise<FileSystemFileHandle | undefined> {
  return unlessClosed(pickers().showSaveFilePicker?.({ suggestedName }));
}

/** `undefined` when the visitor has picked none. */
export async function pickFolder(): Promise<FileSystemDirectoryHandle | undefined> {
  return unlessClosed(pickers().showDirectoryPicker?.({ mode: 'readwrite' }));
}

async function unlessClosed<Handle>(picked: Promise<Handle> | undefined): Promise<Handle | undefined> {
  try {
    return await picked;
  } catch (error) {
    // The visitor closed it, or the browser has one open already or keeps that folder to itself and has said so.
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
