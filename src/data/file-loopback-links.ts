import * as v from 'valibot';
import { SerialQueue } from '../base/serial-queue.js';
import { PeerMessageSchema, RtcError, type PeerMessage } from '../protocol/index.js';
import type { DataLink } from './data-link.js';

/** One end of a connection inside one page, for tests: what is sent here arrives at the other end. */
export class LoopbackLink implements DataLink {
  readonly userId: string;
  readonly signal: AbortSignal;
  readonly maxFrameBytes: number;
  /** What arrives from the other end. */
  onmessage: (message: PeerMessage) => void = () => undefined;
  onframe: (frame: ArrayBuffer) => void = () => undefined;
  /** While set, no further frame leaves; for tests that need a moment in the middle of a transfer. */
  held: Promise<void> | undefined;
  #other!: LoopbackLink;
  readonly #messages = new SerialQueue();
  readonly #frames = new SerialQueue();

  constructor(userId: string, maxFrameBytes: number, signal: AbortSignal) {
    this.userId = userId;
    this.maxFrameBytes = maxFrameBytes;
    this.signal = signal;
  }

  static connect(one: LoopbackLink, other: LoopbackLink): void {
    one.#other = other;
    other.#other = one;
  }

  send(message: PeerMessage): Promise<void> {
    return this.#messages.run(async () => {
      this.#throwIfClosed();
      // Through text and schema, as on a wire.
      const arrived = v.parse(PeerMessageSchema, JSON.parse(JSON.stringify(message)));
      await Promise.resolve();
      this.#other.onmessage(arrived);
    });
  }

  sendFrame(frame: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#frames.run(async () => {
      await this.held;
      this.#throwIfClosed();
      if (frame.byteLength > this.maxFrameBytes) throw new RtcError('data/too-large', 'The frame is too large.');
      this.#other.onframe(frame.slice().buffer);
    });
  }

  #throwIfClosed(): void {
    if (this.signal.aborted) throw new RtcError('data/closed', 'The connection is closed.');
  }
}

/** Two ends; each carries the userId of the person it leads to. `close` cuts both. */
export function loopbackLinks(maxFrameBytes = 65_536): {
  readonly toBob: LoopbackLink;
  readonly toAda: LoopbackLink;
  readonly close: () => void;
} {
  const lifetime = new AbortController();
  const toBob = new LoopbackLink('bob', maxFrameBytes, lifetime.signal);
  const toAda = new LoopbackLink('ada', maxFrameBytes, lifetime.signal);
  LoopbackLink.connect(toBob, toAda);
  return { toBob, toAda, close: () => lifetime.abort() };
}
