/** Where a received file goes: a file or a folder the visitor has picked; otherwise the page keeps it. */
export type FileTarget = FileSystemFileHandle | FileSystemDirectoryHandle;
