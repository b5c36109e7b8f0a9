import { randomId } from '../base/random-id.js';
import { RtcError } from '../protocol/index.js';
import { inertFileName, inertPath } from './file-names.js';
import { FileSource } from './file-source.js';
import type { FileToOffer } from './transfers-port.js';

/** A type longer than the wire takes names nothing anybody knows. */
const MAX_MEDIA_TYPE_CHARACTERS = 255;

type OfferedFile = Pick<FileOffer, 'fileId' | 'name' | 'path' | 'sizeBytes' | 'mediaType' | 'shared'>;

/** A file this page offers, to whomever: read and hashed once for all. */
export class FileOffer {
  readonly fileId: string;
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** For everybody in the room, also for those who come later. */
  readonly shared: boolean;
  #handle: FileSystemFileHandle | undefined;
  #source: FileSource | undefined;

  private constructor(offered: OfferedFile) {
    this.fileId = offered.fileId;
    this.name = offered.name;
    this.path = offered.path;
    this.sizeBytes = offered.sizeBytes;
    this.mediaType = offered.mediaType;
    this.shared = offered.shared;
  }

  static of(chosen: FileToOffer, { shared }: { readonly shared: boolean }): FileOffer {
    const { file, path } = chosen;
    const offer = new FileOffer({
      fileId: randomId(),
      name: inertFileName(file.name),
      path: inertPath(path ?? folderOf(file)),
      sizeBytes: file.size,
      mediaType: file.type.length > MAX_MEDIA_TYPE_CHARACTERS ? '' : file.type,
      shared,
    });
    offer.#take(chosen);
    return offer;
  }

  /** What was offered before the page was loaded anew: the file itself is missing until somebody brings it. */
  static without(offered: OfferedFile): FileOffer {
    return new FileOffer(offered);
  }

  get source(): FileSource {
    if (this.#source === undefined) throw new RtcError('transfer/unreadable', 'The file has to be chosen again.');
    return this.#source;
  }

  /** The page was loaded anew, and does not have the file any more. */
  get needsFile(): boolean {
    return this.#source === undefined;
  }

  /** With which the file is found again after a reload. */
  get handle(): FileSystemFileHandle | undefined {
    return this.#handle;
  }

  /** True when it is the file that is missing, as far as can be told; the hashes tell the rest. */
  bring(chosen: FileToOffer): boolean {
    const { file } = chosen;
    if (!this.needsFile || file.size !== this.sizeBytes || inertFileName(file.name) !== this.name) return false;
    this.#take(chosen);
    return true;
  }

  #take({ file, handle }: FileToOffer): void {
    this.#handle = handle;
    this.#source = new FileSource(file);
  }
}

/** Files of a picked folder say where in it they lie. */
function folderOf({ webkitRelativePath = '' }: Partial<File>): string {
  return webkitRelativePath.slice(0, Math.max(0, webkitRelativePath.lastIndexOf('/')));
}
