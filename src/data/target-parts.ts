import { RtcError } from '../protocol/index.js';
import type { BlockLayout } from './block-layout.js';
import type { FileParts } from './file-parts.js';
import { inertFileName } from './file-names.js';
import type { FileTarget } from './file-target.js';
import { noSpace } from './no-space.js';

/** Names tried in a folder where one of this name is already. */
const MAX_NAMESAKES = 1_000;

export interface PlacedFile {
  readonly name: string;
  /** Folders inside a picked folder, made harmless. */
  readonly path: string;
}

/** Blocks written where the visitor wants the file, as they come. Nothing is to be seen there before it is complete. */
export class TargetParts implements FileParts {
  readonly #layout: BlockLayout;
  readonly #handle: FileSystemFileHandle;
  readonly #writable: FileSystemWritableFileStream;

  private constructor(layout: BlockLayout, handle: FileSystemFileHandle, writable: FileSystemWritableFileStream) {
    this.#layout = layout;
    this.#handle = handle;
    this.#writable = writable;
  }

  static async open(target: FileTarget, file: PlacedFile, layout: BlockLayout): Promise<TargetParts> {
    let handle: FileSystemFileHandle | undefined;
    try {
      handle = await placeOf(target, file);
      return new TargetParts(layout, handle, await handle.createWritable());
    } catch (cause) {
      if (handle !== undefined) await removeEmpty(handle);
      throw noSpace(cause);
    }
  }

  async write(block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      await this.#writable.write({ type: 'write', position: this.#layout.start(block), data: bytes });
    } catch (cause) {
      throw noSpace(cause);
    }
  }

  async finish(): Promise<File> {
    try {
      await this.#writable.close();
      return await this.#handle.getFile();
    } catch (cause) {
      throw noSpace(cause);
    }
  }

  async discard(): Promise<void> {
    await this.#writable.abort();
    await removeEmpty(this.#handle);
  }
}

/** Kept elsewhere until it is complete, so that a reload loses nothing; then copied to where the visitor wants it. */
export class DeliveredParts implements FileParts {
  readonly #parts: FileParts;
  readonly #target: FileTarget;
  readonly #file: PlacedFile;
  readonly #layout: BlockLayout;
  /** Where the visitor wants it, once it is there. */
  #placed: File | undefined;

  constructor(parts: FileParts, target: FileTarget, file: PlacedFile, layout: BlockLayout) {
    this.#parts = parts;
    this.#target = target;
    this.#file = file;
    this.#layout = layout;
  }

  get held(): readonly number[] {
    return this.#parts.held ?? [];
  }

  get unsavedBytes(): number {
    return this.#parts.unsavedBytes ?? 0;
  }

  write(block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#parts.write(block, bytes);
  }

  async read(block: number): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#placed === undefined) {
      const bytes = await this.#parts.read?.(block);
      if (bytes !== undefined) return bytes;
      throw new RtcError('transfer/unreadable', 'The file cannot be read yet.');
    }
    const start = this.#layout.start(block);
    const slice = this.#placed.slice(start, start + this.#layout.bytesOf(block));
    return new Uint8Array(await slice.arrayBuffer());
  }

  async finish(name: string, mediaType: string): Promise<File> {
    const file = await this.#parts.finish(name, mediaType);
    let handle: FileSystemFileHandle | undefined;
    try {
      handle = await placeOf(this.#target, this.#file);
      await file.stream().pipeTo(await handle.createWritable());
      const placed = await handle.getFile();
      this.#placed = placed;
      // It is where it belongs: what cannot be given back now is found with the next visit.
      this.#parts.discard().catch(() => undefined);
      return placed;
    } catch (cause) {
      if (handle !== undefined) await removeEmpty(handle);
      throw noSpace(cause);
    }
  }

  discard(): Promise<void> {
    return this.#parts.discard();
  }
}

async function placeOf(target: FileTarget, { name, path }: PlacedFile): Promise<FileSystemFileHandle> {
  if (target.kind === 'file') return target;
  let folder = target;
  for (const segment of path.split('/').filter((each) => each !== '')) {
    folder = await folder.getDirectoryHandle(inertFileName(segment), { create: true });
  }
  for (let namesake = 0; namesake < MAX_NAMESAKES; namesake += 1) {
    const free = namesake === 0 ? name : numbered(name, namesake);
    if (!(await isThere(folder, free))) return folder.getFileHandle(free, { create: true });
  }
  throw new DOMException('There are too many files of this name.', 'InvalidModificationError');
}

async function isThere(folder: FileSystemDirectoryHandle, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name);
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return false;
    // A folder of this name, which is there as well.
    if (error instanceof DOMException && error.name === 'TypeMismatchError') return true;
    throw error;
  }
}

/** `notes.txt` → `notes (1).txt` */
function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return inertFileName(`${stem} (${number})${name.slice(stem.length)}`);
}

/** What was made for the file and never filled. A file the visitor had before is not touched. */
async function removeEmpty(handle: FileSystemFileHandle): Promise<void> {
  // Not in every browser, and a visitor may have taken the permission back: an empty file is left then.
  const { remove } = handle as { remove?: () => Promise<void> };
  try {
    if ((await handle.getFile()).size === 0) await remove?.call(handle);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}
