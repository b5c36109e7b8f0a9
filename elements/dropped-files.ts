import { rememberHandle } from './file-handles.js';

/** More than this out of one folder is a mistake, or somebody's whole disk. */
export const MAX_FILES_OF_FOLDERS = 5_000;

/** What was dropped or pasted. */
export interface Dropped {
  readonly files: readonly File[];
  readonly folders: readonly FileSystemDirectoryEntry[];
}

/** To be asked while the event is dispatched: afterwards the browser has forgotten what was dropped. */
export function droppedFiles({ items }: DataTransfer): Dropped {
  const chosen = Array.from(items)
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ item, entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const folders = chosen.flatMap(({ entry }) => (entry !== null && isFolder(entry) ? [entry] : []));
  // A folder is among `files` too, as a file that nobody can read.
  const taken = folders.length === 0 ? chosen : chosen.filter(({ entry }) => entry?.isFile);
  for (const { item, file } of taken) if (file !== null) rememberHandle(file, item);
  return { files: taken.flatMap(({ file }) => file ?? []), folders };
}

/** What came out of folders: at most `MAX_FILES_OF_FOLDERS`, and the names of what could not be read. */
export interface Unpacked {
  readonly files: readonly File[];
  readonly unreadable: readonly string[];
  readonly isAll: boolean;
}

/** All files in `folders` and in the folders in them. Each says in `webkitRelativePath` where it lay. */
export async function unpacked(folders: readonly FileSystemDirectoryEntry[]): Promise<Unpacked> {
  const files: File[] = [];
  const unreadable: string[] = [];
  const waiting: FileSystemEntry[] = [...folders];
  while (waiting.length > 0 && files.length < MAX_FILES_OF_FOLDERS) {
    const entry = waiting.shift();
    if (entry === undefined) break;
    try {
      if (isFolder(entry)) waiting.push(...(await entriesOf(entry)));
      else files.push(await fileOf(entry as FileSystemFileEntry));
    } catch {
      // One file that may not be read does not keep the others here.
      unreadable.push(entry.name);
    }
  }
  return { files, unreadable, isAll: waiting.length === 0 };
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    // Some at a time, and none when there are no more.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return entries;
    entries.push(...some);
  }
}

async function fileOf(entry: FileSystemFileEntry): Promise<File> {
  const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
  // Browsers fill it in for picked folders only, and it is where everybody looks.
  return Object.defineProperty(file, 'webkitRelativePath', { value: entry.fullPath.replace(/^\//, '') });
}
