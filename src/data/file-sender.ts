import { abortable } from '../base/abortable.js';
import { RtcError } from '../protocol/index.js';
import type { DataLink } from './data-link.js';
import { encodeFrame, FRAME_HEADER_BYTES } from './file-frames.js';

/** No frame is larger: throughput grows with message size up to here and hardly beyond, delay for others goes on growing. */
const MAX_FRAME_BYTES = 262_144;

/** About what one read takes from a file: large enough that a read is rarer than a frame. */
const PIECE_BYTES = 1_048_576;

/** How long the receiver may take to confirm once the channel has the last byte: a full buffer at 100 kbit/s. */
const CONFIRM_TIMEOUT_MS = 120_000;

export interface FileSending {
  readonly blob: Blob;
  /** Of the accepted offer. */
  readonly tag: number;
  readonly link: DataLink;
  /** Resolves when the receiver says that it has every byte. */
  readonly received: Promise<void>;
  /** Stops the sending; has to abort when the link is lost. */
  readonly signal: AbortSignal;
  /** Called with the bytes handed over so far. */
  readonly onBytes: (bytes: number) => void;
  readonly confirmTimeoutMs?: number;
}

/**
 * Sends a file somebody has accepted. Resolves once the receiver has confirmed the last byte, not when the buffer took
 * it. Rejects with `transfer/interrupted` (unreadable, not confirmed), with what the link rejects with, or with the
 * signal's reason. Holds at most two pieces of the file in memory.
 */
export async function sendFile(sending: FileSending): Promise<void> {
  const { blob, tag, link, signal, onBytes } = sending;
  signal.throwIfAborted();
  const payloadBytes = Math.min(MAX_FRAME_BYTES, link.maxFrameBytes) - FRAME_HEADER_BYTES;
  if (payloadBytes < 1) throw new RtcError('data/too-large', 'This connection takes no frames.');
  // Whole frames, so that no piece ends in a tiny one.
  const pieceBytes = payloadBytes * Math.max(1, Math.floor(PIECE_BYTES / payloadBytes));
  for await (const { start, piece } of pieces(blob, pieceBytes, signal)) {
    for (let from = 0; from < piece.byteLength; from += payloadBytes) {
      const payload = piece.subarray(from, from + payloadBytes);
      await abortable(link.sendFrame(encodeFrame({ tag, offset: start + from, payload })), signal);
      onBytes(start + from + payload.byteLength);
    }
  }
  await confirmed(sending);
}

/** The blob in order, `pieceBytes` at a time; the next piece is being read while the caller is busy with one. */
async function* pieces(blob: Blob, pieceBytes: number, signal: AbortSignal) {
  let ahead = read(blob, 0, pieceBytes);
  for (let start = 0; start < blob.size; start += pieceBytes) {
    const piece = await abortable(ahead, signal);
    if (start + pieceBytes < blob.size) ahead = read(blob, start + pieceBytes, pieceBytes);
    yield { start, piece };
  }
}

function read(blob: Blob, start: number, pieceBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const end = Math.min(start + pieceBytes, blob.size);
  const reading = blob
    .slice(start, end)
    .arrayBuffer()
    .then(
      (buffer) => new Uint8Array(buffer),
      (cause: unknown) => {
        throw new RtcError('transfer/interrupted', 'The file could not be read any more.', {
          hint: 'It was changed, moved or removed after it was chosen. Choose it again.',
          cause,
        });
      },
    );
  // Whoever awaits it hears of the failure; a sending that stopped before has no use for it.
  reading.catch(() => undefined);
  return reading;
}

async function confirmed(sending: FileSending): Promise<void> {
  const settled = new AbortController();
  const timer = setTimeout(() => {
    settled.abort(new RtcError('transfer/interrupted', 'The receiver did not confirm the file.'));
  }, sending.confirmTimeoutMs ?? CONFIRM_TIMEOUT_MS);
  try {
    await abortable(abortable(sending.received, sending.signal), settled.signal);
  } finally {
    clearTimeout(timer);
  }
}
