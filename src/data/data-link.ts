import type { PeerMessage } from '../protocol/index.js';

/**
 * Port: the way to one person for messages and files. The topology provides it; messages and transfers use it and
 * know nothing of connections.
 */
export interface DataLink {
  readonly userId: string;
  /** Aborted when this person cannot be reached any more. */
  readonly signal: AbortSignal;
  /** Bytes one frame may have, as negotiated. */
  readonly maxFrameBytes: number;
  /**
   * Ordered and reliable; waits for the link to open. Resolves when the channel has taken it. Rejects with
   * `data/closed` or `data/too-large`.
   */
  send(message: PeerMessage): Promise<void>;
  /** Ordered and reliable, on a channel of its own, with back-pressure: resolves when the next frame is welcome. */
  sendFrame(frame: Uint8Array<ArrayBuffer>): Promise<void>;
}
