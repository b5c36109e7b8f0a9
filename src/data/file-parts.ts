/** Bytes collected in memory before they become a part: a 4 GB file is 1,000 parts, and one small buffer. */
const PART_BYTES = 4_194_304;

/**
 * Bytes in order, turned into a file without being held by the page's heap: browsers keep the content of a Blob in
 * another process, or on disk. Frames are copied into one buffer that is used again for every part, so neither their
 * number nor their sizes matter.
 */
export class FileParts {
  readonly #buffer: Uint8Array<ArrayBuffer>;
  #filledBytes = 0;
  #parts: Blob[] = [];

  /** `sizeBytes` of the file keeps the buffer of small ones small. Throws `RangeError` when there is no memory. */
  constructor(sizeBytes: number) {
    this.#buffer = new Uint8Array(Math.min(Math.max(sizeBytes, 1), PART_BYTES));
  }

  append(bytes: Uint8Array<ArrayBuffer>): void {
    for (let taken = 0; taken < bytes.byteLength;) {
      const next = bytes.subarray(taken, taken + this.#buffer.byteLength - this.#filledBytes);
      this.#buffer.set(next, this.#filledBytes);
      this.#filledBytes += next.byteLength;
      taken += next.byteLength;
      if (this.#filledBytes === this.#buffer.byteLength) this.#flush();
    }
  }

  /** Everything appended so far, as a file; the parts are given away. */
  toFile(name: string, mediaType: string): File {
    this.#flush();
    const parts = this.#parts;
    this.#parts = [];
    return new File(parts, name, { type: mediaType });
  }

  #flush(): void {
    if (this.#filledBytes === 0) return;
    // The constructor copies, so the buffer is free again.
    this.#parts.push(new Blob([this.#buffer.subarray(0, this.#filledBytes)]));
    this.#filledBytes = 0;
  }
}
