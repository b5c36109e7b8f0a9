import { SerialQueue } from '../base/serial-queue.js';
import { RtcError } from '../protocol/index.js';
import type { DataLink } from './data-link.js';

/** One end of a connection inside one page, for tests: what is sent here arrives at the other end. */
export class LoopbackLink implements DataLink {
  readonly userId: string;
  readonly signal: AbortSignal;
  readonly maxFrameBytes: number;
  /** What arrives from the other end. */
  onframe: (frame: ArrayBuffer | string) => void = () => undefined;
  /** While set, nothing further leaves; for tests that need a moment in the middle of a transfer. */
  held: Promise<void> | undefined;
  /** Whether this end has closed its channel for files. */
  refused = false;
  #other!: LoopbackLink;
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

  send(): Promise<void> {
    return Promise.reject(new RtcError('data/closed', 'Only frames pass here.'));
  }

  sendFrame(frame: Uint8Array<ArrayBuffer> | string): Promise<void> {
    return this.#frames.run(async () => {
      await this.held;
      this.#throwIfClosed();
      const bytes = typeof frame === 'string' ? frame.length : frame.byteLength;
      if (bytes > this.maxFrameBytes) throw new RtcError('data/too-large', 'The frame is too large.');
      await Promise.resolve();
      if (!this.signal.aborted) this.#other.onframe(typeof frame === 'string' ? frame : frame.slice().buffer);
    });
  }

  paceFrames(): void {
    // Nothing is buffered here.
  }

  refuseFrames(): void {
    this.refused = true;
    this.onframe = () => undefined;
  }

  #throwIfClosed(): void {
    if (this.signal.aborted) throw new RtcError('data/closed', 'The connection is closed.');
  }
}

/** Two ends; each carries the userId of the person it leads to. `close` cuts both. */
export function loopbackLinks({ maxFrameBytes = 262_144, ada = 'ada', bob = 'bob' } = {}): {
  readonly toBob: LoopbackLink;
  readonly toAda: LoopbackLink;
  readonly close: () => void;
} {
  const lifetime = new AbortController();
  const toBob = new LoopbackLink(bob, maxFrameBytes, lifetime.signal);
  const toAda = new LoopbackLink(ada, maxFrameBytes, lifetime.signal);
  LoopbackLink.connect(toBob, toAda);
  return { toBob, toAda, close: () => lifetime.abort() };
}
