/**
 * Port: where the verified blocks of a file are kept until it is complete. Blocks come in any order, each once, and
 * several at a time.
 */
export interface FileParts {
  /** Blocks that were here before the page was loaded. They are read and hashed again before anybody relies on them. */
  readonly held?: readonly number[];
  /** Bytes that wait here until they survive a reload; what may be asked for meanwhile is less by so much. */
  readonly unsavedBytes?: number;
  /** Resolves when there is room for more. Rejects with `transfer/no-space`. */
  write(block: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** A block that was written. Absent where what is written cannot be read yet. */
  read?(block: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The complete file. Nothing is written through the port afterwards; it may still be read. Rejects with `transfer/no-space`. */
  finish(name: string, mediaType: string): Promise<File>;
  /** Gives back what was taken. */
  discard(): Promise<void>;
}
