import { RtcError } from '../protocol/index.js';
import type { Frame } from './file-frames.js';
import { inertMediaType } from './file-media-type.js';
import { inertFileName } from './file-names.js';
import { FileParts } from './file-parts.js';

/** What the sender said the file is. */
export interface OfferedFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

/** Puts one file together from its frames, and believes only what it has counted itself. */
export class FileReceiver {
  readonly #offered: OfferedFile;
  #parts: FileParts | undefined;
  #bytes = 0;

  constructor(offered: OfferedFile) {
    this.#offered = offered;
  }

  /** Received so far. */
  get bytes(): number {
    return this.#bytes;
  }

  get complete(): boolean {
    return this.#bytes === this.#offered.sizeBytes;
  }

  /**
   * Throws `data/invalid` for a frame that does not follow the one before, `transfer/size-mismatch` for more bytes
   * than were offered, `transfer/out-of-memory`. Nothing of a refused frame is kept.
   */
  take(frame: Frame): void {
    if (frame.offset !== this.#bytes) {
      throw new RtcError('data/invalid', `A frame for byte ${frame.offset} came where byte ${this.#bytes} was due.`);
    }
    if (this.#bytes + frame.payload.byteLength > this.#offered.sizeBytes) {
      throw new RtcError('transfer/size-mismatch', `More came than the ${this.#offered.sizeBytes} bytes offered.`);
    }
    try {
      this.#collect().append(frame.payload);
    } catch (cause) {
      throw outOfMemory(cause);
    }
    this.#bytes += frame.payload.byteLength;
  }

  /** The complete file. Rejects with `transfer/size-mismatch` before that, and with `transfer/out-of-memory`. */
  async finish(): Promise<File> {
    if (!this.complete) throw new RtcError('transfer/size-mismatch', 'The file is not complete.');
    const { name, mediaType } = this.#offered;
    try {
      const file = this.#collect().toFile(inertFileName(name), inertMediaType(mediaType));
      // A browser without room for a Blob makes a broken one and says so only when somebody reads it.
      await file.slice(-1).arrayBuffer();
      return file;
    } catch (cause) {
      throw outOfMemory(cause);
    }
  }

  /** Made with the first byte: an accepted offer alone costs no memory. */
  #collect(): FileParts {
    return (this.#parts ??= new FileParts(this.#offered.sizeBytes));
  }
}

function outOfMemory(cause: unknown): RtcError {
  return new RtcError('transfer/out-of-memory', 'There is no room for the file.', {
    hint: 'Free some space on this device, or close other pages.',
    cause,
  });
}
