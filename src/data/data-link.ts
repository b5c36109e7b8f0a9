import type { MessageLane, PeerMessage } from '../protocol/index.js';

/**
 * Port: the way to one person for messages and files. The topology provides it; messages and transfers use it and
 * know nothing of connections.
 */
export interface DataLink {
  readonly userId: string;
  /** Aborted when this person cannot be reached any more over this link; another may follow. */
  readonly signal: AbortSignal;
  /** Bytes one frame may have, as negotiated. */
  readonly maxFrameBytes: number;
  /**
   * Ordered and reliable; waits for the link to open. Resolves when the channel has taken it. Rejects with
   * `data/closed` or `data/too-large`.
   */
  send(message: PeerMessage): Promise<void>;
  /**
   * Text or bytes on a channel for files, ordered and reliable, with back-pressure: resolves when the next frame is
   * welcome. Rejects as `send` does.
   */
  sendFrame(frame: Uint8Array<ArrayBuffer> | string): Promise<void>;
  /** So many bytes may wait on their way before the next frame is not welcome. */
  paceFrames(highWaterBytes: number): void;
  /** Closes the channel for files: whoever is behind it sends what nobody asked for. */
  refuseFrames(): void;
}

/** The part of a link that messages use. */
export interface MessageLink {
  readonly userId: string;
  readonly signal: AbortSignal;
  /** As `sendFrame`, on the lane's own channel. */
  sendMessageFrame(lane: MessageLane, frame: Uint8Array<ArrayBuffer>): Promise<void>;
  /** For what is worth something only while it is new: at most once, in no order. False when nothing is welcome now. */
  sendStateFrame(frame: Uint8Array<ArrayBuffer>): boolean;
  /** Closes the channels of messages: this person does not keep to the rules. The rest of the connection goes on. */
  closeMessages(): void;
  /** Nothing that comes over them is heard any more. They stay open: the other side would make a closed one anew. */
  ignoreMessages(): void;
}
