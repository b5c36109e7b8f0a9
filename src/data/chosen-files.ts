import { RtcError } from '../protocol/index.js';
import type { FileToOffer } from './transfers-port.js';

/** What a page may offer: files, with the folders they lie in where those are known, and what a picker or a drop gives. */
export type Sendable = File | FileToOffer | FileSystemFileHandle | FileSystemDirectoryHandle;

/** Files of one call; whoever means to send more sends an archive. */
const MAX_FILES = 10_000;

/** Folders are walked through. Rejects with `transfer/unreadable` or `transfer/too-many`. */
export async function chosenFiles(chosen: readonly Sendable[]): Promise<FileToOffer[]> {
  const files: FileToOffer[] = [];
  try {
    for (const one of chosen) {
      for await (const file of filesOf(one, '')) {
        if (files.length === MAX_FILES) {
          throw new RtcError('transfer/too-many', `These are more than ${MAX_FILES} files; put them into an archive.`);
        }
        files.push(file);
      }
    }
  } catch (cause) {
    if (cause instanceof RtcError) throw cause;
    throw new RtcError('transfer/unreadable', 'Some of this could not be read.', { cause });
  }
  return files;
}

async function* filesOf(chosen: Sendable, path: string): AsyncGenerator<FileToOffer> {
  if (chosen instanceof File) yield { file: chosen };
  else if ('file' in chosen) yield chosen;
  else if (chosen.kind === 'file') yield { file: await chosen.getFile(), handle: chosen, ...(path !== '' && { path }) };
  else {
    const folder = path === '' ? chosen.name : `${path}/${chosen.name}`;
    for await (const inside of chosen.values()) {
      yield* filesOf(inside, folder);
    }
  }
}
