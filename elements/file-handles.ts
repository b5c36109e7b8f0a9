/** Files a browser has given with handles (File System Access: Chromium), with which a reloaded page finds them again. */
const HANDLES = new WeakMap<File, Promise<FileSystemFileHandle | undefined>>();

/** What a page offers: with its handle, where there is one. */
export type FileWithHandle = File | { readonly file: File; readonly handle: FileSystemFileHandle };

interface HandleGivingItem extends DataTransferItem {
  readonly getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
}

interface OpenPicker {
  readonly showOpenFilePicker?: (options: { readonly multiple: boolean }) => Promise<readonly FileSystemFileHandle[]>;
}

/** To be asked while the event is dispatched. `item` is where `file` came from. */
export function rememberHandle(file: File, item: HandleGivingItem | undefined): void {
  const asked = item?.getAsFileSystemHandle?.();
  if (asked === undefined) return;
  HANDLES.set(
    file,
    asked.then(
      (handle) => (handle?.kind === 'file' ? (handle as FileSystemFileHandle) : undefined),
      // It lies nowhere on this disk: made by a page, or in the clipboard.
      () => undefined,
    ),
  );
}

/**
 * Asks the visitor for files, in a click. Empty when none was picked; `undefined` where the browser has no picker that
 * gives handles, or none for this frame.
 */
export async function pickFiles(multiple: boolean): Promise<readonly File[] | undefined> {
  try {
    const handles = await (globalThis as OpenPicker).showOpenFilePicker?.({ multiple });
    return handles && (await Promise.all(handles.map(opened)));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return error.name === 'AbortError' ? [] : undefined;
  }
}

/** At once what has no handle; a handle may take the browser a moment. */
export function withHandles(files: readonly File[]): readonly File[] | Promise<readonly FileWithHandle[]> {
  if (!files.some((file) => HANDLES.has(file))) return files;
  return Promise.all(
    files.map(async (file) => {
      const handle = await HANDLES.get(file);
      return handle === undefined ? file : { file, handle };
    }),
  );
}

async function opened(handle: FileSystemFileHandle): Promise<File> {
  const file = await handle.getFile();
  HANDLES.set(file, Promise.resolve(handle));
  return file;
}
